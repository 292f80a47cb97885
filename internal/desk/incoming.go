package desk

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"luwte/crypto/charter"
	"luwte/crypto/dispatch"
	"luwte/crypto/parcel"
	"luwte/crypto/sign"
	"luwte/internal/desk/register"
	"luwte/internal/pouch"
)

const (
	dispatchBucket = "dispatch"
	burnedKey      = "burned"     // the highest number that was used
	sentKey        = "sent"       // u64be number ‖ SHA-256 of the last dispatch that was written
	lockedKey      = "locked"     // how many parcels of the last imported pouch wait for an epoch's key
	supersededKey  = "superseded" // in formerBucket: a dispatch key of this desk that the drop knows to be replaced
	shownKey       = "showed"     // the parcel ids that the last imported pouch showed, 16 bytes each
)

var (
	// ErrForeign is returned when a pouch is another bureau's.
	ErrForeign = errors.New("this pouch is another bureau's")
	// ErrSuperseded is returned when something is to be signed with a dispatch key, or a charter to announce it, that the bureau replaced.
	ErrSuperseded = errors.New("this bureau replaced the dispatch key that is here")
	// ErrNotOurs is wrapped when a dispatch does not bear this desk's signatures.
	ErrNotOurs = errors.New("not signed by this desk's keys")
)

func unwatched(int, int) error { return nil }

// openPouch opens a pouch of this bureau; the caller closes it.
func (d *Desk) openPouch(path string, watch pouch.Watch) (*pouch.Pouch, error) {
	p, err := pouch.OpenWatched(path, watch)
	if err != nil {
		return nil, err
	}
	if p.Bureau != d.bureau {
		return nil, errors.Join(ErrForeign, p.Close())
	}
	return p, nil
}

// ours reads a dispatch and returns ErrNotOurs unless root and dispatch key in it are this desk's and all signatures hold.
func (d *Desk) ours(raw []byte) (*dispatch.Dispatch, error) {
	got, err := dispatch.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotOurs, err)
	}
	if got.Bureau != d.bureau || !bytes.Equal(got.Charter.Dispatch, d.keys.Dispatch().Public()) {
		return nil, ErrNotOurs
	}
	return got, nil
}

// compare looks at the dispatch that the drop holds, as a pouch brings it. A newer one than this register knows means that the register
// was put back to an older copy: its number, and its charter, are taken as used before anything else is done (SPEC §4). It returns what the
// officer has to know.
func (d *Desk) compare(raw []byte) (warnings, notes []string, err error) {
	err = d.reg.Update(func(tx *register.Tx) error {
		burned, err := getNumber(tx, dispatchBucket, burnedKey)
		if err != nil {
			return err
		}
		if raw == nil {
			if burned > 0 {
				notes = append(notes, fmt.Sprintf("The drop has no board yet; the last one made here has number %d. Bring it the pouch of the last export.", burned))
			}
			return nil
		}
		held, err := d.oursByRoot(tx, raw)
		if err != nil {
			warning, note, err := d.strange(tx, raw, burned, err)
			warnings, notes = appendSaid(warnings, warning), appendSaid(notes, note)
			return err
		}
		restored, err := d.restored(tx, held, raw, burned)
		if err != nil {
			return err
		}
		note, err := d.seenSince(tx, restored)
		if err != nil {
			return err
		}
		notes = appendSaid(notes, note)
		switch {
		case restored:
			back, err := d.remember(tx, held.Board)
			if err != nil {
				return err
			}
			warnings = append(warnings, fmt.Sprintf("THIS REGISTER WAS PUT BACK FROM AN OLDER COPY: the drop holds board %d of this desk, and the last one known here is %d. "+
				"Reports and answers since that copy may be missing here. If there is a newer copy, stop and use that one; the next board gets a higher number. What the charter there says is this bureau's from now on (%s). "+
				"If nobody put this register back, somebody has all keys of this desk, and may have written that: replace the root key at once (luwte-desk root-key).", held.Number, burned, Announced(held.Charter)))
			warnings = appendSaid(warnings, back.sentence(held.Number))
		case held.Number < burned:
			notes = append(notes, fmt.Sprintf("The drop still holds board %d; the last one made here has number %d. It has not arrived, or the drop was put back.", held.Number, burned))
		}
		return nil
	})
	return warnings, notes, err
}

