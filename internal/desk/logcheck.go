package desk

import (
	"errors"
	"fmt"
	"slices"

	"luwte/crypto/label"
	"luwte/crypto/sign"
	"luwte/internal/desk/register"
)

// ErrLog is wrapped when the log is not what was written: what follows says which entry, and what is wrong with it.
var ErrLog = errors.New("the log was changed")

// VerifyLog checks the log as a whole, and by each case that the one at the desk may see: every entry is there, in its place, as it was written, and the last is the one
// that was signed. That the whole register was put back to an older state it cannot see. It returns ErrLog, which names the entry.
func (d *Desk) VerifyLog() error {
	return d.reg.View(func(tx *register.Tx) error {
		last, err := d.verifyChain(tx)
		if err != nil {
			return err
		}
		if err := d.verifyHead(tx, last); err != nil {
			return err
		}
		ids, err := d.seen(tx)
		if err != nil {
			return err
		}
		slices.Sort(ids)
		for _, id := range ids {
			if err := d.verifyCase(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *Desk) verifyChain(tx *register.Tx) (*entry, error) {
	count, err := getNumber(tx, countBucket, eventCounter)
	if err != nil {
		return nil, err
	}
	of, err := owners(tx)
	if err != nil {
		return nil, err
	}
	var before entry
	for n := uint64(1); n <= count; n++ {
		var e entry
		switch ok, err := tx.GetJSON(eventBucket, fmt.Sprint(n), &e); {
		case err != nil:
			return nil, fmt.Errorf("%w: entry %d is damaged", ErrLog, n)
		case !ok:
			return nil, fmt.Errorf("%w: entry %d is missing", ErrLog, n)
		case e.Number != n:
			return nil, fmt.Errorf("%w: in the place of entry %d is entry %d", ErrLog, n, e.Number)
		case n == 1 && e.Prev != [32]byte{}:
			return nil, fmt.Errorf("%w: entry 1 is not the first that was written", ErrLog)
		case n > 1 && e.Prev != before.hash():
			return nil, fmt.Errorf("%w: entry %d, or the one that entry %d follows, is not as it was written", ErrLog, n-1, n)
		}
		if _, _, err := d.openEntry(tx, e, of[n]); err != nil {
			return nil, fmt.Errorf("%w: entry %d cannot be opened", ErrLog, n)
		}
		before = e
	}
	if count == 0 {
		return nil, fmt.Errorf("%w: it has no entry", ErrLog)
	}
	return &before, nil
}

func (d *Desk) verifyHead(tx *register.Tx, last *entry) error {
	var h head
	if ok, err := tx.GetJSON(eventBucket, headKey, &h); err != nil || !ok {
		return fmt.Errorf("%w: its signed head is missing or damaged", ErrLog)
	}
	name := keyName(h.Key)
	ours := name == d.dispatchName() || tx.Has(formerBucket, name)
	if !ours || sign.Verify(h.Key, label.SignLogHead, h.text(d), h.Signature) != nil {
		return fmt.Errorf("%w: its head is not signed by this desk", ErrLog)
	}
	switch {
	case h.Number > last.Number:
		return fmt.Errorf("%w: entry %d is missing: %d were signed", ErrLog, last.Number+1, h.Number)
	case h.Number != last.Number || h.Hash != last.hash():
		return fmt.Errorf("%w: entry %d, the last, is not the one that was signed", ErrLog, last.Number)
	}
	return nil
}

// verifyCase checks a case's own chain.
func (d *Desk) verifyCase(tx *register.Tx, id string) error {
	var ours caseLog
	if _, err := tx.GetJSON(caseLogBucket, id, &ours); err != nil {
		return err
	}
	var before [32]byte
	for i, n := range ours.Numbers {
		e, err := readEntry(tx, n)
		if err != nil {
			return fmt.Errorf("%w: entry %d of case %s is missing or damaged", ErrLog, i+1, id)
		}
		s, ok, err := d.openEntry(tx, e, id)
		if err != nil || !ok || s.Case != id || s.InCase != uint64(i)+1 || s.CasePrev != before {
			return fmt.Errorf("%w: entry %d of case %s is not as it was written", ErrLog, i+1, id)
		}
		before = e.hash()
	}
	if before != ours.Head {
		return fmt.Errorf("%w: the last entry of case %s is missing", ErrLog, id)
	}
	return nil
}
