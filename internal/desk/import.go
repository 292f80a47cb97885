package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
	"luwte/internal/pouch"
)

// Locked is the kind of an outcome: the parcel may be for an epoch whose key is with the custodians. It stays at the drop.
const Locked = "locked"

// ErrStick is returned when a pouch that was whole when it was checked could not be read to its end.
var ErrStick = errors.New("the pouch was whole when it was checked, and could not be read to its end; what was read is safe")

// Imported is what became of a pouch, for the one at the desk: of cases that he may not see it tells nothing.
type Imported struct {
	Parcels  int       // in the pouch
	Outcomes []Outcome // one for each parcel, and for those of earlier pouches that had been waiting
	Resumed  int       // how many of them are of an import that was cut short before
	Warnings []string  // what must be looked at
	Notes    []string  // what is good to know
}

// Outcome is what became of one parcel.
type Outcome struct {
	ID parcel.ID // of the parcel; of one that had been waiting, zeros
	cases.Outcome
}

// Count returns the number of outcomes of a kind (constants of package cases).
func (i *Imported) Count(kind string) (n int) {
	for _, o := range i.Outcomes {
		if o.Kind == kind {
			n++
		}
	}
	return n
}

// Read returns how many answers reporters say that they have read.
func (i *Imported) Read() (n int) {
	for _, o := range i.Outcomes {
		n += o.Read
	}
	return n
}

// Rubbish returns how many new reports get no receipt until somebody takes them up.
func (i *Imported) Rubbish() (n int) {
	for _, o := range i.Outcomes {
		if o.Rubbish != "" {
			n++
		}
	}
	return n
}

// Progress is how far an import is. First the pouch is checked, then it is taken in.
type Progress struct {
	Taking      bool // and not: checking
	Done, Total int  // parcels
}

// Import takes in a pouch. Progress is called after each batch that is on disk. See ImportWatched.
func (d *Desk) Import(ctx context.Context, path string, progress func(done, total int)) (*Imported, error) {
	return d.ImportWatched(ctx, path, func(p Progress) {
		if p.Taking {
			progress(p.Done, p.Total)
		}
	})
}

