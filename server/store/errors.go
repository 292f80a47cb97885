package store

import (
	"errors"
	"fmt"
	"syscall"
)

// Errors of the methods. They come wrapped; test with errors.Is.
var (
	// ErrNoInbox is returned when there is no such inbox.
	ErrNoInbox = errors.New("there is no such inbox on this drop")

	// ErrNoParcel is returned by Get when there is no such parcel in the inbox.
	ErrNoParcel = errors.New("there is no such parcel in this inbox")

	// ErrFull is returned when the disk or the quota has no room: for parcels
	// already while a reserve is left, so that a dispatch, which frees room,
	// can still be applied. It wraps ENOSPC. The store works on as soon as
	// there is room.
	ErrFull = fmt.Errorf("the store's disk is full; make room on it: %w", syscall.ENOSPC)

	// ErrDamaged is returned when what is on the disk fails authentication or
	// cannot be read as what it should be.
	ErrDamaged = errors.New("the store's data on the disk is damaged")

	// ErrNoRoom is returned by Tide when the disk has less free than it needs,
	// which is as much as is live. It wraps ENOSPC. The store works on.
	ErrNoRoom = fmt.Errorf("the disk has no room to write the store anew: %w", syscall.ENOSPC)

	// ErrUnsettled is returned by what writes after a disk's failure left it open
	// which generation would be found after a power cut. Reading goes on; opening
	// the store again settles it.
	ErrUnsettled = errors.New("the store's disk failed in the middle of a tide; start the drop again")

	// ErrClosed is returned by every method after Close.
	ErrClosed = errors.New("the store is closed")
)

// Errors of Create and Open.
var (
	// ErrLocked is returned when another process, or another Store of this
	// one, holds the directory.
	ErrLocked = errors.New("another process is using the store; stop it first")

	// ErrNoStore is returned by Open when the directory has no store.
	ErrNoStore = errors.New("there is no store here; make one first")

	// ErrMedium is returned by Create and Open when a key would lie where an
	// overwritten file may be found again.
	ErrMedium = errors.New("what is released there could be read again later")

	// ErrNoKeyDir is returned when the directory for keys is not there.
	ErrNoKeyDir = errors.New("the directory for the store's key is not there")

	// ErrNoKey is returned by Open when the key is not in the directory that Keys
	// says. Without it nobody can read what the store holds.
	ErrNoKey = errors.New("the key of what the store holds is gone")

	// ErrSealedKey is returned by Open when the key is sealed under something else
	// than what Keys says.
	ErrSealedKey = errors.New("the store's key does not open with this")

	// ErrExists is returned by Create when the directory has a store.
	ErrExists = errors.New("there is a store here already")
)
