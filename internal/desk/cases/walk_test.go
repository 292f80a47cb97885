package cases_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
)

const walkParcels = 12

// TestRules_RandomWalks_InvariantsHold runs longer histories of one reporter, and of finders, an officer who decides anything at any
// time, and boards that are too small. Every walk follows from its seed, which a failure names.
func TestRules_RandomWalks_InvariantsHold(t *testing.T) {
	for seed := range deep.walks {
		w := &walk{rand: rand.New(rand.NewPCG(seed, 1)), honest: seed%2 == 0}
		if err := w.run(); err != nil {
			t.Fatalf("seed %d, %d parcels\n%s\n%v", seed, walkParcels, strings.Join(w.log, "\n"), err)
		}
	}
}

type walk struct {
	rand   *rand.Rand
	honest bool // a reporter who names every code noted, and nobody else
	log    []string

	parcels []sent
	tries   []string // codes made for the latest turn
	before  []string // codes of the turn before
	codes   int
	closed  map[string]bool

	d *desk
}

func (w *walk) one(of []string) string { return of[w.rand.IntN(len(of))] }

func (w *walk) newCode() string { w.codes++; return fmt.Sprint(w.codes) }

// write makes the parcels of a history in the order in which they are written.
func (w *walk) write() {
	w.parcels, w.tries = []sent{report("0").with("piece")}, []string{"0"}
	for len(w.parcels) < walkParcels-1 {
		switch n := w.rand.IntN(10); {
		case n < 4 || len(w.before) == 0: // the next turn, with any code that worked
			w.before, w.tries = w.tries, []string{w.newCode()}
			w.add(turn(w.one(w.before), w.tries[0]).reads(w.reads()...))
		case n < 6: // once more with another new code, naming the earlier ones
			code := w.newCode()
			w.add(turn(w.one(w.before), code, w.tries...).reads(w.reads()...))
			w.tries = append(w.tries, code)
		case n < 7: // the same turn in other words
			s := w.parcels[1+w.rand.IntN(len(w.parcels)-1)]
			if s.from != "" && !s.odd {
				w.add(s.again(s.siblings...).reads(w.reads()...))
			}
		case !w.honest:
			w.add(w.stranger())
		}
	}
	w.add(piece("piece"))
}

func (w *walk) add(s sent) {
	s.name = fmt.Sprintf("%d %s", len(w.parcels), s.name)
	if s.piece {
		s.name = "piece"
	}
	w.parcels = append(w.parcels, s)
}

func (w *walk) reads() []int {
	var read []int
	for slot := range 4 {
		if w.rand.IntN(2) == 0 {
			read = append(read, slot)
		}
	}
	return read
}

// stranger writes what no honest reporter writes: with a code found or forgotten, to be filed, or not to be sealed to.
func (w *walk) stranger() sent {
	known := []string{"0"}
	for _, s := range w.parcels {
		if s.from != "" && !s.odd {
			known = append(known, s.to)
		}
	}
	from := w.one(known)
	switch w.rand.IntN(8) {
	case 0:
		return turn(from, w.newCode()).bad()
	case 1:
		return turn(from, from).strange("to itself")
	case 2:
		return turn("nowhere", from).strange("from nowhere")
	case 3:
		return turn(from, w.newCode()) // forgot
	case 4:
		return turn(from, w.newCode(), w.one(known), "unheard of") // somebody with two codes, who may be the reporter for all one can tell
	}
	return turn(from, w.newCode(), "unheard of").found()
}

func (w *walk) run() (err error) {
	w.write()
	newest := fmt.Sprint(w.codes)
	if w.d, err = newDesk(true); err != nil {
		return err
	}
	w.closed = map[string]bool{}
	for _, i := range w.arrivals() {
		w.log = append(w.log, w.parcels[i].name)
		if err := w.d.take(w.parcels[i]); err != nil {
			return err
		}
		if w.rand.IntN(3) == 0 {
			if err := w.pouch(w.one([]string{"0", "1", "3", "16", "64"})); err != nil {
				return err
			}
		}
	}
	if err := w.pouch("64"); err != nil {
		return err
	}
	if err := w.heard(); err != nil || !w.honest || len(w.closed) > 0 {
		return err
	}
	if n := w.d.notesFor(newest); len(n) == 0 || n[0].Kind != message.KindReceipt || len(n[0].Missing) > 0 {
		return broken("(3) the newest code %s gets %+v", newest, n)
	}
	return nil
}

// arrivals returns an order of arrival: some parcels twice, and half of the walks nearly as written.
func (w *walk) arrivals() []int {
	order := w.rand.Perm(len(w.parcels))
	if w.rand.IntN(2) == 0 {
		slices.Sort(order)
		for range 4 {
			i := w.rand.IntN(len(order) - 1)
			order[i], order[i+1] = order[i+1], order[i]
		}
	}
	return slices.Insert(order, w.rand.IntN(len(order)), w.rand.IntN(len(order)))
}

func (w *walk) pouch(capacity string) error {
	w.log = append(w.log, "| board of "+capacity)
	var room int
	fmt.Sscan(capacity, &room)
	if err := w.d.pouch(room); err != nil {
		return err
	}
	for _, i := range w.d.plan.Items {
		if w.closed[i.Case] {
			return broken("something for the closed case %s", i.Case)
		}
	}
	for _, v := range w.d.views() {
		if w.honest && v.State == cases.Forked {
			return broken("(3) an honest reporter is frozen")
		}
		if err := w.act(v); err != nil {
			return err
		}
	}
	return nil
}

// act does anything to a case. That it may be refused is fine; that both registers say the same is checked.
func (w *walk) act(v *cases.View) error {
	branch := 1 + w.rand.IntN(len(v.Tree))
	var err error
	switch n := w.rand.IntN(20); {
	case n < 8:
		w.log = append(w.log, "  reply")
		err = w.d.reply(v.ID, strings.Repeat(fmt.Sprintf("answer %d ", v.Answers+1), 1+w.rand.IntN(900)))
	case n < 12:
		w.log = append(w.log, fmt.Sprint("  keep ", branch))
		if err = w.d.keep(v.ID, branch); err == nil {
			w.d.late = map[string]bool{} // the officer may have taken a finder for the reporter
		}
	case n < 14:
		w.log = append(w.log, fmt.Sprint("  accept ", branch))
		err = w.d.accept(v.ID, branch)
	case n == 14 && w.rand.IntN(5) == 0:
		w.log = append(w.log, "  close all")
		w.closed[v.ID] = true
		err = w.d.closeAll(v.ID)
	}
	if err != nil && strings.Contains(err.Error(), errModel.Error()+":") {
		return err
	}
	return nil
}

func (w *walk) heard() error {
	heard := map[string]bool{}
	for _, v := range w.d.views() {
		for _, b := range v.Tree {
			for _, l := range b.Letters {
				heard[l.Text] = true
			}
		}
		for _, l := range v.Filed {
			heard[l.Text] = true
		}
	}
	for _, s := range w.parcels {
		if !s.piece && !heard[s.text()] {
			return broken("nobody hears: %s", s.name)
		}
	}
	return nil
}
