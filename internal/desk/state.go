package desk

import (
	"crypto/rand"
	"iter"

	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
)

const (
	caseBucket  = "cases" // the records of package cases that every command reads
	apartBucket = "apart" // those that are read when they are shown
)

func (d *Desk) by() cases.By { return cases.By{Actor: d.actor, Day: d.today()} }

// load reads the cases.
func (d *Desk) load(tx *register.Tx) (*cases.Register, error) {
	var failed error
	var records iter.Seq2[string, []byte] = func(yield func(string, []byte) bool) {
		for record, err := range tx.All(caseBucket) {
			if err != nil {
				failed = err
				return
			}
			if !yield(record.Key, record.Value) {
				return
			}
		}
	}
	marks := d.keys.Marks()
	if len(marks) == 0 { // all epochs are destroyed: nothing that was seen can be known again, and cases go on
		var none [32]byte
		rand.Read(none[:])
		marks[0] = none
	}
	c, err := cases.New(cases.Keys(marks), rand.Reader, records)
	if failed != nil {
		return nil, failed
	}
	return c, err
}

// loaded returns the cases as they are on disk, from memory if nothing else changed them since they were read: this process has the register to itself.
func (d *Desk) loaded(tx *register.Tx) (*cases.Register, error) {
	if d.cached != nil {
		return d.cached, nil
	}
	return d.load(tx)
}

// save writes what changed in the cases, what they hold under their own keys. The caller calls Saved when the transaction is on disk.
func (d *Desk) save(tx *register.Tx, c *cases.Register) error {
	records, err := c.Changes()
	if err != nil {
		return err
	}
	if err := d.beginNew(tx, c, records); err != nil {
		return err
	}
	for _, r := range records {
		switch {
		case r.Apart:
			err = d.saveApart(tx, r)
		case r.Data == nil:
			err = tx.Delete(caseBucket, r.Key)
		default:
			err = tx.Put(caseBucket, r.Key, r.Data)
		}
		if err != nil {
			return err
		}
	}
	return d.giveBodies(tx, c.Gave())
}

// change loads the cases, lets fn change the one that the event names, and writes the changes and the event in one transaction. If fn fails, nothing is
// changed. It returns ErrWho or ErrRole, or cases.ErrNoCase if the handler may not see the case.
func (d *Desk) change(e Event, fn func(*register.Tx, *cases.Register) error) error {
	if err := d.need(Keeper, Officer); err != nil {
		return err
	}
	var c *cases.Register
	err := d.reg.Update(func(tx *register.Tx) (err error) {
		if err := d.may(tx, e.Case); err != nil {
			return err
		}
		if c, err = d.loaded(tx); err != nil {
			return err
		}
		d.cached = nil // until what fn does is on disk
		if err := fn(tx, c); err != nil {
			return err
		}
		c.Restore(e.Case, d.kept(tx, e.Case))
		if err := d.save(tx, c); err != nil {
			return err
		}
		return d.logEvent(tx, e)
	})
	d.forgetIndexed(e.Case)
	if err == nil {
		c.Saved()
		d.cached = c
	}
	return err
}

// read loads the cases and lets fn look at them.
func (d *Desk) read(fn func(*register.Tx, *cases.Register) error) error {
	if d.identity == nil {
		return ErrWho
	}
	return d.reg.View(func(tx *register.Tx) error {
		c, err := d.loaded(tx)
		if err != nil {
			return err
		}
		d.cached = c
		return fn(tx, c)
	})
}
