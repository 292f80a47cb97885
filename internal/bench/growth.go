package main

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"

	"luwte/crypto/board"
	"luwte/crypto/parcel"
)

// growth measures what a post costs when many parcels are stored, beside one when few are: in two drops, which take turns.
func growth(b *bench) (lines []line, err error) {
	few, many := pick(b, 1000, 16), pick(b, 10_000, 64)
	if b.full {
		many = 100_000
		if err := b.roomFor(many); err != nil {
			return nil, err
		}
	}
	small, err := b.holding(few)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, small.remove()) }()
	large, err := b.holding(many)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, large.remove()) }()
	first := uint64(1 << 48)
	for _, clients := range []int{1, 16} {
		l := line{
			what:   fmt.Sprintf("ms a post, %d stored, %d at once", many, clients),
			beside: fmt.Sprintf("%d stored", few), target: ratioAtMost(1.2),
		}
		for turn := range pick(b, 9, 1) {
			posted := [2]float64{}
			for i, d := range []*drop{large, small} {
				got, err := d.posting(job{Clients: clients, Count: pick(b, 50+10*clients, clients), First: first})
				if err != nil {
					return nil, err
				}
				posted[i] = 1000 / got.rate()
				first += 1 << 32
			}
			l.add(posted[0], posted[1])
			b.say("  turn %d: %d at once: %.2f ms a post, %.2f ms where %d are stored", turn+1, clients, posted[0], posted[1], few)
		}
		lines = append(lines, l)
	}
	began, err := large.starts(pick(b, 9, 1))
	began.what = fmt.Sprintf("ms from start to first answer, %d stored", many)
	return append(lines, began), err
}

// roomFor refuses a disk on which a drop would not take so many parcels for one inbox: to the inboxes it gives half of the disk, five quarters of what each is long, and from nine tenths on it refuses some.
func (b *bench) roomFor(parcels int) error {
	var disk unix.Statfs_t
	if err := unix.Statfs(b.dir, &disk); err != nil {
		return err
	}
	free, need := int64(disk.Bavail)*disk.Bsize, int64(parcels)*parcel.Size*5/4*2*10/9+1<<30
	if free < need {
		return fmt.Errorf("%d parcels are taken where %d GB are free, and %s has %d: give -dir with a larger disk, or leave out -full", parcels, need/1e9+1, b.dir, free/1e9)
	}
	return nil
}

// holding returns a drop that serves and has stored so many parcels.
func (b *bench) holding(n int) (*drop, error) {
	d, err := b.serving(board.MinK)
	if err != nil {
		return nil, err
	}
	// Begun anew, it has no tide for an hour: the one that follows a dispatch would come while it is being filled, and write all of it once more.
	if err := errors.Join(d.stop(), d.serve()); err != nil {
		return nil, errors.Join(err, d.remove())
	}
	const slice = 5000 // after which progress is told
	for stored := 0; stored < n && err == nil; stored += slice {
		_, err = d.post(min(slice, n-stored), uint64(stored))
		b.say("  %d of %d stored", min(stored+slice, n), n)
	}
	if err != nil {
		return nil, errors.Join(err, d.remove())
	}
	return d, nil
}
