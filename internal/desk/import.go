package desk

import (
	"context"
	"errors"
	"fmt"

	"luwte/crypto/message"
	opening "luwte/crypto/open"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
	"luwte/internal/pouch"
)

// batchSize is how many parcels are taken in one transaction: an fsync each would take long, and what an interruption undoes is to
// stay little. 16 parcels are at most 4 MiB.
const batchSize = 16

// Locked is the kind of an outcome: the parcel may be for an epoch whose key is with the custodians. It stays at the drop.
const Locked = "locked"

// Imported is what became of a pouch.
type Imported struct {
	Parcels  int       // in the pouch
	Outcomes []Outcome // one for each parcel, and for those of earlier pouches that had been waiting
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

// Import takes in a pouch. Progress is called after each batch that is on disk. It returns ErrForeign or an error of package pouch, and then
// has changed nothing; after another error, or a cancelled context, what is on disk stays, and the same pouch can be imported again.
func (d *Desk) Import(ctx context.Context, path string, progress func(done, total int)) (*Imported, error) {
	if err := d.need(Keeper, Officer); err != nil {
		return nil, err
	}
	p, err := d.openPouch(path)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	result := &Imported{Parcels: p.Count()}
	if result.Warnings, result.Notes, err = d.compare(p.Dispatch); err != nil {
		return nil, err
	}
	d.cached, d.index = nil, nil
	i := &importing{d: d, p: p, result: result, bodies: map[cases.Mark][]byte{}, waits: map[cases.Mark]int{}}
	if err := d.reg.View(func(tx *register.Tx) error { i.cases, err = d.load(tx); return err }); err != nil {
		return nil, err
	}
	err = i.run(ctx, progress)
	return result, errors.Join(err, d.reg.Tidy())
}

// importing is one Import under way.
type importing struct {
	d      *Desk
	p      *pouch.Pouch
	cases  *cases.Register
	bodies map[cases.Mark][]byte // pieces of files of the current batch
	result *Imported
	locked uint64
	waits  map[cases.Mark]int // index of the outcome of each parcel that waits
}

func (i *importing) run(ctx context.Context, progress func(done, total int)) error {
	done := 0
	for id, data := range i.p.Parcels() {
		if err := i.take(id, data); err != nil {
			return err
		}
		if done++; done%batchSize != 0 {
			continue
		}
		if err := i.commit(nil); err != nil {
			return err
		}
		progress(done, i.p.Count())
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("interrupted after %d of %d parcels: %w", done, i.p.Count(), err)
		}
	}
	if err := i.p.Err(); err != nil {
		return errors.Join(i.commit(nil), err)
	}
	return i.finish()
}

// take opens one parcel and files it, in memory. Whatever is wrong with the parcel is an outcome, not an error.
func (i *importing) take(id parcel.ID, data []byte) error {
	if i.cases.Known(id) {
		i.result.Outcomes = append(i.result.Outcomes, Outcome{id, cases.Outcome{Kind: cases.Known}})
		return nil
	}
	m, err := i.d.openParcel(data)
	if errors.Is(err, keyring.ErrLocked) {
		i.locked++
		i.result.Outcomes = append(i.result.Outcomes, Outcome{id, cases.Outcome{Kind: Locked, Reason: err.Error()}})
		return nil
	}
	if err != nil {
		i.result.Outcomes = append(i.result.Outcomes, Outcome{id, i.cases.Unreadable(i.d.by(), id, err.Error())})
		return nil
	}
	outcomes, err := i.cases.Take(i.d.by(), cases.Opened{ID: id, Message: m, RecipientErr: checkRecipient(m)})
	if err != nil {
		return err
	}
	for _, o := range outcomes {
		if o.Kind == cases.Late {
			if err := i.d.tellLate(i.cases, o.Case, languageOf(m)); err != nil {
				return err
			}
		}
	}
	if f, ok := m.(*message.File); ok {
		i.bodies[outcomes[0].Parcel] = f.Body
	}
	if outcomes[0].Kind == cases.Waiting {
		i.waits[outcomes[0].Parcel] = len(i.result.Outcomes)
	}
	i.result.Outcomes = append(i.result.Outcomes, Outcome{id, outcomes[0]})
	i.add(outcomes[1:])
	return nil
}

func languageOf(m message.Message) string {
	if f, ok := m.(*message.Followup); ok {
		return f.Language
	}
	return ""
}

// add notes the outcomes of parcels that had been waiting. One that waited for another of the same pouch has one outcome, the last: the
// order within a pouch is by chance and means nothing to an officer.
func (i *importing) add(outcomes []cases.Outcome) {
	for _, o := range outcomes {
		at, ok := i.waits[o.Parcel]
		if !ok {
			i.result.Outcomes = append(i.result.Outcomes, Outcome{Outcome: o})
			continue
		}
		o.Waited = false
		i.result.Outcomes[at].Outcome = o
	}
}

// openParcel opens a parcel with the identity of the newest epoch that it is for. An error is a reason that can be shown: none of package
// open's quotes contents.
func (d *Desk) openParcel(data []byte) (message.Message, error) {
	epochs := d.keys.Epochs()
	for n := len(epochs) - 1; n >= 0; n-- {
		identity, keyErr := d.keys.Identity(epochs[n].Epoch)
		if keyErr != nil {
			continue
		}
		m, openErr := opening.Parcel(identity, data, d.bureau, epochs[n].Epoch)
		if openErr == nil {
			return m, nil
		}
		if !errors.Is(openErr, opening.ErrSealed) || errors.Is(openErr, opening.ErrDamaged) {
			return nil, openErr // it was for this epoch, and is bad inside
		}
	}
	if err := d.lockedEpoch(); err != nil {
		return nil, err
	}
	return nil, d.unopened()
}

// checkRecipient seals to a message's R once; a file has none.
func checkRecipient(m message.Message) error {
	switch m := m.(type) {
	case *message.Report:
		return seal.CheckRecipient(m.Recipient)
	case *message.Followup:
		return seal.CheckRecipient(m.Recipient)
	}
	return nil
}

// commit writes what was taken since the last commit, and what else fn writes, in one transaction. When it returns nil, it is on disk.
func (i *importing) commit(fn func(*register.Tx) error) error {
	err := i.d.reg.Update(func(tx *register.Tx) error {
		for mark, body := range i.bodies {
			if err := putBody(tx, mark, body); err != nil {
				return err
			}
		}
		if err := i.d.save(tx, i.cases); err != nil {
			return err
		}
		if fn != nil {
			return fn(tx)
		}
		return nil
	})
	if err == nil {
		i.cases.Saved()
		clear(i.bodies)
	}
	return err
}

// finish settles what waits and notes which parcels the pouch showed: the next dispatch may release them.
func (i *importing) finish() error {
	dropped := i.cases.Settle(i.d.by())
	i.add(dropped)
	return i.commit(func(tx *register.Tx) error {
		for _, o := range dropped {
			if err := deleteBody(tx, o.Parcel); err != nil {
				return err
			}
		}
		if err := errors.Join(putIDs(tx, i.p.IDs()), putNumber(tx, dispatchBucket, lockedKey, i.locked)); err != nil {
			return err
		}
		if err := forgetGone(tx, i.cases); err != nil {
			return err
		}
		detail := map[string]any{"parcels": i.p.Count()}
		i.hide(tx)
		for _, o := range i.result.Outcomes {
			n, _ := detail[o.Kind].(int)
			detail[o.Kind] = n + 1
		}
		return i.d.logEvent(tx, i.d.event("import", "", detail))
	})
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
