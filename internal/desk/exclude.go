package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
	"luwte/internal/desk/vault"
)

var (
	// ErrOnlyOne is returned when a case would be left to nobody.
	ErrOnlyOne = errors.New("nobody else may see this case")
	// ErrShutOut is returned when a case is given to somebody who was shut out of it.
	ErrShutOut = errors.New("this handler was shut out of this case")
)

// minNamed is how long a part of a handler's name must be to be looked for by itself, in letters: "de" and "van" are in every report.
const minNamed = 4

// named returns the handlers whose whole name, or the last part of it, is in some words. It is a hint and no more.
func named(all []handler, words [][]byte) (ids []string) {
	var text strings.Builder
	for _, w := range words {
		text.WriteString(" " + strings.ToLower(string(w)))
	}
	for _, h := range all {
		if h.ID == aloneID {
			continue
		}
		parts := strings.Fields(fold(h.Name))
		last := parts[len(parts)-1]
		if strings.Contains(text.String(), fold(h.Name)) || len([]rune(last)) >= minNamed && strings.Contains(text.String(), last) {
			ids = append(ids, h.ID)
		}
	}
	return ids
}

// Give lets a handler see a case. It returns cases.ErrNoCase, ErrHandler, ErrShutOut, ErrRole or ErrWho.
func (d *Desk) Give(id, name string) error {
	if err := d.need(Keeper, Officer); err != nil {
		return err
	}
	return d.reg.Update(func(tx *register.Tx) error {
		if err := d.may(tx, id); err != nil {
			return err
		}
		h, err := d.active(tx, name)
		if err != nil {
			return err
		}
		var a access
		if _, err := tx.GetJSON(accessBucket, id, &a); err != nil {
			return err
		}
		if slices.Contains(a.Out, h.ID) {
			return fmt.Errorf("%w: %s", ErrShutOut, h.Name)
		}
		all, err := d.holdings(tx)
		if err != nil {
			return err
		}
		d.forgetIndexed(id)
		if err := d.share(tx, all, id, h, false); err != nil {
			return err
		}
		return d.logEvent(tx, d.event("case-give", id, map[string]any{"handler": h.Name}))
	})
}

func (d *Desk) active(tx *register.Tx, name string) (handler, error) {
	h, err := d.handler(tx, name)
	if err == nil && h.Role == Gone {
		err = fmt.Errorf("%w: %q", ErrHandler, name)
	}
	return h, err
}

// Exclude shuts a handler out of a case, who recuses himself or is in it: the case gets a new key, sealed to the others, and everything in it is sealed anew. What
// he had been shown he has seen. It returns cases.ErrNoCase, ErrHandler, ErrOnlyOne, ErrRole (only a keeper shuts out others) or ErrWho.
func (d *Desk) Exclude(id, name string) error {
	if err := d.need(Keeper, Officer, Reader); err != nil {
		return err
	}
	err := d.reg.Purge(func(tx *register.Tx) error {
		if err := d.may(tx, id); err != nil {
			return err
		}
		h, err := d.active(tx, name)
		if err != nil {
			return err
		}
		if h.ID != d.self.ID {
			if err := d.need(Keeper); err != nil {
				return err
			}
		}
		if err := d.logEvent(tx, d.event("case-exclude", id, map[string]any{"handler": h.Name})); err != nil {
			return err
		}
		all, err := d.holdings(tx)
		if err != nil {
			return err
		}
		return d.rekey(tx, all, id, h)
	})
	d.index = nil
	clear(d.ring) // it may have the new key of a case that was not saved, or an old one
	return err
}

// Proposal is a case in whose words a handler's name is.
type Proposal struct {
	Case    string
	Handler string
	Out     bool // he was left out already
}

// Proposals returns the cases in whose words the name of a handler is: somebody has to decide whether he is to be shut out. Of those that the one at the desk
// may not see there are none.
func (d *Desk) Proposals() (all []Proposal, err error) {
	err = d.read(func(tx *register.Tx, c *cases.Register) error {
		return d.eachIndexed(tx, c, func(i *indexed) { all = append(all, i.named...) })
	})
	slices.SortFunc(all, func(a, b Proposal) int { return strings.Compare(a.Case+a.Handler, b.Case+b.Handler) })
	return all, err
}

