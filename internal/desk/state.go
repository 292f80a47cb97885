package desk

import (
	"crypto/rand"
	"iter"

	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
)

const (
	caseBucket  = "cases"  // the records of package cases that every command reads
	apartBucket = "apart"  // those that are read when they are shown
	bodyBucket  = "bodies" // bytes of file pieces, by the mark of their parcel
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

// save writes what changed in the cases. The caller calls Saved when the transaction is on disk.
func save(tx *register.Tx, c *cases.Register) error {
	records, err := c.Changes()
	if err != nil {
		return err
	}
	for _, r := range records {
		bucket := caseBucket
		if r.Apart {
			bucket = apartBucket
		}
		if r.Data == nil {
			err = tx.Delete(bucket, r.Key)
		} else {
			err = tx.Put(bucket, r.Key, r.Data)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// change loads the cases, lets fn change them, and writes the changes and an event in one transaction. If fn fails, nothing is changed.
func (d *Desk) change(e Event, fn func(*cases.Register) error) error {
	return d.reg.Update(func(tx *register.Tx) error {
		c, err := d.load(tx)
		if err != nil {
			return err
		}
		if err := fn(c); err != nil {
			return err
		}
		if err := save(tx, c); err != nil {
			return err
		}
		return logEvent(tx, e)
	})
}

// read loads the cases and lets fn look at them. The cases.Kept that it gets is good as long as fn runs. A damaged record apart is a
// letter that cannot be shown, and no reason to show nothing.
func (d *Desk) read(fn func(*cases.Register, cases.Kept) error) error {
	return d.reg.View(func(tx *register.Tx) error {
		c, err := d.load(tx)
		if err != nil {
			return err
		}
		return fn(c, func(key string) ([]byte, bool) {
			value, ok, err := tx.Get(apartBucket, key)
			return value, ok && err == nil
		})
	})
}
