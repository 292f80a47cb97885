package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"luwte/server/failpoint"
)

// sealing has buffers in which parcels are sealed: as long as many come, they need
// not be cleared, collected and made again. The collector empties it.
var sealing = sync.Pool{New: func() any { return new([]byte) }}

// Put writes what is there already once more: the same reads, writes and fsyncs
// as for what is new, so that neither time nor disk tells whoever has a parcel's
// bytes whether it waits here. It also mends what the disk has spoilt, and makes
// sure of what an earlier call may have left at a failed fsync.
func (e *engine) Put(ctx context.Context, inbox Inbox, parcel []byte, week uint32) (ID, bool, error) {
	id := IDOf(parcel)
	e.writing.RLock()
	defer e.writing.RUnlock()
	tide := e.gen.Load().tide
	at := tide.parcel(inbox, id)
	given := entry{id, week, uint32(len(parcel))}
	kept, created := given, false
	err := e.view(ctx, func(t tx) error {
		kept, _ = t.entryOr(at, given)
		return nil
	})
	if err != nil {
		return id, false, fmt.Errorf("put parcel: %w", err)
	}
	buf := sealing.Get().(*[]byte)
	defer sealing.Put(buf)
	seal := func() []byte {
		*buf = tide.sealInto(*buf, kindParcel, at, marshalWeek(kept.week), parcel)
		return *buf
	}
	sealed := seal() // here, because it takes long
	err = e.batch(ctx, func(t tx) error {
		if !t.hasInbox(at) {
			return ErrNoInbox
		}
		if err := e.checkRoom(int64(len(sealed))); err != nil {
			return err
		}
		now, there := t.entryOr(at, given)
		if created = !there; now.week != kept.week { // it came or went since it was looked at
			kept = now
			sealed = seal()
		}
		return t.writeParcel(at, kept, sealed)
	})
	if err != nil {
		return id, false, fmt.Errorf("put parcel: %w", err)
	}
	return id, created, nil
}

func (e *engine) Get(ctx context.Context, inbox Inbox, id ID) (parcel []byte, err error) {
	err = e.view(ctx, func(t tx) error {
		at := t.parcel(inbox, id)
		if !t.hasInbox(at) {
			return ErrNoInbox
		}
		if !t.hasEntry(at) {
			return ErrNoParcel
		}
		_, parcel, err = t.readParcel(at)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("get parcel %s: %w", id, err)
	}
	return parcel, nil
}

// expireSlice is how many parcels one transaction of Expire removes, so that
// posts need not wait for all.
const expireSlice = 64

func (e *engine) Expire(ctx context.Context, week uint32) (removed int, err error) {
	for changed := true; changed && err == nil; {
		g, n := e.gen.Load(), 0
		n, changed, err = e.expireFrom(ctx, g, week)
		removed += n
	}
	if err != nil {
		return removed, fmt.Errorf("expire parcels: %w", err)
	}
	return removed, nil
}

// expireFrom expires what it finds in g, until another generation follows it.
func (e *engine) expireFrom(ctx context.Context, g *generation, week uint32) (removed int, changed bool, err error) {
	var due []place
	err = g.view(ctx, func(t tx) error {
		t.inboxes(func(in place, _ []byte) {
			t.entries(in, func(at place, sealed []byte) {
				if entry, err := t.openEntry(at, sealed); err == nil && entry.week < week {
					due = append(due, at)
				}
			})
		})
		return nil
	})
	if e.gen.Load() != g {
		return 0, true, nil
	}
	for slice := range slices.Chunk(due, expireSlice) {
		n, next, failed := e.expireSlice(ctx, g, slice, week) // the others must expire even so
		removed, changed, err = removed+n, changed || next, errors.Join(err, failed)
	}
	return removed, changed, err
}

// expireSlice looks again at each: since it was listed it may have been removed
// and put with another week.
func (e *engine) expireSlice(ctx context.Context, g *generation, due []place, week uint32) (n int, changed bool, err error) {
	e.writing.RLock()
	defer e.writing.RUnlock()
	if e.gen.Load() != g {
		return 0, true, nil
	}
	if err := failpoint.Step("expire: slice"); err != nil {
		return 0, false, err
	}
	err = e.update(ctx, func(t tx) error {
		n = 0
		for _, at := range due {
			if !t.hasEntry(at) {
				continue
			}
			if entry, err := t.readEntry(at); err != nil || entry.week >= week {
				continue
			}
			if err := t.removeParcel(at); err != nil {
				return err
			}
			n++
		}
		return failpoint.Step("expire: commit")
	})
	if err != nil {
		return 0, false, err
	}
	return n, false, nil
}
