package cases_test

import (
	"errors"
	"fmt"
	"maps"
	"math/bits"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"luwte/internal/desk/cases"
	"luwte/internal/desk/cases/model"
)

var soaking = os.Getenv("LUWTE_SOAK") != ""

// TestModel_EverythingThatCanHappen_LocksNobodyOutAndOpensNothingLate searches the state machine of the conversation, and then again with a fault planted, of
// each kind: the search must find it. How it comes to that is then done with the real rules, which must not go along.
func TestModel_EverythingThatCanHappen_LocksNobodyOutAndOpensNothingLate(t *testing.T) {
	s, err := model.Build(t.TempDir(), soaking)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("as it is", func(t *testing.T) {
		bounds, least := []string{"UNSENT=1", "UNFOUND=1"}, 100_000
		if soaking {
			bounds, least = nil, 1_000_000
		}
		found, err := s.Run(bounds...)
		if err != nil || !found.Whole || found.States < least {
			t.Fatalf("%+v, %v", found, err)
		}
		t.Logf("%d states", found.States)
	})
	for fault, bounds := range [][]string{1: {"UNSENT=1"}, 2: {"UNSENT=1"}, 3: {}, 4: {"UNSENT=1"}, 5: {}, 6: {"UNFOUND=2"}} {
		if fault == 0 {
			continue
		}
		found, err := s.Run(append(bounds, fmt.Sprint("PLANTED=", fault))...)
		if err != nil || found.Broken == "" {
			t.Fatalf("planted %d: %+v, %v", fault, found, err)
		}
		if err := withoutFault(fault, found.Trail); err != nil {
			t.Errorf("planted %d: %v: %v", fault, err, found.Trail)
		}
	}
}

// withoutFault does the way after that a planted fault took, and says where the real rules have the fault.
func withoutFault(fault int, trail []model.Step) error {
	at, err := after(trail)
	switch {
	case fault == 1: // the reporter's: the desk does what it should
		return err
	case fault == 5 && err == nil: // it leaves the officer nothing to decide, which no board shows
		look := trail[len(trail)-1] // code from, codes noted, content shown
		noted := look.N[1]
		_, err = after(append(trail, model.Step{Do: "keep", N: []int{bits.TrailingZeros(uint(noted))}}, model.Step{Do: "then", N: []int{noted, 0}}))
		return err
	case err == nil:
		return errors.New("the real rules do the same")
	case !errors.Is(err, errModel):
		return fmt.Errorf("step %d: %w", at, err)
	}
	return nil
}

// TestModel_Walks_TheRulesDoTheSame does random walks through the model after with the real rules.
func TestModel_Walks_TheRulesDoTheSame(t *testing.T) {
	walks := 10
	if soaking {
		walks = 500
	}
	dir, boards := t.TempDir(), 0
	for seed := range walks {
		steps, err := model.Walk(dir, seed)
		if err != nil {
			t.Fatal(err)
		}
		if at, err := after(steps); err != nil {
			t.Fatalf("seed %d, step %d of %v: %v", seed, at, steps, err)
		}
		for _, s := range steps {
			if s.Do == "then" {
				boards++
			}
		}
	}
	if boards < 20*walks {
		t.Errorf("only %d boards were compared in %d walks", boards, walks)
	}
}

// replay is a register that does what the model did. It is kept after every step, and read anew after every crash.
type replay struct {
	r       *cases.Register
	random  *rand.ChaCha8
	records map[string][]byte
	apart   map[string][]byte
	parcels []sent
	day     cases.By
}

// after does all steps after, and returns the first where the boards are not the same.
func after(steps []model.Step) (at int, err error) {
	p := &replay{random: rand.NewChaCha8([32]byte{7}), records: map[string][]byte{}, apart: map[string][]byte{}, parcels: []sent{report("0")}, day: cases.By{Actor: "officer", Day: 20000}}
	if err := p.readAnew(); err != nil {
		return 0, err
	}
	for i, s := range steps {
		if err := p.step(s); err != nil {
			return i, fmt.Errorf("%s: %w", s, err)
		}
	}
	return 0, nil
}

func (p *replay) readAnew() (err error) {
	p.r, err = cases.New(testKeys, p.random, maps.All(p.records))
	return err
}

func (p *replay) step(s model.Step) error {
	switch s.Do {
	case "send":
		p.parcels = append(p.parcels, turn(fmt.Sprint(s.N[1]), fmt.Sprint(s.N[2]), codesIn(s.N[3])...))
		p.parcels[s.N[0]].name = fmt.Sprint("parcel ", s.N[0])
	case "take":
		if _, err := p.r.Take(p.day, p.parcels[s.N[0]].opened()); err != nil {
			return err
		}
	case "crash":
		if _, err := p.r.Take(p.day, p.parcels[s.N[0]].opened()); err != nil {
			return err
		}
		return p.readAnew()
	case "expire":
		p.day.Day += 7 * cases.MaxWaitingWeeks
		p.r.Settle(p.day)
	case "keep", "accept", "close":
		if err := p.decide(s); err != nil {
			return err
		}
	case "then":
		return p.compare(s.N[0], s.N[1])
	}
	return p.keep()
}

func (p *replay) keep() error {
	changes, err := p.r.Changes()
	if err != nil {
		return err
	}
	for _, c := range changes {
		records := p.records
		if c.Apart {
			records = p.apart
		}
		switch {
		case c.Moved:
		case c.Data == nil:
			delete(records, c.Key)
		default:
			records[c.Key] = c.Data
		}
	}
	p.r.Saved()
	return nil
}

func (p *replay) decide(s model.Step) error {
	id := p.r.List()[0].ID
	if s.Do == "close" {
		return p.r.CloseAll(p.day, id)
	}
	v, err := p.r.Show(id, 0, func(key string) ([]byte, bool) { words, ok := p.apart[key]; return words, ok })
	if err != nil {
		return err
	}
	branch := 1 + slices.IndexFunc(v.Tree, func(b cases.BranchView) bool { return codeOf(b, p.parcels) == fmt.Sprint(s.N[0]) })
	if s.Do == "keep" {
		return p.r.Keep(p.day, id, branch)
	}
	return p.r.Accept(p.day, id, branch)
}

// compare makes a board and compares for which codes it has something.
func (p *replay) compare(content, alarm int) error {
	var contents, alarms int
	for _, item := range p.r.Publish(p.day, cases.Room{Entries: 16}, 520).Items {
		for code := range model.Codes {
			switch {
			case secretOf(fmt.Sprint(code)) != item.Secret:
			case isAlarm(item):
				alarms |= 1 << code
			default:
				contents |= 1 << code
			}
		}
	}
	if contents != content || alarms != alarm {
		return broken("content for %v, alarms for %v; the model has %v and %v", codesIn(contents), codesIn(alarms), codesIn(content), codesIn(alarm))
	}
	return nil
}

func codesIn(set int) (all []string) {
	for c := range model.Codes {
		if set>>c&1 == 1 {
			all = append(all, fmt.Sprint(c))
		}
	}
	return all
}