// ImportWatched takes in a pouch: checks it to its last byte, and then files what opens. It returns ErrForeign, or an error of package pouch, and then
// has changed nothing; after ErrStick, another error, or a cancelled context, what is on disk stays, nothing is released, and the same pouch can be imported
// again: what then becomes of it is what would have without the interruption.
func (d *Desk) ImportWatched(ctx context.Context, path string, watch func(Progress)) (*Imported, error) {
	if err := d.need(Keeper, Officer); err != nil {
		return nil, err
	}
	p, err := d.openPouch(path, func(done, total int) error {
		watch(Progress{Done: done, Total: total})
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	defer p.Close()
	defer collectLess()()
	result := &Imported{Parcels: p.Count()}
	if result.Warnings, result.Notes, err = d.compare(p.Dispatch); err != nil {
		return nil, err
	}
	d.cached, d.index = nil, nil
	i := &importing{d: d, p: p, result: result, waits: map[cases.Mark]int{}}
	if err := d.reg.View(i.begin); err != nil {
		return nil, err
	}
	err = i.run(ctx, func(done int) { watch(Progress{true, done, p.Count()}) })
	return result, errors.Join(err, d.reg.Tidy())
}

// importing is one Import under way.
type importing struct {
	d      *Desk
	p      *pouch.Pouch
	cases  *cases.Register
	result *Imported
	locked uint64
	waits  map[cases.Mark]int // index of the outcome of each parcel that waits

	bodies []*sealedBody // pieces of files of the current batch
	rooms  chan<- []byte // takes what they were sealed in

	batch   []Outcome          // of the current batch, as they came: kept until the import is finished
	batches int                // on disk
	before  map[parcel.ID]bool // told of an import that was cut short
}

// run takes the parcels in the order of the pouch, while others that come after them are being opened.
func (i *importing) run(ctx context.Context, progress func(done int)) error {
	ahead := i.d.openAhead(i.p, i.unknown())
	defer ahead.stop()
	i.rooms = ahead.rooms
	for done, id := range i.p.IDs() {
		if done > 0 && done%batchSize == 0 {
			if err := i.commit(nil); err != nil {
				return err
			}
			progress(done)
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("interrupted after %d of %d parcels: %w", done, i.p.Count(), err)
			}
		}
		if err := i.take(id, ahead); err != nil {
			return errors.Join(i.commit(nil), err)
		}
	}
	return i.finish()
}

// unknown returns the parcels that were not taken before.
func (i *importing) unknown() []parcel.ID {
	return slices.DeleteFunc(i.p.IDs(), i.cases.Known)
}

// take files one parcel, in memory. Whatever is wrong with the parcel is an outcome, not an error.
func (i *importing) take(id parcel.ID, ahead *opener) error {
	if i.cases.Known(id) {
		i.known(id)
		return nil
	}
	got := <-ahead.opened
	switch {
	case got.id != id || got.broken != nil:
		return fmt.Errorf("%w: %w", ErrStick, cmp.Or(got.broken, pouch.ErrAltered))
	case errors.Is(got.err, keyring.ErrLocked):
		i.locked++
		i.result.Outcomes = append(i.result.Outcomes, Outcome{id, cases.Outcome{Kind: Locked, Reason: got.err.Error()}})
		return nil
	case got.err != nil:
		i.note(Outcome{id, i.cases.Unreadable(i.d.by(), id, got.err.Error())})
		return nil
	}
	outcomes, err := i.cases.Take(i.d.by(), cases.Opened{ID: id, Message: got.message, RecipientErr: got.recipient})
	if err != nil {
		return err
	}
	for _, o := range outcomes {
		if o.Kind == cases.Late {
			if err := i.d.tellLate(i.cases, o.Case, languageOf(got.message)); err != nil {
				return err
			}
		}
	}
	if got.body != nil {
		i.bodies = append(i.bodies, got.body)
	}
	i.note(Outcome{id, outcomes[0]})
	for _, o := range outcomes[1:] {
		i.note(Outcome{Outcome: o})
	}
	return nil
}

func languageOf(m message.Message) string {
	if f, ok := m.(*message.Followup); ok {
		return f.Language
	}
	return ""
}

// note adds an outcome to what is told, and to what is kept until the import is finished.
func (i *importing) note(o Outcome) {
	i.batch = append(i.batch, o)
	i.tell(o)
}

// tell adds an outcome. One that waited for another of the same pouch has one outcome, the last: the order within a pouch is by chance and means nothing to an
// officer.
func (i *importing) tell(o Outcome) {
	at, ok := i.waits[o.Parcel]
	switch {
	case o.ID == parcel.ID{} && ok:
		o.Waited = false
		i.result.Outcomes[at].Outcome = o.Outcome
		return
	case o.ID != parcel.ID{} && o.Kind == cases.Waiting:
		i.waits[o.Parcel] = len(i.result.Outcomes)
	}
	i.result.Outcomes = append(i.result.Outcomes, o)
}

// commit writes what was taken since the last commit, and what else fn writes, in one transaction. When it returns nil, it is on disk.
func (i *importing) commit(fn func(*register.Tx) error) error {
	err := i.d.reg.Update(func(tx *register.Tx) error {
		for _, b := range i.bodies {
			if err := b.put(tx); err != nil {
				return err
			}
		}
		if err := i.d.save(tx, i.cases); err != nil {
			return err
		}
		if fn != nil {
			return fn(tx)
		}
		return i.keepBatch(tx)
	})
	if err == nil {
		i.cases.Saved()
		i.batch = nil
		i.leave()
	}
	return err
}

// leave gives back the memory of pieces that are on disk: each has a quarter of a megabyte, and the next can be sealed in it.
func (i *importing) leave() {
	for _, b := range i.bodies {
		select {
		case i.rooms <- b.record.Room():
		default:
		}
	}
	i.bodies = nil
}

// finish settles what waits, looks for rubbish, and notes which parcels the pouch showed: the next dispatch may release them.
func (i *importing) finish() error {
	dropped := i.cases.Settle(i.d.by())
	for _, o := range dropped {
		i.tell(Outcome{Outcome: o})
	}
	all := make([]*cases.Outcome, len(i.result.Outcomes))
	for n := range all {
		all[n] = &i.result.Outcomes[n].Outcome
	}
	i.cases.Same(i.d.by(), all)
	return i.commit(func(tx *register.Tx) error {
		for _, o := range dropped {
			if err := deleteBody(tx, o.Parcel); err != nil {
				return err
			}
		}
		if err := errors.Join(tx.Clear(importBucket), putIDs(tx, i.p.IDs()), putNumber(tx, dispatchBucket, lockedKey, i.locked)); err != nil {
			return err
		}
		if err := forgetGone(tx, i.cases); err != nil {
			return err
		}
		i.hide(tx)
		return i.d.logEvent(tx, i.d.event("import", "", i.ofNoCase()))
	})
}

// ofNoCase counts what everybody may know of an import: a count of what came for cases would tell who reads the log how many there are that he may not see.
func (i *importing) ofNoCase() map[string]any {
	counts := map[string]any{"parcels": i.p.Count()}
	for _, o := range i.result.Outcomes {
		if o.Case == "" && o.Kind != cases.Known {
			n, _ := counts[o.Kind].(int)
			counts[o.Kind] = n + 1
		}
	}
	return counts
}

// hide makes what belongs to cases that the one at the desk may not see look like parcels that were taken in before: he knows how many there are.
func (i *importing) hide(tx *register.Tx) {
	shown := i.result.Outcomes[:0]
	for _, o := range i.result.Outcomes {
		switch {
		case o.Case == "" || i.d.sees(tx, o.Case):
			shown = append(shown, o)
		case o.ID != parcel.ID{}:
			shown = append(shown, Outcome{o.ID, cases.Outcome{Kind: cases.Known}})
		}
	}
	i.result.Outcomes = shown
}
