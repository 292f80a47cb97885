package store

// Create makes a new store in dir, which is made if need be, and opens it. A
// Create that was cut off is finished or begun afresh by the next one. It
// returns ErrExists or ErrLocked.
func Create(dir string) (Store, error) { panic("coming") }

// Open opens the store in dir. It returns ErrNoStore, ErrLocked, or ErrDamaged.
func Open(dir string) (Store, error) { panic("coming") }
