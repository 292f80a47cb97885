package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
)

// options are what Option changes.
type options struct{ keys Keys }

// engine is the Store in bbolt.
type engine struct {
	dir     string
	opts    options
	gen     atomic.Pointer[generation] // the current one
	batches *batcher

	// writing is read-held by every write, from taking the generation to the end
	// of the commit, and held by the tide while it changes the generation.
	writing sync.RWMutex
	// broken is what writes fail with when it is not known which generation the
	// disk will name after a power cut. Guarded by writing.
	broken error

	tiding  chan struct{} // holds one token while a tide runs, and for ever after Close
	closing chan struct{} // closed by Close
	close   func() error
}

// Create makes a new store in dir, which is made if need be, and opens it. After
// one that was cut off, either Create begins afresh or Open finds the store. It
// returns ErrExists, ErrLocked, or what Keys.Check does.
func Create(dir string, options ...Option) (Store, error) {
	return create(dir, optionsOf(options))
}

func create(dir string, o options) (Store, error) {
	if err := makeDir(dir); err != nil {
		return nil, fmt.Errorf("create store %q: %w", dir, err)
	}
	return withLock("create", dir, func(lock *os.File) (Store, error) {
		if _, err := current(dir, o.keys); err == nil {
			return nil, ErrExists
		} else if !errors.Is(err, ErrNoStore) {
			return nil, err
		}
		if err := o.keys.Check(dir); err != nil {
			return nil, err
		}
		if err := sweep(dir, "", o.keys); err != nil {
			return nil, err
		}
		name, err := newGeneration(dir, o.keys)
		if err != nil {
			return nil, err
		}
		if err := point(dir, name); err != nil {
			return nil, err
		}
		return openCurrent(dir, lock, o)
	})
}

// Open opens the store in dir, with the same Keys that it was made with. It
// returns ErrNoStore, ErrLocked, ErrDamaged, ErrNoKey, ErrSealedKey, or what Keys.Check does.
func Open(dir string, options ...Option) (Store, error) {
	return open(dir, optionsOf(options))
}

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
	name, err := current(dir, o.keys)
	if err != nil {
		return nil, err
	}
	if err := o.keys.Check(dir); err != nil {
		return nil, err
	}
	g, err := openGeneration(filepath.Join(dir, name), o)
	if err != nil {
		return nil, err
	}
	e := &engine{dir: dir, opts: o, batches: newBatcher(), tiding: make(chan struct{}, 1), closing: make(chan struct{})}
	e.gen.Store(g)
	e.close = sync.OnceValue(func() error {
		close(e.closing)
		e.tiding <- struct{}{} // after a tide that runs, which then ends
		return errors.Join(e.gen.Load().db.Close(), lock.Close())
	})
	return e, nil
}

// openGeneration opens the database at path with its key.
func openGeneration(path string, o options) (*generation, error) {
	key, err := o.keys.read(path)
	if err != nil {
		return nil, err
	}
	if err := o.keys.checkKept(path); err != nil {
		return nil, err
	}
	tide, err := newTide(key)
	if err != nil {
		return nil, err
	}
	db, file, err := openDB(filepath.Join(path, dbFile))
	if err != nil {
		return nil, err
	}
	g := &generation{name: strings.TrimSuffix(filepath.Base(path), unfinished), db: db, file: file, tide: tide}
	if err := g.checkKey(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return g, nil
}

// checkKey refuses a key and a database that do not belong together, which
// would look like a store without inboxes. One readable record is enough.
func (g *generation) checkKey() error {
	return g.view(context.Background(), func(t tx) error {
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

// view reads from the current generation, or from the next where that one was
// closed for it meanwhile.
func (e *engine) view(ctx context.Context, fn func(tx) error) error {
	for {
		g := e.gen.Load()
		err := g.view(ctx, fn)
		if !errors.Is(err, ErrClosed) || e.gen.Load() == g {
			return err
		}
	}
}

// update writes to the current generation. writing must be read-held.
func (e *engine) update(ctx context.Context, fn func(tx) error) error {
	if e.broken != nil {
		return e.broken
	}
	return e.gen.Load().update(ctx, fn)
}

func (e *engine) Close() error { return e.close() }
