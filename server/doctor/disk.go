package doctor

import (
	"fmt"
	"path/filepath"
	"syscall"

	"luwte/crypto/parcel"
)

// overhead is how much more than its parcels a store takes on the disk, in hundredths.
const overhead = 115

// reserve is what parcels leave free, in bytes (server/store/room.go).
const reserve = 32 << 20

// disk compares the free space with what a tide needs, which is as much again as is live, and with what the inboxes may come to hold. It shows
// the disk's figures only, as any user of the machine sees them.
func (e *examination) disk() {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(filepath.Join(e.Dir, "store"), &fs); err != nil {
		e.bad("disk", "", fmt.Sprintf("it cannot be looked at: %v", err), "see whether the disk is mounted")
		return
	}
	free := int64(fs.Bavail) * fs.Bsize
	if e.now == nil {
		e.unseen("disk", "", megabytes(free)+" are free; what that is to hold could not be asked", whileServing)
		return
	}
	live := e.live * overhead / 100
	quotas := int64(len(e.now.Inboxes)) * int64(e.now.Limits.Parcels) * parcel.Size * overhead / 100
	switch {
	case free < reserve:
		e.bad("disk", "", megabytes(free)+" are free: parcels are refused", "make room on the disk at once, or have the bureaus fetch and release what waits")
	case free < live+reserve:
		e.bad("disk", "", megabytes(free)+" are free, less than what is live: no tide is possible, and what is released stays readable", "make room on the disk, or have the bureaus fetch and release what waits")
	case free+live < 2*quotas:
		e.warning("disk", "", fmt.Sprintf("%s are free; should every inbox fill to its quota, with room for a tide, it takes %s", megabytes(free), megabytes(2*quotas-live)),
			"serve with a smaller --inbox-parcels, or take a larger disk")
	default:
		e.ok("disk", "", megabytes(free)+" are free, enough for every inbox to fill to its quota and for a tide")
	}
}

func megabytes(n int64) string {
	if n >= 10<<30 {
		return fmt.Sprintf("%d GiB", n>>30)
	}
	return fmt.Sprintf("%d MiB", n>>20)
}
