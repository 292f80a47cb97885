package desk

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"luwte/crypto/label"
	"luwte/crypto/sign"
	"luwte/internal/desk/register"
)

// ErrLog is wrapped when the log is not what was written: what follows says which entry, and what is wrong with it.
var ErrLog = errors.New("the log was changed")

// LogHead is where the log stood, the hash of its last entry: kept elsewhere, on paper or in minutes, it shows later whether the whole register was put back to an older
// state, or to another. It has no number, which would tell how many entries there are that its reader may not read.
type LogHead [32]byte

func (h LogHead) String() string { return hex.EncodeToString(h[:]) }

// ErrHead is returned when a text is no head of a log.
var ErrHead = errors.New("this is no head of a log, which has 64 hex digits")

// ParseLogHead reads what String writes; spaces and capitals do not matter.
func ParseLogHead(text string) (h LogHead, err error) {
	raw, err := hex.DecodeString(strings.ToLower(strings.Join(strings.Fields(text), "")))
	if err != nil || len(raw) != len(h) {
		return LogHead{}, ErrHead
	}
	return LogHead(raw), nil
}

// LogHead returns the head that the desk signed last. It returns ErrWho.
func (d *Desk) LogHead() (h LogHead, err error) {
	if err := d.need(Keeper, Officer, Reader); err != nil {
		return h, err
	}
	err = d.reg.View(func(tx *register.Tx) error {
		var signed head
		if ok, err := tx.GetJSON(eventBucket, headKey, &signed); err != nil || !ok {
			return fmt.Errorf("%w: its signed head is missing or damaged", ErrLog)
		}
		h = signed.Hash
		return nil
	})
	return h, err
}

// VerifyLogSince checks the log as VerifyLog does, and that it goes on from a head that was kept elsewhere.
func (d *Desk) VerifyLogSince(h LogHead) error {
	if err := d.VerifyLog(); err != nil {
		return err
	}
	found := false
	err := d.reg.View(func(tx *register.Tx) error {
		return d.entries(tx, func(e entry) error { found = found || e.hash() == h; return nil })
	})
	if err == nil && !found {
		err = fmt.Errorf("%w: it does not go on from the head that was kept: the register was put back from an older copy, or is another", ErrLog)
	}
	return err
}

// VerifyLog checks the log as a whole, and by each case that the one at the desk may see: every entry is there, in its place, as it was written, and the last is the one
// that was signed. That the whole register was put back to an older state it cannot see. It returns ErrLog, which names the entry.
func (d *Desk) VerifyLog() error {
	if err := d.need(Keeper, Officer, Reader); err != nil {
		return err
	}
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
