package cases_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/slots"
	"luwte/internal/desk/cases"
)

// sent is a parcel of the model. Codes have names; S and R follow from the name.
type sent struct {
	name     string // its bytes: two of the same name are the same parcel
	from, to string // codes; from is empty for a report
	siblings []string
	read     []int
	r        string // the code whose R it carries, if not to's
	poisoned bool
	finder   bool     // of a code: somebody else than the reporter
	odd      bool     // to be filed and to change nothing, in every order
	files    []string // names of file parcels
	piece    bool     // is a file parcel
}

func (s sent) text() string { return "words of " + s.name + ";" }

func secretOf(code string) slots.Secret { return sha256.Sum256([]byte("S " + code)) }

func recipientOf(code string) string {
	sum := sha256.Sum256([]byte("R " + code))
	return "age1pq1" + hex.EncodeToString(sum[:])
}

func (s sent) recipient() string {
	if s.r != "" {
		return recipientOf(s.r)
	}
	return recipientOf(s.to)
}

func idOf(name string) parcel.ID { return parcel.IDOf([]byte(name)) }

func (s sent) opened() cases.Opened {
	o := cases.Opened{ID: idOf(s.name)}
	if s.poisoned {
		o.RecipientErr = errors.New("recipient cannot be sealed to")
	}
	recipient, refs := s.recipient(), []message.FileRef{}
	for _, f := range s.files {
		refs = append(refs, message.FileRef{Name: f, Size: 1, Parcels: []parcel.ID{idOf(f)}})
	}
	head := message.Head{Epoch: 1}
	switch {
	case s.piece:
		o.Message = &message.File{Head: head, Size: 1, Body: []byte{1}}
	case s.from == "":
		o.Message = &message.Report{Head: head, Recipient: recipient, Slots: secretOf(s.to), Language: "en", Form: 1, Topic: "leak",
			Answers: []message.Answer{}, Text: s.text(), Files: refs}
	default:
		f := &message.Followup{Head: head, Handle: secretOf(s.from).Handle(), Recipient: recipient, Slots: secretOf(s.to), Read: s.read,
			Language: "en", Text: s.text(), Files: refs}
		for _, code := range s.siblings {
			f.Siblings = append(f.Siblings, secretOf(code).Handle())
		}
		o.Message = f
	}
	return o
}

// desk is a register under test, beside one that is read anew from its records after every pouch (or nil), and what the model knows.
type desk struct {
	kept, reread *cases.Register
	random       [2]*rand.ChaCha8
	records      map[string][]byte
	apart        map[string][]byte
	today        day.Day

	codes  map[[32]byte]string
	turned map[string]bool   // codes of which a turn has been placed
	placed map[string]bool   // codes that have a branch
	late   map[string]bool   // codes of a finder of a used code, and what he made of them
	early  []sent            // waiting in the model
	slots  map[string]string // code and slot: the text that stands there for good
	taken  []sent
	plan   *cases.Plan
}

var (
	firstNumber = regexp.MustCompile(`^\{"No":\d+,`)

	testKeys = cases.Keys{1: {1}, 2: {2}}
	errModel = errors.New("invariant")
)

func broken(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errModel, fmt.Sprintf(format, args...))
}

// bystander is a case that has nothing to do with the rest and must go on as if nothing happened.
var bystander = sent{name: "bystander", to: "bystander"}

func newDesk(reread bool) (*desk, error) {
	d := &desk{records: map[string][]byte{}, apart: map[string][]byte{}, today: 20000, codes: map[[32]byte]string{}, turned: map[string]bool{},
		placed: map[string]bool{}, late: map[string]bool{}, slots: map[string]string{}}
	for i, r := range []**cases.Register{&d.kept, &d.reread} {
		if i == 1 && !reread {
			break
		}
		d.random[i] = rand.NewChaCha8([32]byte{7})
		var err error
		if *r, err = cases.New(testKeys, d.random[i], maps.All(d.records)); err != nil {
			return nil, err
		}
	}
	return d, d.take(bystander)
}

func (d *desk) by() cases.By { return cases.By{Actor: "officer", Day: d.today} }

