// Package register is the desk's memory: a bbolt file in which every value is sealed under the register key and every key is an HMAC, so
// that the file without the keyring tells the number and the sizes of its records and nothing else.
//
// It trusts its file as far as the seal goes: each value is bound to its bucket and key, so values cannot be swapped; that the
// whole file was put back to an older state it cannot see. Only the desk imports it.
package register

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"luwte/crypto/label"
	"luwte/internal/desk/durable"
)

var (
	// ErrInUse is returned when another process has the register open.
	ErrInUse = errors.New("another luwte-desk is using this register")
	// ErrDamaged is returned when a value does not open under the register's key at its place.
	ErrDamaged = errors.New("the register is damaged, or another bureau's")
	// ErrVersion is returned when the records are those of another version of this program.
	ErrVersion = errors.New("this register was made by another version of luwte-desk")
	// ErrNoRegister is returned when there is no register where one should be.
	ErrNoRegister = errors.New("there is no register here")
)

// allocSize is by how many bytes the file grows, with a sync of its own each time, once it is longer than that. An import adds 16 MiB with every batch, which is what bbolt takes by itself. What is not written
// yet takes no room.
const allocSize = 64 << 20

// lockTimeout is how long Open waits for another process. bbolt's lock is the file's, and ends with the process.
const lockTimeout = 2 * time.Second

// Register is an open register.
type Register struct {
	db   *bolt.DB
	path string
	keys keys
}

// Create makes an empty register; a file that is there is replaced.
func Create(path string, key [32]byte) (*Register, error) {
	if err := os.RemoveAll(path); err != nil {
		return nil, fmt.Errorf("replace %s: %w", path, err)
	}
	r, err := open(path, key)
	if err != nil {
		return nil, err
	}
	if err := r.Update(func(tx *Tx) error { return tx.Put(metaBucket, metaKey, []byte{formatVersion}) }); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// Open opens a register that Create made. It returns ErrNoRegister, ErrInUse, ErrVersion, or ErrDamaged if the key is another's.
func Open(path string, key [32]byte) (*Register, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoRegister, err)
	}
	r, err := open(path, key)
	if err != nil {
		return nil, err
	}
	older := false
	err = r.View(func(tx *Tx) error {
		version, ok, err := tx.Get(metaBucket, metaKey)
		switch {
		case err != nil || !ok:
			return ErrDamaged
		case bytes.Equal(version, []byte{withoutChunks}):
			older = true
		case !bytes.Equal(version, []byte{formatVersion}):
			return ErrVersion
		}
		return nil
	})
	if err == nil && older {
		err = r.Update(func(tx *Tx) error { return tx.Put(metaBucket, metaKey, []byte{formatVersion}) })
	}
	if err == nil {
		err = r.Tidy()
	}
	if err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// metaKey's value shows at once whether the key is the register's, and of which version its records are.
const (
	formatVersion = 4
	withoutChunks = 3 // the same but for long records, each under one key: they can be read, and what is written is cut from now on

	metaBucket = "meta"
	metaKey    = label.RegisterMeta
	staleKey   = "stale" // what was deleted is still in the file
)

func open(path string, key [32]byte) (*Register, error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: lockTimeout, FreelistType: bolt.FreelistMapType})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, ErrInUse
	}
	if err != nil {
		return nil, fmt.Errorf("open register %s: %w", path, err)
	}
	db.AllocSize = allocSize
	err = os.RemoveAll(path + freshSuffix)
	k, keysErr := deriveKeys(key)
	if err := errors.Join(err, keysErr); err != nil {
		db.Close()
		return nil, err
	}
	return &Register{db: db, path: path, keys: k}, nil
}

// Close closes the file.
func (r *Register) Close() error { return r.db.Close() }

// View runs fn in a transaction that only reads.
func (r *Register) View(fn func(*Tx) error) error {
	return r.db.View(func(tx *bolt.Tx) error { return fn(&Tx{tx, &r.keys}) })
}

// Update runs fn in a transaction. When it returns nil, everything that fn put is on disk (bbolt: fdatasync of data, then of the meta
// page); otherwise nothing of it is.
func (r *Register) Update(fn func(*Tx) error) error {
	return r.db.Update(func(tx *bolt.Tx) error { return fn(&Tx{tx, &r.keys}) })
}

