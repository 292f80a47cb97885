//go:build unix

package syncdir

import (
	"errors"
	"os"
	"syscall"
)

// Can says whether Sync can do what it is for.
const Can = true

// Sync makes the names in a directory durable: the fsync of a file says nothing of its entry in the directory (fsync(2)). Some file
// systems of sticks cannot do it and say so; there is no more to be had there.
func Sync(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