// both does the same to both registers and compares what they say.
func both[T any](d *desk, do func(r *cases.Register) (T, error)) (T, error) {
	a, errA := do(d.kept)
	if d.reread == nil {
		return a, errA
	}
	b, errB := do(d.reread)
	if !reflect.DeepEqual(a, b) || fmt.Sprint(errA) != fmt.Sprint(errB) {
		return a, broken("(8) after reading the records again: %+v, %v; before: %+v, %v", b, errB, a, errA)
	}
	return a, errA
}

func (d *desk) take(s sent) error {
	_, err := both(d, func(r *cases.Register) ([]cases.Outcome, error) { return r.Take(d.by(), s.opened()) })
	if !s.piece && !slices.ContainsFunc(d.taken, func(o sent) bool { return o.name == s.name }) {
		d.codes[secretOf(s.to)] = s.to
		d.early = append(d.early, s)
		d.place()
	}
	d.taken = append(d.taken, s)
	return err
}

// place is the model's idea of what a follow-up does: it needs no tree, because it only asks which codes were used and when.
func (d *desk) place() {
	for again := true; again; {
		again = false
		for i, s := range d.early {
			if s.from != "" && !d.placed[s.from] {
				continue
			}
			d.early = slices.Delete(slices.Clone(d.early), i, i+1)
			if !s.odd && !s.poisoned {
				if s.finder && s.from != "" && !d.placed[s.to] {
					d.late[s.to] = d.turned[s.from] || d.late[s.from]
				}
				d.placed[s.to] = true
				d.turned[s.from] = true
			}
			again = true
			break
		}
	}
}

// pouch ends a pouch: settle, publish, confirm, keep the records, read them again; and everything is checked.
func (d *desk) pouch(capacity int) error {
	d.today++
	if _, err := both(d, func(r *cases.Register) ([]cases.Outcome, error) { return r.Settle(d.by()), nil }); err != nil {
		return err
	}
	plan, err := both(d, func(r *cases.Register) (*cases.Plan, error) {
		return r.Publish(d.by(), cases.Room{Entries: capacity}, 520), nil
	})
	if err != nil {
		return err
	}
	d.plan = plan
	d.kept.Published(d.by(), plan)
	if d.reread != nil {
		d.reread.Published(d.by(), plan)
		if err := d.save(); err != nil {
			return err
		}
		if err := d.checkForgotten(); err != nil {
			return err
		}
	}
	return d.check(capacity)
}

func (d *desk) save() error {
	changes, err := d.kept.Changes()
	if err != nil {
		return err
	}
	if err := d.compareChanges(changes); err != nil {
		return err
	}
	for _, c := range changes {
		records := d.records
		if c.Moved {
			continue
		}
		if c.Apart {
			records = d.apart
		}
		if c.Data == nil {
			delete(records, c.Key)
		} else {
			records[c.Key] = c.Data
		}
	}
	d.kept.Saved()
	if d.reread != nil {
		d.reread, err = cases.New(testKeys, d.random[1], maps.All(d.records))
	}
	return err
}

// found is the cases.Kept of what was saved.
func (d *desk) found(key string) ([]byte, bool) { data, ok := d.apart[key]; return data, ok }

// compareChanges compares what both registers want written, but for the numbers of what waits: they tell an order only, and may begin
// anew when nothing waits.
func (d *desk) compareChanges(a []cases.Record) error {
	if d.reread == nil {
		return nil
	}
	b, err := d.reread.Changes()
	if err != nil || len(a) != len(b) {
		return broken("(8) %d records to write, %d after reading them again: %v", len(a), len(b), err)
	}
	for i := range a {
		x, y := firstNumber.ReplaceAll(a[i].Data, nil), firstNumber.ReplaceAll(b[i].Data, nil)
		if a[i].Key != b[i].Key || !bytes.Equal(x, y) {
			return broken("(8) record %s is %s, after reading again %s", a[i].Key, x, y)
		}
	}
	return nil
}

func (d *desk) check(capacity int) error {
	if d.plan.Entries() > capacity {
		return broken("%d entries on a board of %d", d.plan.Entries(), capacity)
	}
	content, alarms := map[string]int{}, map[string]int{}
	for _, item := range d.plan.Items {
		code, ok := d.codes[item.Secret]
		if !ok || !slices.ContainsFunc(d.taken, func(s sent) bool { return s.to == code && item.Recipient == s.recipient() }) {
			return broken("planned for a code that no one has: case %s, branch %d", item.Case, item.Branch)
		}
		if d.turned[code] {
			return broken("(4) planned for the used code %s", code)
		}
		if isAlarm(item) {
			alarms[item.Case]++
			continue
		}
		content[item.Case]++
		if err := d.checkContent(item, code); err != nil {
			return err
		}
	}
	for id, n := range content {
		if n > 1 || alarms[id] > 0 {
			return broken("(1) content for %d codes and %d alarms in case %s", n, alarms[id], id)
		}
	}
	return d.checkStates(content, alarms)
}

