// Package courier carries a pouch between a bureau's desk and its inbox at a drop, through the inbox's own door.
//
// It is not trusted and needs no trust: it holds no key but the one that opens the door's onion service, there is no age in it, and what it
// carries is sealed or signed. It still checks all that it can, so that a pouch which the desk would refuse is found while the drop is
// at hand. Only cmd/luwte-courier imports it.
package courier

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/dispatch"
	"luwte/crypto/parcel"
	"luwte/internal/pouch"
)

var (
	// ErrIncomplete is returned by Sync when the pouch was written and something is missing in it, or was not delivered: Result.Problems.
	ErrIncomplete = errors.New("not everything went through")
	// ErrOtherBureau is returned when the pouch and the door are of different bureaus.
	ErrOtherBureau = errors.New("the pouch is of another bureau than the door")
	// ErrBadDispatch is returned when the dispatch in the pouch does not verify; nothing was sent.
	ErrBadDispatch = errors.New("the dispatch in the pouch does not verify")
	// ErrUnsent is returned when the connection failed while the dispatch was sent; the pouch is as it was.
	ErrUnsent = errors.New("it is not known whether the drop has the dispatch; the pouch is as it was")
	// ErrState is returned when what the door says of itself is not what a bureau door of this version says.
	ErrState = errors.New("this door does not answer as a bureau door does")
	// ErrBusy is returned when another sync works in the same directory.
	ErrBusy = errors.New("another sync is at work in this directory")
)

// Options says what to carry where.
type Options struct {
	Dir      string // the courier's own directory; what is fetched is kept there until it is in the pouch
	Pouch    string // path of the pouch; need not exist
	Door     *Door
	Progress func(sentence string) // or nil
}

// What became of the pouch's dispatch.
const (
	DispatchNone    = "none"    // the pouch had none
	DispatchSent    = "sent"    // the drop has applied it
	DispatchHeld    = "held"    // the drop had it already
	DispatchOlder   = "older"   // the drop has a newer one
	DispatchRefused = "refused" // it is still in the pouch
)

// Result says what went through.
type Result struct {
	Bureau   charter.Fingerprint `json:"bureau"`
	Serial   uint64              `json:"serial"` // what the drop holds now, 0 before the first dispatch
	Number   uint64              `json:"number"`
	Dispatch string              `json:"dispatch"`
	Parcels  int                 `json:"parcels"` // in the pouch
	New      int                 `json:"new"`     // of these, those that were not in it before
	Gone     int                 `json:"gone"`    // listed, and removed from the drop before they could be fetched
	Waiting  int                 `json:"waiting"` // left at the drop because the pouch, its disk or ours holds no more
	LeftOut  []LeftOut           `json:"left_out"`
	Problems []string            `json:"problems"` // sentences
	Reminder string              `json:"reminder"` // a sentence if the drop's charter stops taking reports soon, or has
}

// LeftOut is a parcel that the drop lists and that could not be taken.
type LeftOut struct {
	ID     parcel.ID `json:"id"`
	Reason string    `json:"reason"`
}

// run is one sync.
type run struct {
	Options
	result  Result
	old     *pouch.Pouch       // nil if there was none
	pending *dispatch.Dispatch // of the old pouch, verified; or nil
	carried []byte             // the dispatch that goes into the new pouch, or nil
	kept    map[parcel.ID]bool // ids that the drop's dispatch says are safe at the desk
	state   state
	fetched string // directory
}

// Sync delivers the pouch's dispatch, if the drop has not got it, and replaces the pouch by one with the drop's dispatch and all its parcels.
// Everything that was fetched before an interruption is used by the next sync. On ErrIncomplete the pouch was replaced and holds what came;
// on any other error it is as it was. The result is never nil.
func Sync(ctx context.Context, options Options) (*Result, error) {
	r := &run{Options: options}
	r.result.Dispatch, r.result.LeftOut, r.result.Problems = DispatchNone, []LeftOut{}, []string{}
	if r.Progress == nil {
		r.Progress = func(string) {}
	}
	unlock, err := lockDir(r.Dir)
	if err != nil {
		return &r.result, err
	}
	defer unlock()
	err = r.sync(ctx)
	if r.old != nil {
		err = errors.Join(err, r.old.Close())
	}
	return &r.result, err
}

func (r *run) sync(ctx context.Context) error {
	if err := r.openOld(); err != nil {
		return err
	}
	if err := r.readState(ctx); err != nil {
		return err
	}
	if err := r.deliver(ctx); err != nil {
		return err
	}
	if err := r.takeDispatch(ctx); err != nil {
		return err
	}
	if held, err := dispatch.Parse(r.carried); err == nil {
		r.result.Reminder = charter.Reminder(held.Charter.ReportsUntil(), day.Today())
	}
	only, held, err := r.takeParcels(ctx)
	if err != nil {
		return err
	}
	if err := r.write(only, held); err != nil {
		return err
	}
	if len(r.result.Problems)+len(r.result.LeftOut) > 0 {
		return ErrIncomplete
	}
	return nil
}

// openOld opens and verifies the pouch that is there, if any.
func (r *run) openOld() (err error) {
	if _, err := os.Stat(filepath.Dir(r.Pouch)); err != nil { // before the drop is asked for hours of parcels
		return fmt.Errorf("the pouch's directory: %w", err)
	}
	r.old, err = pouch.Open(r.Pouch)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil || r.old.Dispatch == nil {
		return err
	}
	r.pending, err = dispatch.Parse(r.old.Dispatch)
	if err == nil && r.pending.Bureau != r.old.Bureau {
		err = dispatch.ErrMismatch
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBadDispatch, err)
	}
	r.carried = r.old.Dispatch
	return nil
}

// write makes the new pouch of parcels that are only here and those that the drop holds, and lets go of what was kept for it. Where there is
// no room for all, it takes half of the drop's, and half of these: a stick that somebody's flood does not fit on must not keep everything from
// the desk, which releases what it has got.
func (r *run) write(only, held []parcel.ID) error {
	for {
		ids := slices.Concat(only, held)
		err := pouch.Write(r.Pouch, r.state.Bureau, r.carried, ids, r.parcel)
		if err == nil {
			r.count(ids)
			return os.RemoveAll(r.fetched)
		}
		if !isFull(err) || len(held) == 0 {
			return err
		}
		r.Progress(fmt.Sprintf("no room for %d parcels", len(ids)))
		r.result.Waiting += len(held) - len(held)/2
		held = held[:len(held)/2]
	}
}

func (r *run) count(ids []parcel.ID) {
	r.result.Parcels = len(ids)
	for _, id := range ids {
		if r.old == nil || !r.old.Has(id) {
			r.result.New++
		}
	}
}

// isFull says whether a file could not grow: its disk is full, or its file system has no larger files (4 GiB on FAT).
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

func (r *run) problem(format string, args ...any) {
	r.result.Problems = append(r.result.Problems, fmt.Sprintf(format, args...))
}
