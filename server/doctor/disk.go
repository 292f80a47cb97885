package doctor

import (
	"fmt"
	"math/bits"
	"path/filepath"
	"syscall"

	"luwte/crypto/parcel"
)

// overhead is how much more than its parcels a store takes on the disk, in hundredths.
const overhead = 115

// reserve is what parcels leave free, in bytes (server/store/room.go).
const reserve = 32 << 20

const reckons = "the drop reckons every hour, and when it is started, how much it can hold"

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
		e.unseen("disk", "", about(free)+" is free; what that is to hold could not be asked", whileServing)
		return
	}
	live := e.live * overhead / 100
	quotas := int64(len(e.now.Inboxes)) * int64(e.now.MayHold) * parcel.Size * overhead / 100
	switch {
	case free < reserve:
		e.bad("disk", "", about(free)+" is free: parcels are refused", "make room on the disk at once, or have the bureaus fetch and release what waits")
	case free < live+reserve:
		e.bad("disk", "", about(free)+" is free, less than what is live: no tide is possible, and what is released stays readable", "make room on the disk, or have the bureaus fetch and release what waits")
	case e.now.MayHold == 0:
		e.bad("disk", "", "when the drop reckoned last it had no room for a parcel: all are refused", "make room on the disk, or give the drop a larger one; "+reckons)
	case e.now.MayHold < e.now.Allowed:
		e.warning("disk", "", fmt.Sprintf("it has room for %d parcels in each inbox, not for the %d that are allowed", e.now.MayHold, e.now.Allowed), "make room, or give the drop a larger disk: "+reckons+"; or allow fewer by serve --inbox-parcels")
	case free+live < 2*quotas:
		e.warning("disk", "", fmt.Sprintf("%s is free; for every inbox to fill to its quota, with room for a tide, %s would be needed in all", about(free), toHold(2*quotas)),
			"make room on the disk: "+reckons)
	default:
		e.ok("disk", "", about(free)+" is free, enough for every inbox to fill to its quota and for a tide")
	}
}

// about rounds down to a power of two: who keeps what the doctor said, with times, is not to see parcels come.
func about(n int64) string {
	switch steps := int64(1) << max(bits.Len64(uint64(max(n, 0)))-1, 0); {
	case steps >= 1<<30:
		return fmt.Sprintf("%d GiB or more", steps>>30)
	case steps >= 1<<20:
		return fmt.Sprintf("%d MiB or more", steps>>20)
	}
	return "less than 1 MiB"
}

// toHold rounds up to whole GiB what could come.
func toHold(n int64) string { return fmt.Sprintf("%d GiB", (n+1<<30-1)>>30) }
