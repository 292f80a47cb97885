package desk

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"filippo.io/age"

	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
	"luwte/internal/desk/vault"
)

const accessBucket = "access" // who may see a case, by case

// access is a case's key, sealed to each who may see the case, by the handler's id. Besides, for the program's manners only: who was shut out, and of
// whom the words speak.
type access struct {
	Wraps map[string][]byte
	Out   []string `json:",omitempty"`
	Named []string `json:",omitempty"`
}

// errHidden is returned for a case whose key is not sealed to the handler: outside it is cases.ErrNoCase, as if there were none.
var errHidden = errors.New("not a case of this handler's")

func noCase(id string) error { return fmt.Errorf("%w: %q", cases.ErrNoCase, id) }

// key returns a case's key, or errHidden. Keys that were opened are kept until the desk is closed.
func (d *Desk) key(tx *register.Tx, id string) (*vault.Key, error) {
	if k := d.ring[id]; k != nil {
		return k, nil
	}
	if d.identity == nil {
		return nil, errHidden
	}
	var a access
	if _, err := tx.GetJSON(accessBucket, id, &a); err != nil {
		return nil, err
	}
	wrapped := a.Wraps[d.self.ID]
	if wrapped == nil {
		return nil, errHidden
	}
	k, err := vault.Unwrap(id, wrapped, d.identity)
	if err != nil {
		return nil, fmt.Errorf("key of case %s: %w", id, register.ErrDamaged)
	}
	d.ring[id] = k
	return k, nil
}

// may returns cases.ErrNoCase unless the handler may see a case.
func (d *Desk) may(tx *register.Tx, id string) error {
	if strings.Contains(id, "/") { // what is left of cases has keys too, and is none
		return noCase(id)
	}
	_, err := d.key(tx, id)
	if errors.Is(err, errHidden) {
		return noCase(id)
	}
	return err
}

// sees says whether the handler may see a case; one whose key is damaged he sees, as what it is.
func (d *Desk) sees(tx *register.Tx, id string) bool {
	_, err := d.key(tx, id)
	return !errors.Is(err, errHidden)
}

// sealer is a way to seal into a case: with its key, or, by who may not see it, to those who may.
type sealer struct {
	key *vault.Key
	to  []age.Recipient
}

func (d *Desk) sealer(tx *register.Tx, id string) (sealer, error) {
	k, err := d.key(tx, id)
	if err == nil {
		return sealer{key: k}, nil
	}
	if !errors.Is(err, errHidden) && !errors.Is(err, register.ErrDamaged) {
		return sealer{}, err // one that is damaged must not stop an import: what comes is sealed to all who had it
	}
	var a access
	if _, err := tx.GetJSON(accessBucket, id, &a); err != nil {
		return sealer{}, err
	}
	all, err := d.handlers(tx)
	if err != nil {
		return sealer{}, err
	}
	var s sealer
	for _, h := range all {
		if a.Wraps[h.ID] != nil && h.Role != Gone {
			s.to = append(s.to, h.recipient)
		}
	}
	if len(s.to) == 0 { // only somebody who works here no more: lost it must not be
		for _, h := range all {
			if a.Wraps[h.ID] != nil {
				s.to = append(s.to, h.recipient)
			}
		}
	}
	if len(s.to) == 0 {
		return s, fmt.Errorf("case %s: %w: nobody has its key", id, register.ErrDamaged)
	}
	return s, nil
}

func (s sealer) seal(place string, text []byte) ([]byte, error) {
	if s.key != nil {
		return s.key.Seal(place, text), nil
	}
	return vault.SealTo(place, text, s.to)
}

func (s sealer) sealKey(place string, k *vault.Key) ([]byte, error) {
	if s.key != nil {
		return s.key.SealKey(place, k), nil
	}
	return vault.SealKeyTo(place, k, s.to)
}

// begun is a case that is new: who gets its key, and then the key.
type begun struct {
	id     string
	access access
	to     []handler
	key    *vault.Key
	err    error
}

// receivers says who gets the key of a new case: the register keepers, but for those of whom the words speak, if others are left. After is the destroyed case that it comes after, or "": who
// was shut out of that does not get it either.
func receivers(tx *register.Tx, all []handler, id, after string, words [][]byte) (*begun, error) {
	keepers := slices.DeleteFunc(slices.Clone(all), func(h handler) bool { return h.Role != Keeper })
	a := access{Named: named(all, words)}
	if after != "" {
		var people remained
		if _, err := tx.GetJSON(remainedBucket, after, &people); err != nil {
			return nil, err
		}
		keepers, a.Out = mayAfter(people, all, keepers), people.Out
	}
	others := slices.DeleteFunc(slices.Clone(keepers), func(h handler) bool { return slices.Contains(a.Named, h.ID) })
	if len(others) == 0 {
		others = keepers
	} else {
		for _, h := range keepers {
			if slices.Contains(a.Named, h.ID) && !slices.Contains(a.Out, h.ID) {
				a.Out = append(a.Out, h.ID)
			}
		}
	}
	return &begun{id: id, access: a, to: others}, nil
}