// oursByRoot is ours, and returns ErrNotOurs too where the charter's roots are not this bureau's. Whoever has all keys of a desk can make a dispatch that is its in everything but that. Where the root
// key is with the custodians, the register says which root it is; one that is older than its keys takes up the chain when they open the desk.
func (d *Desk) oursByRoot(tx *register.Tx, raw []byte) (*dispatch.Dispatch, error) {
	held, err := d.ours(raw)
	if err != nil {
		return nil, err
	}
	switch err := d.strangeRoot(tx, held.Charter); {
	case errors.Is(err, charter.ErrSucceeded), errors.Is(err, charter.ErrRival):
		return nil, ErrNotOurs
	case err != nil:
		return nil, err
	}
	if root, err := d.keys.Root(); err == nil && !bytes.Equal(held.Charter.Root, root.Public()) {
		return nil, ErrNotOurs // a register that is older than the keys
	}
	return held, nil
}

// Announced is what somebody can see at once to be another's in a charter: name and address.
func Announced(c *charter.Charter) string {
	if c.Onion == "" {
		return c.Name.In("nl") + ", no address"
	}
	return c.Name.In("nl") + ", " + c.Onion
}

func appendSaid(all []string, sentence string) []string {
	if sentence == "" {
		return all
	}
	return append(all, sentence)
}

// strange returns what the officer has to know of a dispatch that is not ours, for the reason why.
func (d *Desk) strange(tx *register.Tx, raw []byte, burned uint64, why error) (warning, note string, err error) {
	if former(tx, raw) {
		return "", "The drop still holds a board under the dispatch key that was replaced here. Nothing of it is believed; bring it the pouch of the last export.", nil
	}
	got, parseErr := dispatch.Parse(raw)
	if parseErr != nil || got.Bureau != d.bureau {
		return fmt.Sprintf("The drop shows a board that is not this desk's (%v). Nothing of it is believed; ask who runs the drop.", reason(why)), "", nil
	}
	if warning, err := d.otherRoot(tx, got); err != nil || warning != "" {
		return warning, "", err
	}
	if _, err := d.seenSince(tx, true); err != nil {
		return "", "", err
	}
	back, err := d.remember(tx, got.Board)
	if err != nil {
		return "", "", err
	}
	return fmt.Sprintf("THE DROP HOLDS BOARD %d UNDER ANOTHER DISPATCH KEY OF THIS BUREAU: this desk was put back from a copy that is older than that key, or somebody has the root key. "+
		"If there is a newer copy, stop and use that one. If somebody may have the root key, replace that at once (luwte-desk root-key). Else replace the dispatch key (luwte-desk dispatch-key), then export: "+
		"nothing goes out under the one that is here. %s", got.Number, back.sentence(got.Number)), "", d.superseded(tx, got, burned)
}

// otherRoot returns what the officer has to know where a dispatch is of a root key that is not ours; else "". It keeps nothing from being signed: a thief of the root could
// show such a dispatch to this desk alone, and so keep the bureau from replacing the key. An honest drop that holds it takes nothing of ours.
func (d *Desk) otherRoot(tx *register.Tx, got *dispatch.Dispatch) (warning string, err error) {
	switch err := d.strangeRoot(tx, got.Charter); {
	case errors.Is(err, charter.ErrSucceeded):
		return fmt.Sprintf("THE DROP HOLDS BOARD %d UNDER THE ROOT KEY THAT WAS REPLACED HERE, and under a dispatch key that was never here: its thief was there. "+
			"Bring it the pouch of the last export; from then on it takes nothing more of that root key.", got.Number), nil
	case errors.Is(err, charter.ErrRival):
		newest := charter.FingerprintOf(got.Charter.Root)
		return fmt.Sprintf("THE DROP HOLDS BOARD %d UNDER A ROOT KEY THAT IS NOT HERE, and that an earlier one of this bureau named; its words begin: %s. If your cards have them, this desk was put back from an older copy: "+
			"use the newer one, or, where a passphrase opened it, have the custodians open it (luwte-desk session --shares) and import again. Else somebody has the root key. Ask who runs the drop whether it shows these words (luwte-drop inbox list --json): if it does not, courier or drop show them to you alone; replace the root "+
			"key at once (luwte-desk root-key) if you have not. If it does, the thief was faster, and the drop takes nothing more from you: make a new bureau.",
			got.Number, strings.Join(newest.Words("en")[:4], " ")), d.logEvent(tx, d.event("other-root", "", map[string]any{"root": newest.String(), "number": got.Number}))
	default:
		return "", err
	}
}

