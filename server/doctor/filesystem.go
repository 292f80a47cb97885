package doctor

import (
	"errors"
	"fmt"
	"path/filepath"

	"luwte/server"
	"luwte/server/store"
)

// fileSystem looks at what the store's key lies on: what a bureau has released is unreadable only where a key that is overwritten and removed is gone.
func (e *examination) fileSystem() {
	place, err := server.KeyPlaceOf(e.Dir)
	if err != nil {
		e.bad("file system", "", err.Error(), "put key.json back as it was, or restore the drop from a backup in another directory")
		return
	}
	data, err1 := store.MediumOf(filepath.Join(e.Dir, "store"))
	key, what, err2 := data, "the store, with its key,", error(nil)
	if place.Dir != "" {
		what = fmt.Sprintf("the directory %s, with the store's key,", quoted(place.Dir))
		key, err2 = store.MediumOf(place.Dir)
	}
	switch err := errors.Join(err1, err2); {
	case err != nil:
		e.unseen("file system", "", err.Error(), "see whether the disk is mounted")
	case data.Memory:
		e.warning("file system", "", fmt.Sprintf("the store is on %s, in memory: all that waits is gone when the machine goes off", data.Name), "move the directory to a disk, unless that is what you want")
	case key.Memory:
		e.ok("file system", "", fmt.Sprintf("%s is on %s, in memory: when the machine goes off, the key is gone, and with it what waits", what, key.Name))
	case place.Sealed():
		e.ok("file system", "", fmt.Sprintf("%s is on %s, and the key is sealed: what was released stays closed to who has the disk and not what seals the key", what, key.Name))
	case key.Forgets:
		e.ok("file system", "", fmt.Sprintf("%s is on %s, where a key that is overwritten is gone; what a flash drive or a snapshot beneath keeps, nobody can see from here", what, key.Name))
	default:
		e.bad("file system", "", fmt.Sprintf("%s is on %s, of which it is not known that it forgets what is overwritten: what was released could stay readable", what, key.Name),
			"move it to ext4 or xfs, or make a drop whose key lies elsewhere (luwte-drop restore --help)")
	}
}

// isMedium says whether a drop was not opened for what its store lies on.
func isMedium(err error) bool { return errors.Is(err, store.ErrMedium) }
