package desk

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"luwte/internal/desk/cases"
	"luwte/internal/desk/figures"
	"luwte/internal/desk/register"
	"luwte/internal/desk/vault"
)

// What stays of cases that are destroyed, beside the marks of package cases, is a past: a tally by year of what the figures count, and who destroyed what when. It has a key,
// as a case has, sealed to those who might see the cases, so that nobody learns of others, and so that it goes to whoever comes after them. Cases of the same people share one: of a case nothing
// stands by itself in it.

// pastPrefix begins the names of pasts in accessBucket. No case's id has a slash.
const pastPrefix = "past/"

// past is the record of a past, in apartBucket under cardKey.
type past struct{ Years map[int]figures.Tally }

// pasts are the pasts by who may see them, found once for all cases that are destroyed together.
type pasts struct{ of map[string]string }

// audience names those who have a key.
func (a *access) audience() string { return strings.Join(slices.Sorted(maps.Keys(a.Wraps)), " ") }

// find returns the past of those who may see a case, which it makes if there is none.
func (p *pasts) find(d *Desk, tx *register.Tx, a *access) (string, error) {
	if p.of == nil {
		p.of = map[string]string{}
		for record, err := range tx.All(accessBucket) {
			if err != nil {
				return "", err
			}
			var other access
			if !strings.HasPrefix(record.Key, pastPrefix) {
				continue
			}
			if err := json.Unmarshal(record.Value, &other); err != nil {
				return "", register.ErrDamaged
			}
			p.of[other.audience()] = record.Key
		}
	}
	if id := p.of[a.audience()]; id != "" {
		return id, nil
	}
	all, err := d.handlers(tx)
	if err != nil {
		return "", err
	}
	k, err := vault.New()
	if err != nil {
		return "", err
	}
	id := pastPrefix + strings.ToLower(rand.Text())
	p.of[a.audience()] = id
	may := slices.DeleteFunc(all, func(h handler) bool { return a.Wraps[h.ID] == nil })
	return id, d.putAccess(tx, id, k, &access{}, may)
}

// keepPast counts a case in the past of those who may see it, and returns that past's id: in the transaction that destroys the case, while its key is there.
func (d *Desk) keepPast(tx *register.Tx, c *cases.Register, id string, known *pasts) (string, error) {
	one, err := d.counted(tx, c, id)
	if err != nil {
		return "", err
	}
	var a access
	if _, err := tx.GetJSON(accessBucket, id, &a); err != nil {
		return "", err
	}
	at, err := known.find(d, tx, &a)
	if err != nil || uncounted(c, one, id) {
		return at, err
	}
	scheme, err := figures.Default()
	if err != nil {
		return "", err
	}
	p, err := d.past(tx, at)
	if err != nil {
		return "", err
	}
	if p.Years[one.Year] == nil {
		p.Years[one.Year] = figures.Tally{}
	}
	scheme.Add(p.Years[one.Year], one)
	text, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("encode what is counted of destroyed cases: %w", err)
	}
	k, err := d.key(tx, at)
	if err != nil {
		return "", err
	}
	return at, tx.Put(apartBucket, cardKey(at), k.Seal(cardKey(at), text))
}

func (d *Desk) past(tx *register.Tx, id string) (p past, err error) {
	p.Years = map[int]figures.Tally{}
	sealed, ok, err := tx.Get(apartBucket, cardKey(id))
	if err != nil || !ok {
		return p, err
	}
	text, err := d.opened(tx, id, cardKey(id), sealed)
	if err != nil || json.Unmarshal(text, &p) != nil {
		return p, fmt.Errorf("what was counted of destroyed cases: %w", register.ErrDamaged)
	}
	return p, nil
}

// eachPast calls fn with the pasts that the one at the desk may see.
func (d *Desk) eachPast(fn func(past)) error {
	return d.reg.View(func(tx *register.Tx) error {
		for record, err := range tx.All(accessBucket) {
			if err != nil {
				return err
			}
			if !strings.HasPrefix(record.Key, pastPrefix) || !d.sees(tx, record.Key) {
				continue
			}
			p, err := d.past(tx, record.Key)
			if err != nil {
				return err
			}
			fn(p)
		}
		return nil
	})
}

func (d *Desk) talliesOf(year int) (all []figures.Tally, err error) {
	err = d.eachPast(func(p past) {
		if t := p.Years[year]; t != nil {
			all = append(all, t)
		}
	})
	return all, err
}

func (d *Desk) pastYears() (years []int, err error) {
	err = d.eachPast(func(p past) { years = append(years, slices.Collect(maps.Keys(p.Years))...) })
	return years, err
}