// superseded takes up number and charter of a dispatch under another dispatch key, and keeps the key that is here from signing: the bureau replaced it.
func (d *Desk) superseded(tx *register.Tx, held *dispatch.Dispatch, burned uint64) error {
	if err := putNumber(tx, dispatchBucket, burnedKey, max(burned, held.Number)); err != nil {
		return err
	}
	own, err := d.ownSettings(tx)
	if err != nil {
		return err
	}
	if err := tx.PutJSON(settingsBucket, ownKey, own); err != nil {
		return err
	}
	if err := adopt(tx, held.Charter); err != nil {
		return err
	}
	if err := tx.Put(formerBucket, supersededKey, []byte(d.dispatchName())); err != nil {
		return err
	}
	return d.logEvent(tx, d.event("superseded", "", map[string]any{"number": held.Number, "serial": held.Charter.Serial, "known": burned}))
}

// mayDispatch returns ErrSuperseded if the bureau replaced the dispatch key that is here.
func (d *Desk) mayDispatch(tx *register.Tx) error {
	name, _, err := tx.Get(formerBucket, supersededKey)
	if err == nil && string(name) == d.dispatchName() {
		err = ErrSuperseded
	}
	return err
}

// restored says whether a dispatch was made by a later state of this register, and takes up from it what must not be used again.
func (d *Desk) restored(tx *register.Tx, held *dispatch.Dispatch, raw []byte, burned uint64) (bool, error) {
	sent, _, err := tx.Get(dispatchBucket, sentKey)
	if err != nil {
		return false, err
	}
	// The same number with other bytes: this register went on from an older copy before it saw what the drop holds.
	other := held.Number == burned && bytes.HasPrefix(sent, be64(burned)) && !bytes.Equal(sent, sentRecord(burned, raw))
	if held.Number <= burned && !other {
		return false, nil
	}
	if err := putNumber(tx, dispatchBucket, burnedKey, held.Number); err != nil {
		return false, err
	}
	if err := errors.Join(keepOwn(tx, held.Charter), adopt(tx, held.Charter)); err != nil {
		return false, err
	}
	return true, d.logEvent(tx, d.event("restored", "", map[string]any{"number": held.Number, "known": burned}))
}

// adopt takes a charter of our own root, with all that the bureau says in it, as the last one made, unless a newer one is known: a serial
// must never stand for two.
func adopt(tx *register.Tx, c *charter.Charter) error {
	last, err := lastCharter(tx)
	if err != nil {
		return err
	}
	if last != nil {
		if err := charter.Order(last.Position(), c.Position()); err != nil && !errors.Is(err, charter.ErrOther) && !errors.Is(err, charter.ErrSame) {
			return nil
		}
	}
	s, err := settings(tx)
	if err != nil {
		return err
	}
	s = s.as(c)
	// A drop may have parcels that it took under that charter.
	return errors.Join(tx.PutJSON(settingsBucket, settingsKey, s), noteRetention(tx, c.Retention.Parcels), tx.Put(charterBucket, charterKey, c.Raw()))
}

func sentRecord(number uint64, raw []byte) []byte {
	sum := sha256.Sum256(raw)
	return append(be64(number), sum[:]...)
}

// reason is an error without its path through the packages.
func reason(err error) string {
	for _, known := range []error{sign.ErrSignature, dispatch.ErrMismatch, dispatch.ErrMalformed} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "its keys are others"
}

// putIDs and getIDs keep the ids that the last pouch showed.
func putIDs(tx *register.Tx, ids []parcel.ID) error {
	value := make([]byte, 0, len(ids)*len(parcel.ID{}))
	for _, id := range ids {
		value = append(value, id[:]...)
	}
	return tx.Put(dispatchBucket, shownKey, value)
}

func getIDs(tx *register.Tx) (ids []parcel.ID, err error) {
	value, _, err := tx.Get(dispatchBucket, shownKey)
	for len(value) >= len(parcel.ID{}) {
		ids = append(ids, parcel.ID(value[:len(parcel.ID{})]))
		value = value[len(parcel.ID{}):]
	}
	return ids, err
}