// Purge is an Update after which nothing of what was deleted or replaced is left in the file. When it is cut short after what fn did is on disk, the next Open does the
// rest.
func (r *Register) Purge(fn func(*Tx) error) error {
	err := r.Update(func(tx *Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return tx.Stale()
	})
	if err != nil {
		return err
	}
	return r.Tidy()
}

// Tidy takes what was deleted or replaced out of the file, if an Update said that it must not stay (Tx.Stale). The next Open does so too.
func (r *Register) Tidy() error {
	stale := false
	err := r.View(func(tx *Tx) error { stale = tx.Has(metaBucket, staleKey); return nil })
	if err != nil || !stale {
		return err
	}
	if err := r.Compact(); err != nil {
		return err
	}
	return r.Update(func(tx *Tx) error { return tx.Delete(metaBucket, staleKey) })
}

// Compact writes what is there into a file of its own and puts it in the place of the old one, so that nothing of what was deleted or replaced is left in it: bbolt
// leaves the bytes of pages that it frees. A power cut leaves one or the other whole. Another process cannot come between: the new file is locked before it has the name.
func (r *Register) Compact() error {
	path := r.path
	fresh := path + freshSuffix
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("compact register: %w", err)
	}
	db, err := bolt.Open(fresh, 0o600, &bolt.Options{Timeout: lockTimeout, FreelistType: bolt.FreelistMapType, NoSync: true})
	if err != nil {
		return fmt.Errorf("compact register: %w", err)
	}
	err = bolt.Compact(db, r.db, compactBatch)
	if err == nil {
		err = db.Sync()
	}
	if err == nil && !renamesOpen {
		return r.swapClosed(db, fresh)
	}
	if err == nil {
		err = os.Rename(fresh, path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("compact register: %w", err), db.Close(), os.RemoveAll(fresh))
	}
	db.NoSync, db.AllocSize = false, allocSize
	old := r.db
	r.db = db
	return errors.Join(old.Close(), durable.SyncDir(filepath.Dir(path)))
}

// renamesOpen says whether the system gives an open file another name. Windows does not; there another process can come between.
var renamesOpen = runtime.GOOS != "windows"

// swapClosed puts the new file in the place of the old one while neither is open.
func (r *Register) swapClosed(db *bolt.DB, fresh string) error {
	err := errors.Join(db.Close(), r.db.Close())
	if err == nil {
		err = os.Rename(fresh, r.path)
	}
	again, openErr := bolt.Open(r.path, 0o600, &bolt.Options{Timeout: lockTimeout, FreelistType: bolt.FreelistMapType})
	if openErr == nil {
		again.AllocSize = allocSize
		r.db = again
	}
	if err := errors.Join(err, openErr); err != nil {
		return fmt.Errorf("compact register: %w", err)
	}
	return durable.SyncDir(filepath.Dir(r.path))
}

// freshSuffix ends the name of the file that Compact writes. One that a power cut left is removed by the next Open.
const freshSuffix = ".fresh"

// compactBatch is how many bytes Compact writes in one transaction: it holds them in memory.
const compactBatch = 32 << 20

// Snapshot is the register as it was at one moment, while it goes on being used. It must be closed: until then a write that makes the file longer, and the end of
// Compact, wait.
type Snapshot struct{ tx *bolt.Tx }

// Snapshot returns the register as it is now.
func (r *Register) Snapshot() (*Snapshot, error) {
	tx, err := r.db.Begin(false)
	if err != nil {
		return nil, fmt.Errorf("copy register: %w", err)
	}
	return &Snapshot{tx}, nil
}

// Size returns the length of what WriteTo writes, in bytes.
func (s *Snapshot) Size() int64 { return s.tx.Size() }

// WriteTo writes a file that Open opens. It reads the file that the register had, whatever has its name by now.
func (s *Snapshot) WriteTo(w io.Writer) (int64, error) { return s.tx.WriteTo(w) }

// Close ends it.
func (s *Snapshot) Close() error { return s.tx.Rollback() }
