package desk

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/internal/desk/register"
)

// A charter that comes back from the drop after a restore says what the bureau is to say from then on. It bears this desk's signatures; but so does one of a thief of all its keys, and which it is,
// only somebody can tell who looks at what it says. What the desk itself last chose stays beside it until then.

// keepOwn keeps the settings before a charter is adopted that says something else.
func keepOwn(tx *register.Tx, c *charter.Charter) error {
	s, err := settings(tx)
	if err != nil || tx.Has(settingsBucket, ownKey) || len(differences(s, s.as(c))) == 0 {
		return err
	}
	return tx.PutJSON(settingsBucket, ownKey, s)
}

// changeOwn makes a change in what is kept beside an adopted charter too: it is this desk's.
func changeOwn(tx *register.Tx, change Change) error {
	var own Settings
	ok, err := tx.GetJSON(settingsBucket, ownKey, &own)
	if err != nil || !ok {
		return err
	}
	if err := own.change(change); err != nil {
		return err
	}
	return tx.PutJSON(settingsBucket, ownKey, own)
}

// as are the settings with what a charter says.
func (s Settings) as(c *charter.Charter) Settings {
	s.Name, s.About, s.Colour, s.Onion, s.Pages, s.Form, s.Retention = c.Name, c.About, c.Colour, c.Onion, c.Pages, c.Form, c.Retention
	return s
}

// Difference is something that an adopted charter says otherwise than this desk did.
type Difference struct {
	What     string
	Own, Now string
}

// Adopted returns how what the bureau says differs from what this desk itself last chose, because a charter was taken over from a drop and nobody has decided about it yet.
func (d *Desk) Adopted() (all []Difference, err error) {
	err = d.reg.View(func(tx *register.Tx) error {
		var own Settings
		ok, err := tx.GetJSON(settingsBucket, ownKey, &own)
		if err != nil || !ok {
			return err
		}
		now, err := settings(tx)
		all = differences(own, now)
		return err
	})
	return all, err
}

// DecideAdopted ends that: with own, the bureau says again what this desk last chose; otherwise what the charter said stays.
func (d *Desk) DecideAdopted(own bool) error {
	if err := d.need(Keeper); err != nil {
		return err
	}
	return d.reg.Update(func(tx *register.Tx) error {
		var before Settings
		ok, err := tx.GetJSON(settingsBucket, ownKey, &before)
		if err != nil || !ok {
			return err
		}
		if own {
			err = tx.PutJSON(settingsBucket, settingsKey, before)
		}
		return errors.Join(err, tx.Delete(settingsBucket, ownKey), d.logEvent(tx, d.event("adopted-charter", "", map[string]any{"own": own})))
	})
}

func differences(own, now Settings) (all []Difference) {
	add := func(what, a, b string) {
		if a != b {
			all = append(all, Difference{what, a, b})
		}
	}
	for _, texts := range []struct {
		what     string
		own, now charter.Texts
	}{{"name", own.Name, now.Name}, {"about", own.About, now.About}} {
		tags := maps.Clone(texts.own)
		maps.Copy(tags, texts.now)
		for _, tag := range slices.Sorted(maps.Keys(tags)) {
			add(fmt.Sprintf("%s (%s)", texts.what, tag), texts.own[tag], texts.now[tag])
		}
	}
	add("address", own.Onion, now.Onion)
	add("colour", own.Colour, now.Colour)
	add("pages that were compared with a release", strings.Join(own.Pages, " "), strings.Join(now.Pages, " "))
	add("weeks that the drop keeps parcels", fmt.Sprint(own.Retention.Parcels), fmt.Sprint(now.Retention.Parcels))
	add("weeks that answers are published", fmt.Sprint(own.Retention.Answers), fmt.Sprint(now.Retention.Answers))
	return append(all, formDifferences(own.Form, now.Form)...)
}

// formDifferences names the topics of a form that are new, gone or changed.
func formDifferences(own, now charter.Form) (all []Difference) {
	topics := func(f charter.Form) map[string]charter.Topic {
		byID := map[string]charter.Topic{}
		for _, t := range f.Topics {
			byID[t.ID] = t
		}
		return byID
	}
	a, b := topics(own), topics(now)
	ids := maps.Clone(a)
	maps.Copy(ids, b)
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		x, err1 := canon.Marshal(a[id])
		y, err2 := canon.Marshal(b[id])
		if err1 == nil && err2 == nil && bytes.Equal(x, y) {
			continue
		}
		said := func(t charter.Topic) string {
			if t.ID == "" {
				return ""
			}
			text := t.Title.In("nl") + " –"
			for _, q := range t.Questions {
				text += " " + q.Title.In("nl")
			}
			return text
		}
		all = append(all, Difference{"questions (" + id + ")", said(a[id]), said(b[id])})
	}
	return all
}
