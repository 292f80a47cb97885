package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"luwte/server/failpoint"
)

const (
	// tideSlice is how many values one transaction of a tide carries over, 4 MiB
	// of parcels: it is all that a tide holds in memory, but for the list of names.
	tideSlice = 16

	// catchUps is how often a tide looks for what changed while it copied before
	// it makes writers wait for the rest.
	catchUps = 8
)

func (e *engine) Tide(ctx context.Context, progress func(done, all int)) (Tided, error) {
	select {
	case e.tiding <- struct{}{}:
		defer func() { <-e.tiding }()
	case <-ctx.Done():
	case <-e.closing:
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	r := &rewrite{engine: e, ctx: ctx, progress: progress, old: e.gen.Load()}
	if err := r.run(); err != nil {
		return Tided{}, fmt.Errorf("tide: %w", translate(err))
	}
	r.count()
	return r.Tided, nil
}

// rewrite is one tide: old becomes next.
//
// What is live is written in the order of its names under the new key. To whom
// does not have that key they are random, and to whom has it they say nothing of
// when anything came: but for the order within a slice, which bbolt leaves to chance,
// the file is a function of what it holds and of the key.
// What came, went or changed meanwhile follows in rounds; the last of them, the
// change of the pointer and of the generation in use hold up writers, nothing
// holds up readers. No read transaction lasts: bbolt could not grow the file.
type rewrite struct {
	*engine
	ctx       context.Context
	progress  func(done, all int)
	old, next *generation
	have      []live // what next has, by its old place
	Tided
}

func (r *rewrite) run() error {
	if err := r.stopped(); err != nil {
		return err
	}
	if r.broken != nil { // only a tide changes it
		return r.broken
	}
	// An earlier tide may have failed at its end.
	if _, err := current(r.dir, r.opts.keys); err != nil {
		return err
	}
	if err := r.checkRoom(); err != nil {
		return err
	}
	name, err := newGeneration(r.dir, r.opts.keys)
	path := filepath.Join(r.dir, name+unfinished)
	if err == nil {
		r.next, err = openGeneration(path, r.opts)
	}
	if err == nil {
		err = r.copyAll()
	}
	changed := false
	if err == nil {
		changed, err = r.change()
	}
	if changed {
		return errors.Join(err, r.discard(r.old, filepath.Join(r.dir, r.old.name)))
	}
	if r.broken != nil { // either may be the one that the disk names
		return errors.Join(err, r.next.db.Close())
	}
	return errors.Join(err, r.discard(r.next, path))
}

// discard closes and destroys a generation.
func (r *rewrite) discard(g *generation, path string) error {
	if g != nil {
		if err := g.db.Close(); err != nil {
			return err
		}
	}
	return destroy(path, r.opts.keys)
}

// checkRoom returns ErrNoRoom unless what is live has room on the disk, and
// beside it the reserve that parcels which arrive meanwhile must leave.
func (r *rewrite) checkRoom() error {
	var size int64
	err := r.old.view(r.ctx, func(t tx) error {
		size = t.index.Tx().Size()
		return nil
	})
	if err != nil {
		return err
	}
	db := r.old.db.Stats()
	need := size - int64(db.FreePageN+db.PendingPageN)*pageSize + 2*reserve
	free, err := diskFree(r.dir)
	if err == nil && free < need {
		err = fmt.Errorf("%w: it takes %d MiB, and %d MiB are free", ErrNoRoom, need>>20, free>>20)
	}
	return err
}

// copyAll brings next up to old, or nearly so if much arrives.
func (r *rewrite) copyAll() error {
	r.next.filling = true
	for range catchUps {
		n, err := r.round("tide: slice")
		if err != nil {
			return err
		}
		if n <= tideSlice {
			break
		}
	}
	r.next.filling = false
	return r.next.update(r.ctx, func(tx) error { return nil }) // goes ahead, while nobody waits for it
}

// round carries over what next has not, and returns how much that was.
func (r *rewrite) round(step string) (n int, err error) {
	now, lost, err := r.old.list(r.ctx, r.next.tide, r.have)
	r.Lost = lost
	if err != nil {
		return 0, err
	}
	missing, gone := difference(r.have, now)
	slices.SortFunc(missing, func(a, b live) int { return compareTags(a.to.key(), b.to.key()) })
	r.have = now
	for slice := range slices.Chunk(gone, 16*tideSlice) {
		if err := r.remove(step, slice); err != nil {
			return 0, err
		}
	}
	for slice := range slices.Chunk(missing, tideSlice) {
		if err := r.carry(step, slice); err != nil {
			return 0, err
		}
		n += len(slice)
		r.progress(n, len(missing))
	}
	return len(missing) + len(gone), nil
}

// stopped says whether there is a reason not to go on.
func (r *rewrite) stopped() error {
	select {
	case <-r.closing:
		return ErrClosed
	default:
		return r.ctx.Err()
	}
}

func (r *rewrite) goOn(step string) error {
	return errors.Join(r.stopped(), failpoint.Step(step))
}

func (r *rewrite) remove(step string, gone []live) error {
	if err := r.goOn(step); err != nil {
		return err
	}
	return r.next.update(context.WithoutCancel(r.ctx), func(t tx) error {
		for _, l := range gone {
			if err := t.removeParcel(l.to); err != nil { // no inbox ever goes
				return err
			}
		}
		return nil
	})
}

// carry writes a slice. What has gone since it was listed is left out: the next
// round sees that too.
func (r *rewrite) carry(step string, slice []live) error {
	if err := r.goOn(step); err != nil {
		return err
	}
	var all []carried
	err := r.old.view(r.ctx, func(t tx) error {
		all = nil
		for _, l := range slice {
			if c, found := t.take(l); found {
				all = append(all, c)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.damaged() {
			r.Damaged++
		}
	}
	return r.next.update(context.WithoutCancel(r.ctx), func(t tx) error {
		t.values.FillPercent = 1 // they come in order
		for _, c := range all {
			if err := t.give(c); err != nil {
				return err
			}
		}
		return nil
	})
}

// change makes next the generation in use, and says whether it is. Writers wait.
func (r *rewrite) change() (changed bool, err error) {
	r.writing.Lock()
	defer r.writing.Unlock()
	if _, err := r.round("tide: last slice"); err != nil {
		return false, err
	}
	if err := point(r.dir, r.next.name); err != nil {
		return r.settle(err)
	}
	r.gen.Store(r.next)
	return true, steps(step{"tide: finish", func() error { return finish(r.dir, r.next.name) }})
}

// settle finds out which generation the disk names after the pointer could not
// be written as it should.
func (r *rewrite) settle(cause error) (changed bool, err error) {
	name, err := pointed(r.dir)
	if err == nil {
		err = steps(step{"tide: settle", func() error { return syncDir(r.dir) }})
	}
	if err != nil {
		r.broken = fmt.Errorf("%w (%w)", ErrUnsettled, errors.Join(cause, err))
		return false, r.broken
	}
	if name == r.old.name {
		return false, cause
	}
	r.gen.Store(r.next)
	return true, finish(r.dir, r.next.name)
}

// count fills in what a tide reports.
func (r *rewrite) count() {
	for _, l := range r.have {
		if l.to.parcel != (tag{}) {
			r.Parcels++
			r.Bytes += int64(l.size)
		}
	}
}
