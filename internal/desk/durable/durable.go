// Package durable writes the desk's files so that after a power cut each is there whole, old or new, and never half.
//
// Only the desk imports it.
package durable

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"luwte/internal/syncdir"
)

// WriteFile puts data at path, readable by the user alone: into a file beside it, onto the disk, and then under the name. When it
// returns nil, both the bytes and the name are on disk.
func WriteFile(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return finish(f, path, func() error { _, err := f.Write(data); return err })
}

// PartSuffix ends the name of a file that Stream is writing. One that a power cut left is replaced by the next.
const PartSuffix = ".part"

// Stream is WriteFile for what is too long for the memory: write writes it.
func Stream(path string, write func(io.Writer) error) error {
	part := path + PartSuffix
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) { // made anew, never followed, should it be a link
		return fmt.Errorf("write %s: %w", path, err)
	}
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return finish(f, path, func() error { return write(f) })
}

// finish lets write write f, and gives it its name.
func finish(f *os.File, path string, write func() error) (err error) {
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
			err = fmt.Errorf("write %s: %w", path, err)
		}
	}()
	if err := write(); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return SyncDir(filepath.Dir(path))
}

// SyncDir makes the names in a directory durable.
func SyncDir(dir string) error { return syncdir.Sync(dir) }
