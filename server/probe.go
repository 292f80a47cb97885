package server

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// probeSize is what a probe writes, in bytes: less than what parcels must leave free, so that whether it succeeds does not depend on how many
// there are.
const probeSize = 64 << 10

// probe writes a file without a name on the store's disk, syncs it and lets go of it: a disk that is read-only, full to the last block, over its
// quota or broken says so. Nothing of it can be seen afterwards, in the directory's times either.
func (d *Drop) probe() (err error) {
	dir := d.dir.store()
	fd, err := unix.Open(dir, unix.O_TMPFILE|unix.O_WRONLY|unix.O_CLOEXEC, 0o600)
	var f *os.File
	switch {
	case errors.Is(err, syscall.EOPNOTSUPP), errors.Is(err, syscall.EISDIR): // an old file system, or kernel
		if f, err = os.CreateTemp(dir, ".probe-*"); err == nil {
			err = os.Remove(f.Name())
		}
	case err == nil:
		f = os.NewFile(uintptr(fd), filepath.Join(dir, "probe"))
	}
	if err != nil {
		return fmt.Errorf("the store's disk takes no file: %w", err)
	}
	_, err = f.Write(make([]byte, probeSize))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("the store's disk does not keep what is written: %w", err)
	}
	return nil
}