// namedIn returns the handlers whose names are in the words of a case.
func (d *Desk) namedIn(tx *register.Tx, id string) (found []Proposal, err error) {
	var a access
	if _, err := tx.GetJSON(accessBucket, id, &a); err != nil || len(a.Named) == 0 {
		return nil, err
	}
	who, err := d.handlers(tx)
	for _, h := range who {
		if slices.Contains(a.Named, h.ID) && (a.Wraps[h.ID] != nil || slices.Contains(a.Out, h.ID)) {
			found = append(found, Proposal{id, h.Name, a.Wraps[h.ID] == nil})
		}
	}
	return found, err
}

// rekey makes a case's key anew, seals it to all who have the old one but one, and who work here still, and seals what the case holds under it.
func (d *Desk) rekey(tx *register.Tx, all *holdings, id string, out handler) error {
	old, err := d.key(tx, id)
	if err != nil {
		return err
	}
	var a access
	if _, err := tx.GetJSON(accessBucket, id, &a); err != nil {
		return err
	}
	stay, err := d.handlers(tx)
	if err != nil {
		return err
	}
	stay = slices.DeleteFunc(stay, func(h handler) bool { return h.ID == out.ID || h.Role == Gone || a.Wraps[h.ID] == nil })
	if len(stay) == 0 {
		return ErrOnlyOne
	}
	k, err := vault.New()
	if err != nil {
		return err
	}
	if err := d.reseal(tx, all, id, old, k); err != nil {
		return err
	}
	if out.ID != "" && !slices.Contains(a.Out, out.ID) {
		a.Out = append(a.Out, out.ID)
	}
	return d.putAccess(tx, id, k, &a, stay)
}

// takeOver gives new keys to the cases of the one at the desk to which somebody has a key who works here no more: the keeper who ended his work could not see those.
func (d *Desk) takeOver() error {
	var ids []string
	err := d.reg.View(func(tx *register.Tx) error {
		all, err := d.handlers(tx)
		gone := slices.DeleteFunc(all, func(h handler) bool { return h.Role != Gone })
		if err != nil || len(gone) == 0 {
			return err
		}
		for record, err := range tx.All(accessBucket) {
			var a access
			if err != nil || json.Unmarshal(record.Value, &a) != nil || a.Wraps[d.self.ID] == nil {
				continue // damaged, or others'
			}
			if slices.ContainsFunc(gone, func(h handler) bool { return a.Wraps[h.ID] != nil }) {
				ids = append(ids, record.Key)
			}
		}
		return nil
	})
	if err != nil || len(ids) == 0 {
		return err
	}
	defer clear(d.ring)
	return d.reg.Purge(func(tx *register.Tx) error {
		all, err := d.holdings(tx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if keyErr := d.rekey(tx, all, id, handler{}); !errors.Is(keyErr, register.ErrDamaged) {
				err = errors.Join(err, keyErr)
			}
		}
		return err
	})
}

// reseal seals what a case holds under another key, or, where both are the same, what was sealed to its handlers without it.
func (d *Desk) reseal(tx *register.Tx, all *holdings, id string, old, k *vault.Key) error {
	numbers, err := caseEntries(tx, id)
	if err != nil {
		return err
	}
	apart := append(all.cases.Owns(id), cardKey(id))
	for _, n := range numbers {
		apart = append(apart, entryKey(n))
	}
	for bucket, keys := range map[string][]string{apartBucket: apart, bodyKeyBucket: all.pieces[id]} {
		for _, key := range keys {
			record, ok, err := tx.Get(bucket, key)
			if err != nil {
				return err
			}
			if !ok || old == k && record[0] == vault.ByKey {
				continue
			}
			text, err := old.Open(key, record, d.identity)
			if err != nil {
				continue // damaged, and stays so
			}
			if err := tx.Put(bucket, key, k.Seal(key, text)); err != nil {
				return err
			}
		}
	}
	return nil
}

// share seals a case's key to one more, or, alone, to him and nobody else.
func (d *Desk) share(tx *register.Tx, all *holdings, id string, h handler, alone bool) error {
	k, err := d.key(tx, id)
	if err != nil {
		return err
	}
	if err := d.reseal(tx, all, id, k, k); err != nil {
		return err
	}
	var a access
	if _, err := tx.GetJSON(accessBucket, id, &a); err != nil {
		return err
	}
	if alone || a.Wraps == nil {
		a.Wraps = map[string][]byte{}
	}
	if a.Wraps[h.ID], err = k.Wrap(id, h.recipient); err != nil {
		return err
	}
	return tx.PutJSON(accessBucket, id, a)
}

// seen returns the cases that the handler may see.
func (d *Desk) seen(tx *register.Tx) (ids []string, err error) {
	for record, err := range tx.All(accessBucket) {
		if err != nil {
			return nil, err
		}
		if d.sees(tx, record.Key) {
			ids = append(ids, record.Key)
		}
	}
	return ids, nil
}

