package server

import (
	"errors"
	"io/fs"
	"path/filepath"
	"syscall"

	"luwte/crypto/parcel"
)

const (
	// parcelRoom is what a parcel takes of the disk, in bytes: the store was measured to add up to a fifth.
	parcelRoom = parcel.Size / 4 * 5
	// spareRoom is what parcels must leave free for dispatches, which free room again, in bytes: the store's own reserve.
	spareRoom = 32 << 20
)

// fitQuota sets how many parcels an inbox may hold: what the operator allows, and no more than the inbox's share of the disk, so that one
// that is flooded leaves the others theirs. The share is of half the disk: what is live is written twice when the store is written anew. It does not depend on
// what any inbox holds: that would be shown to whoever fills another.
func (d *Drop) fitQuota(inboxes int) {
	quota := int64(d.limits.Parcels)
	if room, err := roomOf(d.dir.store()); err == nil {
		quota = min(quota, max(0, room-spareRoom)/2/int64(max(1, inboxes))/parcelRoom)
	}
	d.quota.Store(quota)
}

// roomOf returns the bytes that a store could have if it were alone with what else is on the disk: those that are free, and its own.
func roomOf(dir string) (int64, error) {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil {
		return 0, err
	}
	room := int64(disk.Bavail) * disk.Bsize
	err := filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch info, err := entry.Info(); {
		case errors.Is(err, fs.ErrNotExist): // it was taken away meanwhile
		case err != nil:
			return err
		default:
			room += info.Sys().(*syscall.Stat_t).Blocks * 512
		}
		return nil
	})
	return room, err
}

// sayQuota tells the operator where the disk is smaller than what the inboxes were allowed.
func (s *serving) sayQuota() {
	if quota := s.quota.Load(); quota < int64(s.limits.Parcels) {
		s.say("warning: the disk has room for %d parcels in each of %d inboxes, not for %d: give the drop a larger disk, or fewer with --inbox-parcels",
			quota, len(s.public.Load().inboxes), s.limits.Parcels)
	}
}
