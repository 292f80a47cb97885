package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"syscall"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// initDB makes a database file with its buckets, synced.
func initDB(path string) error {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTimeout, PageSize: pageSize})
	if err != nil {
		return err
	}
	err = db.Update(func(t *bbolt.Tx) error {
		_, err1 := t.CreateBucket(bucketIndex)
		_, err2 := t.CreateBucket(bucketValues)
		return errors.Join(err1, err2)
	})
	return errors.Join(err, db.Close())
}

// openDB opens a database file that initDB made.
//
// The list of free pages is kept in the file: without it bbolt would read every
// page to open a store or to get over a full disk, and one damaged page would
// end the process. It costs a page a commit, since a store is rewritten after
// each dispatch and has few free pages for long. In memory it is a map, which
// finds a run of pages at once.
func openDB(path string) (db *bbolt.DB, file *os.File, err error) {
	// bbolt would make a missing file and fill an empty one.
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return nil, nil, fmt.Errorf("%w: %q is missing or empty", ErrDamaged, path)
	}
	if err := checkFile(path); err != nil {
		return nil, nil, err
	}
	err = guard(func() error {
		db, err = bbolt.Open(path, 0o600, &bbolt.Options{
			Timeout:      lockTimeout,
			PageSize:     pageSize,
			FreelistType: bbolt.FreelistMapType,
			OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
				file, err = os.OpenFile(name, flag, mode)
				return file, err
			},
		})
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return db, file, nil
}

// generation is one that is open.
type generation struct {
	name string
	db   *bbolt.DB
	tide *tide

	file    *os.File // bbolt's own
	ahead   int64    // up to where it is written with zeros; guarded by being bbolt's writer
	filling bool     // a tide is filling it, and it need not go ahead
}

func (g *generation) view(ctx context.Context, fn func(tx) error) error {
	return g.run(ctx, g.db.View, fn)
}

func (g *generation) update(ctx context.Context, fn func(tx) error) error {
	return g.run(ctx, func(fn func(*bbolt.Tx) error) error {
		return g.db.Update(func(t *bbolt.Tx) error {
			if !g.filling {
				if err := g.goAhead(t); err != nil {
					return err
				}
			}
			return fn(t)
		})
	}, fn)
}

func (g *generation) run(ctx context.Context, how func(func(*bbolt.Tx) error) error, fn func(tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// The inner guard makes bbolt roll back as after an error, without reading
	// pages again; the outer one is for begin and commit.
	return translate(guard(func() error {
		return how(func(t *bbolt.Tx) error {
			return guard(func() error {
				return fn(tx{g.tide, t.Bucket(bucketIndex), values{t.Bucket(bucketValues)}})
			})
		})
	}))
}

// guard turns a panic into ErrDamaged: bbolt trusts its pages, which are read
// through a memory map, and one with a wrong flag, offset or page number panics
// or faults.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, p)
		}
	}()
	return fn()
}

// translate gives bbolt's and the system's errors the store's sentinels.
func translate(err error) error {
	is := func(target error) bool { return errors.Is(err, target) }
	switch {
	case err == nil, is(ErrFull), is(ErrNoRoom):
		return err
	case is(syscall.ENOSPC), is(syscall.EDQUOT), strings.Contains(err.Error(), syscall.ENOSPC.Error()):
		// bbolt keeps of some errors only the words.
		return fmt.Errorf("%w (%w)", ErrFull, err)
	case is(bolterrors.ErrDatabaseNotOpen):
		return ErrClosed
	case is(bolterrors.ErrTimeout):
		return ErrLocked
	case is(bolterrors.ErrInvalid), is(bolterrors.ErrVersionMismatch), is(bolterrors.ErrChecksum),
		is(bolterrors.ErrInvalidMapping), is(bolterrors.ErrIncompatibleValue):
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}
