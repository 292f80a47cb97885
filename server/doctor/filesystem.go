package doctor

import (
	"errors"
	"fmt"
	"path/filepath"

	"luwte/server/store"
)

// fileSystem looks at what the store lies on: what a bureau has released is unreadable only where a key that is overwritten and removed is gone.
func (e *examination) fileSystem() {
	dir := filepath.Join(e.Dir, "store")
	medium, err := store.MediumOf(dir)
	switch {
	case err != nil:
		e.unseen("file system", "", err.Error(), "see whether the disk is mounted")
	case medium.Memory:
		e.warning("file system", "", fmt.Sprintf("the store is on %s, in memory: all that waits is gone when the machine goes off", medium.Name), "move the directory to a disk, unless that is what you want")
	case medium.Forgets:
		e.ok("file system", "", fmt.Sprintf("the store is on %s, where a key that is overwritten is gone; what a flash drive or a snapshot beneath keeps, nobody can see from here", medium.Name))
	default:
		e.bad("file system", "", fmt.Sprintf("the store, with its key, is on %s, of which it is not known that it forgets what is overwritten: what was released could stay readable", medium.Name),
			"move the directory to ext4 or xfs")
	}
}

// isMedium says whether a drop was not opened for what its store lies on.
func isMedium(err error) bool { return errors.Is(err, store.ErrMedium) }
