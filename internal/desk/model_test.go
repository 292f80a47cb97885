//go:build !windows

package desk

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/dispatch"
	"luwte/crypto/message"
	"luwte/internal/desk/cases/model"
	"luwte/internal/reporter"
)

// TestModel_Walks_ReporterAndDeskDoTheSame does random walks through the state machine of the conversation after with the real reporter, real codes and boards, and a
// real desk that is put back after a crash: every board has the same for the same codes, and every look sees it.
func TestModel_Walks_ReporterAndDeskDoTheSame(t *testing.T) {
	walks := 1
	if os.Getenv("LUWTE_SOAK") != "" {
		walks = 60
	}
	dir := t.TempDir()
	for seed := 0; walks > 0; seed++ {
		steps, err := model.Walk(dir, seed)
		if err != nil {
			t.Fatal(err)
		}
		turns, waits := 0, false
		for _, s := range steps {
			waits = waits || s.Do == "expire" // takes weeks, in which epochs end
			if s.Do == "turn" {
				turns++
			}
		}
		if waits || turns < 3 {
			continue
		}
		walks--
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { follow(t, steps) })
	}
}

// played is what a walk has made.
type played struct {
	*world
	codes   [model.Codes]code.Code
	keys    [model.Codes]*coder
	used    int            // codes that the reporter brought into use
	parcels [][]byte       // as the model numbers them
	brings  []int          // by parcel: the code
	times   map[string]int // that a step was done
	pending []byte         // written by the reporter just now
	charter []byte
	board   *dispatch.Dispatch // made last
	shown   *dispatch.Dispatch // by the drop
}

func follow(t *testing.T, steps []model.Step) {
	p := &played{world: newWorld(t), times: map[string]int{}}
	first := p.export()
	p.charter = first.CharterRaw
	for i := range p.codes {
		p.codes[i] = code.New()
		keys, err := p.codes[i].Derive(p.desk.Bureau())
		p.must(err)
		p.keys[i] = &coder{keys, p.world}
	}
	letter, err := p.bureaus()[0].Report(p.codes[0], reporter.Draft{Language: "nl", Text: textOf(0)}, day.Today())
	p.must(err)
	p.parcels, p.brings = append(p.parcels, p.sealed(letter)), append(p.brings, 0)
	compared := 0
	for i, s := range steps {
		p.step(s)
		if s.Do == "then" && i > 0 && steps[i-1].Do == "board" {
			p.compare(s.N[0], s.N[1])
			compared++
		}
		if t.Failed() {
			t.Fatalf("step %d, %s, of %v", i, s, steps)
		}
	}
	if compared < 3 {
		t.Errorf("only %d boards were compared: %v", compared, steps)
	}
}

func textOf(parcel int) string { return fmt.Sprint("These are the words of parcel ", parcel) }

// bureaus are as the drop shows them.
func (p *played) bureaus() []*reporter.Bureau {
	p.t.Helper()
	all := p.charter
	if p.shown != nil {
		all = slices.Concat(all, p.shown.BoardRaw)
	}
	public, err := reporter.Local(all)
	p.must(err)
	return public.Bureaus
}

func (p *played) sealed(l *reporter.Letter) []byte {
	p.t.Helper()
	data, err := l.Next()
	p.must(err)
	return data
}

func (p *played) step(s model.Step) {
	p.t.Helper()
	switch s.Do {
	case "turn":
		p.turn(s.N[0], s.N[1], s.N[2])
	case "send":
		if s.N[2] >= model.FirstStrange {
			var siblings []*coder
			for _, c := range in(s.N[3]) {
				siblings = append(siblings, p.keys[c])
			}
			p.pending = p.keys[s.N[1]].turn(p.keys[s.N[2]], textOf(s.N[0]), nil, siblings...)
		}
		p.parcels, p.brings = append(p.parcels, p.pending), append(p.brings, s.N[2])
	case "take":
		if p.times[s.String()]++; p.times[s.String()] > 2 { // dear, and the rules are walked through more often
			return
		}
		p.bring(p.parcels[s.N[0]])
	case "crash":
		if p.times[s.String()]++; p.times[s.String()] > 1 {
			return
		}
		before := p.copyRegister()
		p.bring(p.parcels[s.N[0]])
		p.putBack(before)
	case "keep", "accept", "close":
		p.decide(s)
	case "board":
		p.board = p.export()
	case "serve":
		p.shown = p.board
	case "look":
		p.shown = p.board
		p.look(s.N[0], s.N[1], s.N[2] == 1)
	}
}

// turn is the reporter's: with what was noted, or, where there is no such or it was forgotten, with the next new code.
func (p *played) turn(from, noted, to int) {
	p.t.Helper()
	t := reporter.Turn{Code: p.codes[from], Unseen: true, Language: "nl", Text: textOf(len(p.parcels))}
	if noted == 0 || to > p.used {
		t.Next, p.used = &p.codes[to], max(p.used, to)
	} else {
		for _, c := range in(noted) {
			t.Noted = append(t.Noted, p.codes[c])
		}
	}
	s, err := t.Seal(p.bureaus(), day.Today())
	p.must(err)
	if s.Next != p.codes[to] {
		p.t.Fatalf("from code %d, with %v noted, the reporter does not go on with %d", from, in(noted), to)
	}
	p.pending = p.sealed(s.Letter)
}

func (p *played) decide(s model.Step) {
	p.t.Helper()
	all, err := p.desk.List(true)
	p.must(err)
	id := all.Cases[0].ID
	if s.Do == "close" {
		p.must(p.desk.CloseAll(id))
		return
	}
	v, err := p.desk.Show(id, 0)
	p.must(err)
	for _, b := range v.Tree {
		if len(b.Letters) == 0 || !slices.ContainsFunc(p.of(s.N[0]), func(text string) bool { return b.Letters[0].Text == text }) {
			continue
		}
		if s.Do == "keep" {
			p.must(p.desk.Keep(id, b.ID))
		} else {
			p.must(p.desk.Accept(id, b.ID))
		}
		return
	}
	p.t.Fatalf("no branch is of code %d", s.N[0])
}

// of returns the words that may have brought a code.
func (p *played) of(code int) (all []string) {
	for parcel, brings := range p.brings {
		if brings == code {
			all = append(all, textOf(parcel))
		}
	}
	return all
}

func (p *played) compare(content, alarm int) {
	p.t.Helper()
	var contents, alarms int
	for c, keys := range p.keys {
		for _, n := range keys.look(p.board) {
			if n.Kind == message.KindAlarm {
				alarms |= 1 << c
			} else {
				contents |= 1 << c
			}
		}
	}
	if contents != content || alarms != alarm {
		p.t.Errorf("content for %v, alarms for %v; the model has %v and %v", in(contents), in(alarms), in(content), in(alarm))
	}
}

// look is the reporter's, with the code that carried the conversation last and with all that were noted.
func (p *played) look(from, noted int, shown bool) {
	p.t.Helper()
	sees := false
	for _, c := range in(1<<from | noted) {
		seen, err := reporter.Look(p.bureaus(), p.codes[c], day.Today())
		p.must(err)
		sees = sees || seen.Outcome == reporter.Receipt || seen.Outcome == reporter.Answers
	}
	if sees != shown {
		p.t.Errorf("the reporter sees something: %v; in the model: %v", sees, shown)
	}
}

func in(set int) (all []int) {
	for c := range model.Codes {
		if set>>c&1 == 1 {
			all = append(all, c)
		}
	}
	return all
}
