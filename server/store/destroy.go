package store

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// destroy makes a generation unreadable and removes it: first its key, in which
// lies all that matters, then its database, whose pages would still show how
// much there was. Each is overwritten in place, synced, and unlinked, the key
// also where a crash has left only a part of the rest. Again, it goes on where
// it was cut off.
func destroy(gen string, keys Keys) error {
	key, db := keys.path(gen), filepath.Join(gen, dbFile)
	return steps(
		step{"destroy: overwrite key", func() error { return overwrite(key, rand.Reader) }},
		step{"destroy: unlink key", func() error { return errors.Join(remove(key), syncDirOf(key)) }},
		step{"destroy: overwrite database", func() error { return overwrite(db, zeros{}) }},
		step{"destroy: unlink database", func() error { return remove(db) }},
		step{"destroy: remove", func() error { return errors.Join(os.RemoveAll(gen), syncDirOf(gen)) }},
		step{"destroy: done", func() error { return nil }},
	)
}

// Destroy makes what lies in dir unreadable, and removes it: a store that somebody
// began to make and that is not to be one. Its keys go first, since parcels may be
// sealed under them that are released elsewhere later. Again, it goes on where it
// was cut off; where nothing is, it does nothing.
func Destroy(dir string, options ...Option) error {
	o := optionsOf(options)
	files, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, f := range files {
		if generationName.MatchString(strings.TrimSuffix(f.Name(), unfinished)) {
			err = errors.Join(err, destroy(filepath.Join(dir, f.Name()), o.keys))
		}
	}
	if err != nil {
		return err
	}
	return os.RemoveAll(dir)
}

// overwrite writes over all that a file has on the disk, in place, and syncs it.
// Holes stay holes: on a full disk there would be no room to fill them.
func overwrite(path string, with io.Reader) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	buf := make([]byte, 1<<20)
	for end := int64(0); err == nil; {
		var begin int64
		if begin, err = f.Seek(end, unix.SEEK_DATA); err != nil {
			break
		}
		if end, err = f.Seek(begin, unix.SEEK_HOLE); err != nil {
			break
		}
		_, err = io.CopyBuffer(io.NewOffsetWriter(f, begin), writeless{io.LimitReader(with, end-begin)}, buf)
	}
	if errors.Is(err, unix.ENXIO) { // no data follows
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// writeless hides that a reader could write itself, past the buffer.
type writeless struct{ io.Reader }

// zeros reads as zeros without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// syncDirOf syncs the directory that a name is in, if it is there.
func syncDirOf(path string) error {
	if err := syncDir(filepath.Dir(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