// welcome notes in which of the cases that this handler may see the name of a new one is, and seals the keys of the others to him, if he keeps the register. Where a desk of one ends, he gets all, and
// nobody else any.
func (d *Desk) welcome(tx *register.Tx, h handler, alone bool) error {
	ids, err := d.seen(tx)
	if err != nil {
		return err
	}
	all, err := d.holdings(tx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		about, err := d.noteIfNamed(tx, all.cases, id, h, !alone && h.Role == Keeper)
		if err != nil {
			return err
		}
		if alone || h.Role == Keeper && !about {
			if err := d.share(tx, all, id, h, alone); err != nil {
				return err
			}
		}
	}
	return nil
}

// noteIfNamed says whether a handler's name is in what was said in a case before he came, notes it, and that he is left out.
func (d *Desk) noteIfNamed(tx *register.Tx, c *cases.Register, id string, h handler, out bool) (bool, error) {
	kept := d.kept(tx, id)
	said := func(yield func([]byte) bool) {
		for _, key := range c.Owns(id) {
			if words, ok := kept(key); ok && strings.HasPrefix(key, cases.WordsPrefix) && !yield(words) {
				return
			}
		}
	}
	for words := range said {
		if named([]handler{h}, [][]byte{words}) == nil {
			continue
		}
		d.forgetIndexed(id)
		var a access
		if _, err := tx.GetJSON(accessBucket, id, &a); err != nil {
			return true, err
		}
		if a.Named = append(a.Named, h.ID); out {
			a.Out = append(a.Out, h.ID)
		}
		return true, tx.PutJSON(accessBucket, id, a)
	}
	return false, nil
}

// RemoveHandler ends somebody's work at the desk: nobody enters as him any more, and every case that both he and the keeper may see gets a new key. One that
// only he may see keeps his, so that nothing is lost and nothing is told; one that he shares with others gets a new one when one of them enters.
// Nobody leaves cases behind that only he may see. It returns ErrHandler, ErrLastKeeper, ErrOnlyOne, ErrRole or ErrWho.
func (d *Desk) RemoveHandler(name string) error {
	if err := d.need(Keeper); err != nil {
		return err
	}
	self := d.self.ID != aloneID && fold(name) == fold(d.self.Name)
	left, err := d.SeenByOne()
	if err != nil {
		return err
	}
	err = d.reg.Purge(func(tx *register.Tx) error {
		h, err := d.active(tx, name)
		if err != nil {
			return err
		}
		all, err := d.handlers(tx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(o handler) bool { return o.Role == Keeper && o.ID != h.ID }) {
			return ErrLastKeeper
		}
		if self && len(left) > 0 {
			return fmt.Errorf("%w: %s", ErrOnlyOne, strings.Join(left, ", "))
		}
		if err := d.excludeFromAll(tx, h); err != nil {
			return err
		}
		h.Role = Gone
		if err := tx.PutJSON(handlerBucket, h.ID, h); err != nil {
			return err
		}
		return d.logEvent(tx, d.event("handler-remove", "", map[string]any{"name": h.Name}))
	})
	d.index = nil
	clear(d.ring)
	if err == nil && self {
		d.forgetHandler()
	}
	return err
}

func (d *Desk) excludeFromAll(tx *register.Tx, h handler) error {
	ids, err := d.seen(tx)
	if err != nil {
		return err
	}
	all, err := d.holdings(tx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		var a access
		if _, err := tx.GetJSON(accessBucket, id, &a); err != nil {
			return err
		}
		if a.Wraps[h.ID] == nil {
			continue
		}
		if err := d.rekey(tx, all, id, h); err != nil && !errors.Is(err, ErrOnlyOne) {
			return err
		}
	}
	return nil
}

// holdings are what cases hold: read once for many.
type holdings struct {
	cases  *cases.Register
	pieces map[string][]string // places of the keys of pieces of files, by case
}

func (d *Desk) holdings(tx *register.Tx) (*holdings, error) {
	c, err := d.load(tx)
	if err != nil {
		return nil, err
	}
	all := &holdings{c, map[string][]string{}}
	for record, err := range tx.All(bodyKeyBucket) {
		if err != nil {
			return nil, err
		}
		if owner, _, ok := strings.Cut(record.Key, "/"); ok {
			all.pieces[owner] = append(all.pieces[owner], record.Key)
		}
	}
	return all, nil
}

func cardKey(id string) string { return "card/" + id }