// begin makes the keys of new cases, seals them to who gets them, and begins their files. Sealing is most of it, and done on all cores.
func (d *Desk) begin(tx *register.Tx, fresh ...*begun) error {
	if len(fresh) == 0 {
		return nil
	}
	s, err := settings(tx)
	if err != nil {
		return err
	}
	onAllCores(len(fresh), func(i int) { fresh[i].seal() })
	for _, b := range fresh {
		if b.err != nil {
			return b.err
		}
		if err := d.beginTimes(tx, b.id, b.key, s.terms()); err != nil {
			return err
		}
		if err := d.keepAccess(tx, b.id, b.key, &b.access); err != nil {
			return err
		}
	}
	return nil
}

func (b *begun) seal() {
	if b.key, b.err = vault.New(); b.err == nil {
		b.err = b.access.wrap(b.id, b.key, b.to)
	}
}

// putAccess seals a case's key to some handlers and nobody else.
func (d *Desk) putAccess(tx *register.Tx, id string, k *vault.Key, a *access, to []handler) error {
	if err := a.wrap(id, k, to); err != nil {
		return err
	}
	return d.keepAccess(tx, id, k, a)
}

func (a *access) wrap(id string, k *vault.Key, to []handler) (err error) {
	a.Wraps = map[string][]byte{}
	for _, h := range to {
		if a.Wraps[h.ID], err = k.Wrap(id, h.recipient); err != nil {
			return err
		}
	}
	return nil
}

// keepAccess writes to whom a case's key is sealed, and keeps the key at hand if that is who is at the desk.
func (d *Desk) keepAccess(tx *register.Tx, id string, k *vault.Key, a *access) error {
	delete(d.ring, id)
	if a.Wraps[d.self.ID] != nil && d.identity != nil {
		d.ring[id] = k
	}
	return tx.PutJSON(accessBucket, id, a)
}

// kept returns the cases.Kept of one case, or, without one, of what belongs to none yet. A record that does not open is one that cannot be shown, and no
// reason to show nothing.
func (d *Desk) kept(tx *register.Tx, id string) cases.Kept {
	return func(name string) ([]byte, bool) {
		record, ok, err := tx.Get(apartBucket, name)
		if err != nil || !ok {
			return nil, false
		}
		if id == "" {
			return vault.Loosened(record)
		}
		text, err := d.opened(tx, id, name, record)
		return text, err == nil
	}
}

// opened opens a record of a case.
func (d *Desk) opened(tx *register.Tx, id, place string, record []byte) ([]byte, error) {
	k, err := d.key(tx, id)
	if err != nil {
		return nil, err
	}
	return k.Open(place, record, d.identity)
}

// saveApart writes a record that is read when it is shown.
func (d *Desk) saveApart(tx *register.Tx, r cases.Record) error {
	text := r.Data
	if r.Moved {
		record, ok, err := tx.Get(apartBucket, r.Key)
		if err != nil || !ok {
			return err
		}
		if text, ok = vault.Loosened(record); !ok {
			return nil // damaged: what it was is not known, and it stays as it is
		}
		if err := wasOpen(tx); err != nil {
			return err
		}
	}
	switch {
	case text == nil:
		return tx.Delete(apartBucket, r.Key)
	case r.Case == "":
		return tx.Put(apartBucket, r.Key, vault.Loosely(text))
	}
	s, err := d.sealer(tx, r.Case)
	if err != nil {
		return err
	}
	record, err := s.seal(r.Key, text)
	if err != nil {
		return err
	}
	return tx.Put(apartBucket, r.Key, record)
}

// wasOpen has what stood under the register's key alone, until it came to belong to a case, taken out of the file: on a desk of several, who may not see the case has that key.
func wasOpen(tx *register.Tx) error {
	if tx.Count(handlerBucket) < 2 {
		return nil
	}
	return tx.Stale()
}

// beginNew makes keys for the cases that are new among what is to be saved.
func (d *Desk) beginNew(tx *register.Tx, c *cases.Register, records []cases.Record) error {
	words := map[string][][]byte{}
	for _, r := range records {
		if !r.Apart || r.Case == "" {
			continue
		}
		all := words[r.Case]
		if strings.HasPrefix(r.Key, cases.WordsPrefix) { // an event has the name of who imports
			said := r.Data
			if r.Moved {
				said, _ = d.kept(tx, "")(r.Key)
			}
			all = append(all, said)
		}
		words[r.Case] = all
	}
	if len(words) == 0 {
		return nil
	}
	all, err := d.handlers(tx)
	if err != nil {
		return err
	}
	var fresh []*begun
	for _, id := range slices.Sorted(maps.Keys(words)) {
		if tx.Has(accessBucket, id) {
			if err := noteNamed(tx, all, id, words[id]); err != nil {
				return err
			}
			continue
		}
		b, err := receivers(tx, all, id, c.After(id), words[id])
		if err != nil {
			return err
		}
		fresh = append(fresh, b)
	}
	return d.begin(tx, fresh...)
}

// noteNamed notes of whom further words of a case speak.
func noteNamed(tx *register.Tx, all []handler, id string, words [][]byte) error {
	found := named(all, words)
	if len(found) == 0 {
		return nil
	}
	var a access
	if _, err := tx.GetJSON(accessBucket, id, &a); err != nil {
		return err
	}
	before := len(a.Named)
	for _, h := range found {
		if !slices.Contains(a.Named, h) {
			a.Named = append(a.Named, h)
		}
	}
	if len(a.Named) == before {
		return nil
	}
	return tx.PutJSON(accessBucket, id, a)
}