func isAlarm(item cases.Item) bool {
	n := item.Notes[0]
	return len(item.Notes) == 1 && n.Kind == message.KindAlarm && n.Slot == 0 && n.Text == "" && len(n.Missing) == 0 && n.Received == 0
}

func (d *desk) checkContent(item cases.Item, code string) error {
	if d.late[code] {
		return broken("(5) content for %s, of the finder of a used code", code)
	}
	seen := -1
	for _, n := range item.Notes {
		if n.Kind == message.KindAlarm || n.Slot <= seen || n.Slot >= slots.Count || (n.Slot == 0) != (n.Kind == message.KindReceipt) {
			return broken("notes for %s: %+v", code, item.Notes)
		}
		seen = n.Slot
		at := fmt.Sprintf("%s %d", code, n.Slot)
		if before, ok := d.slots[at]; n.Slot > 0 && ok && before != n.Text {
			return broken("slot %s given twice", at)
		}
		d.slots[at] = n.Text
	}
	return nil
}

// checkStates compares the plan with what the cases say of themselves.
func (d *desk) checkStates(content, alarms map[string]int) error {
	all, err := both(d, func(r *cases.Register) ([]cases.Summary, error) { return r.List(), nil })
	if err != nil {
		return err
	}
	for _, s := range all {
		v, err := both(d, func(r *cases.Register) (*cases.View, error) { return r.Show(s.ID, 0, d.found) })
		if err != nil {
			return err
		}
		open := 0
		for _, b := range v.Tree {
			if b.State == cases.BranchOpen {
				open++
			}
		}
		switch {
		case content[s.ID] > 0 && (open != 1 || s.State != cases.Open && s.State != cases.Awaiting):
			return broken("(1) content in case %s, which is %s with %d open leaves", s.ID, s.State, open)
		case alarms[s.ID] > 0 && s.State != cases.Forked, alarms[s.ID] > open:
			return broken("(2) %d alarms in case %s, which is %s with %d open leaves", alarms[s.ID], s.ID, s.State, open)
		}
	}
	return nil
}

// checkForgotten looks for R and S of used codes in everything that is kept.
func (d *desk) checkForgotten() error {
	for code := range d.turned {
		s := secretOf(code)
		for _, key := range slices.Concat(slices.Collect(maps.Keys(d.records)), slices.Collect(maps.Keys(d.apart))) {
			data := append(slices.Clone(d.records[key]), d.apart[key]...)
			if code != "" && (bytes.Contains(data, []byte(base64.StdEncoding.EncodeToString(s[:]))) || bytes.Contains(data, []byte(recipientOf(code)))) {
				return broken("(5) R or S of the used code %s in record %s", code, key)
			}
		}
	}
	return nil
}

// views returns the cases but the bystander's.
func (d *desk) views() (views []*cases.View) {
	for _, s := range d.kept.List() {
		v, err := d.kept.Show(s.ID, 0, d.found)
		if err != nil {
			panic(err) // it was listed
		}
		if codeOf(v.Tree[0], d.taken) != bystander.to {
			views = append(views, v)
		}
	}
	return views
}

// codeOf tells a branch's code by its words.
func codeOf(b cases.BranchView, taken []sent) string {
	for _, s := range taken {
		if len(b.Letters) > 0 && b.Letters[0].Text == s.text() {
			return s.to
		}
	}
	return ""
}

// state is what orders of arrival must agree on: the words that count, by the code that brought them, and the open leaves.
func (d *desk) state() string {
	var lines []string
	for _, v := range d.views() {
		state := v.State
		if state == cases.Awaiting { // depends on when the officer wrote
			state = cases.Open
		}
		lines = append(lines, "case "+state)
		for _, b := range v.Tree {
			var words []string
			for _, l := range b.Letters {
				words = append(words, l.Text)
			}
			slices.Sort(words)
			lines = append(lines, fmt.Sprintf("%s %s %s", codeOf(b, d.taken), b.State, strings.Join(words, " ")))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
