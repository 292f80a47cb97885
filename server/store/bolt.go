package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"go.etcd.io/bbolt"
)

// options are what benchmarks vary.
type options struct {
	chunk      int
	noFreelist bool
}

var defaults = options{chunk: chunkSize}

// engine is the Store in bbolt.
type engine struct {
	dir     string
	db      *bbolt.DB
	tide    *tide
	chunk   int
	batches *batcher
	close   func() error
}

// Create makes a new store in dir, which is made if need be, and opens it. After
// one that was cut off, either Create begins afresh or Open finds the store. It
// returns ErrExists or ErrLocked.
func Create(dir string) (Store, error) { return create(dir, defaults) }

func create(dir string, o options) (Store, error) {
	if err := makeDir(dir); err != nil {
		return nil, fmt.Errorf("create store %q: %w", dir, err)
	}
	return withLock("create", dir, func(lock *os.File) (Store, error) {
		if _, err := current(dir); err == nil {
			return nil, ErrExists
		} else if !errors.Is(err, ErrNoStore) {
			return nil, err
		}
		if err := sweep(dir, ""); err != nil {
			return nil, err
		}
		name, err := newGeneration(dir)
		if err != nil {
			return nil, err
		}
		if err := point(dir, name); err != nil {
			return nil, err
		}
		return openCurrent(dir, lock, o)
	})
}

// Open opens the store in dir. It returns ErrNoStore, ErrLocked, or ErrDamaged.
func Open(dir string) (Store, error) { return open(dir, defaults) }

func open(dir string, o options) (Store, error) {
	return withLock("open", dir, func(lock *os.File) (Store, error) {
		return openCurrent(dir, lock, o)
	})
}

func withLock(verb, dir string, fn func(*os.File) (Store, error)) (Store, error) {
	lock, err := lockDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		err = ErrNoStore
	}
	if err != nil {
		return nil, fmt.Errorf("%s store %q: %w", verb, dir, err)
	}
	s, err := fn(lock)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s store %q: %w", verb, dir, translate(err)), lock.Close())
	}
	return s, nil
}

func openCurrent(dir string, lock *os.File, o options) (Store, error) {
	path, err := current(dir)
	if err != nil {
		return nil, err
	}
	key, err := os.ReadFile(filepath.Join(path, keyFile))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	tide, err := newTide(key)
	if err != nil {
		return nil, err
	}
	db, err := openDB(filepath.Join(path, dbFile), o)
	if err != nil {
		return nil, err
	}
	e := &engine{dir: dir, db: db, tide: tide, chunk: o.chunk, batches: newBatcher()}
	e.close = sync.OnceValue(func() error { return errors.Join(db.Close(), lock.Close()) })
	if err := e.checkKey(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return e, nil
}

// checkKey refuses a key and a database that do not belong together, which
// would look like a store without inboxes. One readable record is enough.
func (e *engine) checkKey() error {
	return e.view(context.Background(), func(t tx) error {
		records, readable := 0, 0
		t.inboxes(func(at place, record []byte) {
			records++
			if _, err := t.readInbox(at, record); err == nil {
				readable++
			}
		})
		if records > 0 && readable == 0 {
			return fmt.Errorf("%w: the key does not fit the database", ErrDamaged)
		}
		return nil
	})
}

func (e *engine) Close() error { return e.close() }
