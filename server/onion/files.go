package onion

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// writeSynced writes a file of mode 0600 in one step: after a crash it is whole, or as it was before.
func writeSynced(path string, data []byte) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".new-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close()) // the rename itself
}

// checkPrivate refuses a directory that others may enter. It doesn't change the mode: a mistyped path could be anything.
func checkPrivate(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%q is not a directory", dir)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("other users can open the directory: chmod 700 %q", dir)
	}
	return nil
}

// makePrivate makes the directory of a socket if need be, and refuses one that others may enter.
func makePrivate(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the directory of a socket: %w", err)
	}
	return checkPrivate(dir)
}

// checkGroup refuses a directory that tor's group could not enter, or that others could.
func checkGroup(dir string) error {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %q", ErrNoSockets, dir)
	} else if err != nil {
		return err
	}
	if mode := info.Mode(); !mode.IsDir() || mode.Perm() != 0o750 || mode&fs.ModeSetgid == 0 {
		return fmt.Errorf("%w: %q", ErrSockets, dir)
	}
	return nil
}
