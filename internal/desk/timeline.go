package desk

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"luwte/crypto/day"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
)

// Happening is a line of a case's timeline. What came and what went on a board have a day only, for the protocol knows no more; what was done at the desk has the
// time of the log.
type Happening struct {
	Day    day.Day
	Time   time.Time      // UTC; zero where only the day is known
	By     string         // who did it, imported or exported; empty where it is the reporter's
	What   string         // one of package cases' kinds of outcome or Did…, ReadAnswer, or the log's action
	Branch int            // 0 if none
	Times  int            // how many times in a row, if more than one
	Detail string         // no words of a report; names of files, numbers, fields
	Fields map[string]any // the log's detail, of which Detail is made
}

// ReadAnswer is that the reporter read answers, as a follow-up says; Happening.Detail has their numbers.
const ReadAnswer = "read answers"

// Timeline returns what happened in a case, in order, by day: within a day first what came, then what was done at the desk, then what went on a board. It
// returns cases.ErrNoCase or ErrWho. That it was read is in the log.
func (d *Desk) Timeline(id string) (all []Happening, err error) {
	if d.identity == nil {
		return nil, ErrWho
	}
	err = d.reg.Update(func(tx *register.Tx) error {
		if err := d.may(tx, id); err != nil {
			return err
		}
		return d.logEvent(tx, d.event("timeline", id, nil))
	})
	if err != nil {
		return nil, err
	}
	err = d.read(func(tx *register.Tx, c *cases.Register) error {
		p, err := c.Past(id, d.kept(tx, id))
		if err != nil {
			return err
		}
		done, err := d.doneIn(tx, id)
		all = slices.Concat(came(p), done)
		return err
	})
	slices.SortStableFunc(all, func(a, b Happening) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.part(), b.part()), a.Time.Compare(b.Time))
	})
	return all, err
}

// part is where in its day a happening stands.
func (h Happening) part() int {
	switch {
	case h.What == cases.DidPublish:
		return 2
	case !h.Time.IsZero():
		return 1
	}
	return 0
}

// came is what the case's own events say, but for what the log says with its time.
func came(p cases.Past) (all []Happening) {
	for _, e := range p.Events {
		if slices.Contains([]string{cases.DidReply, cases.DidKeep, cases.DidAccept, cases.DidClose}, e.What) {
			continue
		}
		all = append(all, Happening{Day: e.Day, By: e.By, What: e.What, Branch: e.Branch, Detail: e.Detail})
	}
	for _, r := range p.Read {
		numbers := strings.Trim(fmt.Sprint(r.Answers), "[]")
		all = append(all, Happening{Day: r.Day, What: ReadAnswer, Branch: r.Branch, Detail: strings.ReplaceAll(numbers, " ", ", ")})
	}
	return all
}

// doneIn is what the log says was done in a case; the same by the same one in a row is one line.
func (d *Desk) doneIn(tx *register.Tx, id string) (all []Happening, err error) {
	numbers, err := caseEntries(tx, id)
	if err != nil {
		return nil, err
	}
	for _, n := range numbers {
		e, err := readEntry(tx, n)
		if err != nil {
			return nil, err
		}
		s, ok, err := d.openEntry(tx, e, id)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		h := Happening{Day: day.Of(s.Time), Time: s.Time, By: s.Actor, What: s.Action, Detail: said(s.Detail), Fields: s.Detail}
		if last := len(all) - 1; last >= 0 && all[last].Day == h.Day && all[last].By == h.By && all[last].What == h.What && all[last].Detail == h.Detail {
			all[last].Times = max(all[last].Times, 1) + 1
			continue
		}
		all = append(all, h)
	}
	return all, nil
}

// said writes an event's detail on one line.
func said(detail map[string]any) string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(detail)) {
		words = append(words, fmt.Sprintf("%s %v", name, detail[name]))
	}
	return strings.Join(words, ", ")
}
