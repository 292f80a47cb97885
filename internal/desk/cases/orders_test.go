package cases_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
)

// scenario is a set of parcels that may arrive in any order and any pouches.
type scenario struct {
	name    string
	parcels []sent
	newest  []string // codes that the reporter may take for the newest
	forks   bool     // an attacker or a forgotten code: it may freeze, and stay so until the officer decides
	passing bool     // it may be frozen while a parcel that makes it clear is still to come
	ordered bool     // the rules say that the outcome depends on the order
	once    bool     // all forks are on one handle, so the officer is to be asked no more than once
	like    string   // a scenario whose outcome it must have: the parcels in excess change nothing
}

func report(code string) sent { return sent{name: "report " + code, to: code} }

func turn(from, to string, siblings ...string) sent {
	return sent{name: "turn " + from + "→" + to, from: from, to: to, siblings: siblings}
}

// again is the same turn in other bytes with other words.
func (s sent) again(siblings ...string) sent {
	s.name, s.siblings = s.name+" again", siblings
	return s
}

func (s sent) found() sent             { s.finder = true; return s }
func (s sent) reads(slots ...int) sent { s.read = slots; return s }
func (s sent) with(f ...string) sent   { s.files = f; return s }
func (s sent) strange(name string) sent {
	s.odd, s.finder, s.name = true, true, s.name+" "+name
	return s
}
func (s sent) bad() sent { s.poisoned = true; return s.strange("poisoned") }

func piece(name string) sent { return sent{name: name, piece: true} }

func scenarios() []scenario {
	r, t12, t13, t23, t24 := report("1"), turn("1", "2"), turn("1", "3"), turn("2", "3"), turn("2", "4")
	t34, t13s := turn("3", "4"), turn("1", "3", "2")
	copied := sent{name: "copy with another R", to: "1", r: "x", finder: true}
	lent := sent{name: "copy of R with another S", to: "x", r: "1", finder: true}
	nowhere := sent{name: "nowhere", from: "nowhere", to: "2"}.strange("brings a code of somebody else's")
	return []scenario{
		{name: "report", parcels: []sent{r}, newest: []string{"1"}},
		{name: "turn", parcels: []sent{r, t12}, newest: []string{"2"}},
		{name: "chain", parcels: []sent{r, t12, t23.reads(1), t34, turn("4", "5").reads(0, 1)}, newest: []string{"5"}},
		{name: "same parcel twice", parcels: []sent{r, t12, t12, t23}, newest: []string{"3"}},
		{name: "same turn, new words", parcels: []sent{r, t12, t12.again(), t23, t23.again().reads(1)}, newest: []string{"3"}},
		{name: "sibling", parcels: []sent{r, t12, t13s}, newest: []string{"3"}},
		{name: "sibling, then on", parcels: []sent{r, t12.reads(1), t13s, t34.reads(0)}, newest: []string{"4"}},
		{name: "sibling late", parcels: []sent{r, t12, t13s, t24, turn("4", "5")}, newest: []string{"5"}},
		{name: "siblings name each other", parcels: []sent{r, t12, t13s, t12.again("3"), t12.again("3")}, newest: []string{"2", "3"}, ordered: true},
		{name: "siblings, both turned", parcels: []sent{r, t12, t13s, t24, turn("3", "5", "4")}, newest: []string{"5"}},
		{name: "three siblings", parcels: []sent{r, t12, t13s, turn("1", "4", "2", "3"), turn("4", "5")}, newest: []string{"5"}},
		{name: "siblings through others", parcels: []sent{r, t12, t13s, turn("1", "4", "3")}, newest: []string{"4"}, passing: true},
		{name: "siblings through others, turned", parcels: []sent{r, t12, t13s, turn("1", "4", "3"), turn("2", "5")}, newest: []string{"5"}, passing: true},
		{name: "sibling that never comes", parcels: []sent{r, turn("1", "2", "8", "9"), t23, t23.again("8")}, newest: []string{"3"}},
		{name: "forgotten code", parcels: []sent{r, t12, t13, turn("3", "5")}, newest: []string{"2", "5"}, forks: true},
		{name: "forgotten code, both go on", parcels: []sent{r, t12, t13, t24, turn("3", "5")}, newest: []string{"4", "5"}, forks: true},
		{name: "forgotten code, found again", parcels: []sent{r, t12, t13, turn("1", "4", "2", "3")}, newest: []string{"4"}, passing: true},
		{name: "forgotten code, named by repeating the turn", parcels: []sent{r, t12, t13, t13.again("2"), t34}, newest: []string{"4"}, passing: true},
		{name: "forgotten code, found again after a turn", parcels: []sent{r, t12, t13, turn("1", "4", "2", "3"), turn("2", "5")}, newest: []string{"5"}, passing: true},
		{name: "finder", parcels: []sent{r, t12, turn("1", "x").found(), t23}, newest: []string{"3"}, forks: true, once: true},
		{name: "finder twice", parcels: []sent{r, t12, turn("1", "x").found(), turn("1", "y").found()}, newest: []string{"2"}, forks: true, once: true},
		{name: "finder goes on", parcels: []sent{r, t12, turn("1", "x").found(), turn("x", "y").found(), t23}, newest: []string{"3"}, forks: true, once: true},
		{name: "finder of an older code", parcels: []sent{r, t12, t23, turn("1", "x").found(), t34}, newest: []string{"4"}, forks: true, once: true},
		{name: "finder names what he can", parcels: []sent{r, t12, turn("1", "x", "1", "q", "y").found(), turn("1", "y", "x").found()}, newest: []string{"2"}, forks: true, once: true},
		{name: "finder of a code that has siblings", parcels: []sent{r, t12, t13s, turn("1", "x").found(), t34}, newest: []string{"4"}, forks: true, once: true},
		{name: "finders of two codes", parcels: []sent{r, t12, t23, turn("1", "x").found(), turn("2", "y").found()}, newest: []string{"3"}, forks: true},
		{name: "finder and same turn again", parcels: []sent{r, t12.reads(1), turn("1", "x").found().reads(1), t12.again(), t23}, newest: []string{"3"}, forks: true, once: true},
		{name: "report again", parcels: []sent{r, r.again(), t12}, newest: []string{"2"}, ordered: true},
		{name: "report copied with another R", parcels: []sent{r, copied, t12}, newest: []string{"2"}, ordered: true},
		{name: "report with R of another", parcels: []sent{r, lent}, ordered: true},
		{name: "files", parcels: []sent{r.with("a"), piece("a"), t12.with("b", "a"), piece("b")}, newest: []string{"2"}},
		{name: "files that nobody names", parcels: []sent{r, t12, piece("a"), piece("b")}, newest: []string{"2"}, like: "turn"},
		{name: "poisoned", parcels: []sent{r, t12, turn("1", "p").bad(), turn("2", "q").bad()}, newest: []string{"2"}, like: "turn"},
		{name: "poisoned and named", parcels: []sent{r, turn("1", "2", "p"), turn("1", "p", "2").bad()}, newest: []string{"2"}},
		{name: "turn to itself", parcels: []sent{r, t12, turn("1", "1").strange(""), turn("2", "2").strange("")}, newest: []string{"2"}, like: "turn"},
		{name: "turn back", parcels: []sent{r, t12, turn("2", "1").strange("")}, newest: []string{"2"}, like: "turn"},
		{name: "code of another's turn", parcels: []sent{r, t12, nowhere, t23}, newest: []string{"3"}},
		{name: "turn into a bystander", parcels: []sent{r, t12, turn("1", "bystander").strange("")}, newest: []string{"2"}, like: "turn"},
	}
}

// policies are what an officer does when a case is forked.
var policies = []string{"none", "keep the reporter", "keep the finder", "keep the reporter, accept the rest", "close all"}

// depth is how much of the model is run.
type depth struct {
	strides map[int]int // of a scenario of so many parcels only every so many-eth run is made; without one, all
	runs    int64       // that there must be, at least
	walks   uint64
}

// whole is every order and every cut of all scenarios: with LUWTE_SOAK. Without it, all those of up to four parcels, and of five every seventh: odd, so that
// every order and every cut is among them.
var whole = depth{nil, 50_000, 1000}

var deep = depth{map[int]int{5: 7}, 12_000, 300}

func init() {
	if os.Getenv("LUWTE_SOAK") != "" {
		deep = whole
	}
}

// skip says whether run number n, of a scenario of so many parcels, is left out.
func skip(n, parcels int) bool {
	stride := deep.strides[parcels]
	return stride > 0 && n%stride != 0
}

// TestRules_AllOrdersAllCuts_InvariantsHold runs every scenario in every order of arrival, cut into pouches in every way, but for those that skip leaves
// out, with every kind of officer. A failure names scenario, order, cut and policy.
func TestRules_AllOrdersAllCuts_InvariantsHold(t *testing.T) {
	var runs, outcomes atomic.Int64
	all := scenarios()
	t.Run("scenarios", func(t *testing.T) {
		for _, s := range all {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				n, states := runAll(t, s)
				runs.Add(n)
				outcomes.Add(int64(len(states)))
				if like := slices.IndexFunc(all, func(o scenario) bool { return o.name == s.like }); like >= 0 && !t.Failed() {
					if _, want := runAll(t, all[like]); want[0] != states[0] {
						t.Errorf("outcome\n%s\nwant that of %q\n%s", states[0], s.like, want[0])
					}
				}
			})
		}
	})
	t.Logf("%d scenarios, %d runs, %d different outcomes without decisions", len(all), runs.Load(), outcomes.Load())
	if runs.Load() < deep.runs {
		t.Errorf("only %d runs, want %d", runs.Load(), deep.runs)
	}
}

// officers returns the policies for run number n: all for up to four parcels; for five, one by one in turn beside none.
func (s scenario) officers(n int) []string {
	switch {
	case !s.forks && !s.passing:
		return policies[:1]
	case len(s.parcels) < 5:
		return policies
	}
	cuts := 1 << (len(s.parcels) - 1)
	return []string{policies[0], policies[1+(n/cuts+n)%(len(policies)-1)]}
}

// runAll returns how many runs there were, and the outcomes when no officer decides.
func runAll(t *testing.T, s scenario) (runs int64, states []string) {
	number := 0
	for order := range permutations(len(s.parcels)) {
		for cut := range 1 << (len(s.parcels) - 1) {
			if number++; skip(number, len(s.parcels)) {
				continue
			}
			for _, policy := range s.officers(number) {
				r := &run{scenario: s, order: order, cut: cut, policy: policy, reread: runs%11 == 0}
				if err := r.run(); err != nil {
					t.Fatalf("%s\n%v", r, err)
				}
				runs++
				if state := r.d.state(); policy == "none" && !slices.Contains(states, state) {
					states = append(states, state)
				}
			}
		}
	}
	if len(states) > 1 && !s.ordered && !s.forks {
		t.Errorf("%d outcomes, of which two are\n%s\nand\n%s", len(states), states[0], states[1])
	}
	return runs, states
}

// permutations yields every order of n things. The slice is good until the next.
func permutations(n int) func(yield func([]int) bool) {
	return func(yield func([]int) bool) {
		order := make([]int, 0, n)
		var extend func() bool
		extend = func() bool {
			if len(order) == n {
				return yield(order)
			}
			for i := range n {
				if slices.Contains(order, i) {
					continue
				}
				order = append(order, i)
				if !extend() {
					return false
				}
				order = order[:len(order)-1]
			}
			return true
		}
		extend()
	}
}

// run is one order, one cut and one officer.
type run struct {
	scenario
	order  []int
	cut    int // bit i: a pouch ends after the parcel at place i of the order
	policy string

	d       *desk
	reread  bool // see desk
	keeps   int
	closed  bool
	decided bool // something after the last pouch
}

func (r *run) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "scenario %q, officer %q, order:", r.name, r.policy)
	for i, n := range r.order {
		fmt.Fprintf(&b, " %s", r.parcels[n].name)
		if r.cut>>i&1 == 1 {
			b.WriteString(" |")
		} else {
			b.WriteString(",")
		}
	}
	return b.String()
}

func (r *run) run() (err error) {
	if r.d, err = newDesk(r.reread); err != nil {
		return err
	}
	if err := r.d.reply(r.d.kept.List()[0].ID, "for the bystander"); err != nil {
		return err
	}
	for i, n := range r.order {
		if err := r.d.take(r.parcels[n]); err != nil {
			return err
		}
		if r.cut>>i&1 == 1 || i == len(r.order)-1 {
			if err := r.pouch(); err != nil {
				return err
			}
		}
	}
	for n := 0; r.decided && n < 3; n++ { // what was decided and written last goes out as well
		if err := r.pouch(); err != nil {
			return err
		}
	}
	if err := r.d.save(); err != nil {
		return err
	}
	if err := r.d.checkForgotten(); err != nil {
		return err
	}
	return r.checkEnd()
}

// pouch ends a pouch; then the officer decides and writes.
func (r *run) pouch() error {
	if err := r.d.pouch(64); err != nil {
		return err
	}
	if n := r.d.notesFor(bystander.to); len(n) != 2 || n[0].Kind != message.KindReceipt || n[1].Text != "for the bystander" {
		return broken("(7) the bystander gets %+v", n)
	}
	r.decided = false
	for _, v := range r.d.views() {
		if v.State == cases.Forked && !r.forks && !r.passing {
			return broken("(3) an honest reporter is frozen")
		}
		if r.closed && (v.State != cases.Closed || len(r.d.plan.Items) != 1) {
			return broken("a closed case is %s and gets %+v", v.State, r.d.plan.Items)
		}
		if err := r.decide(v); err != nil {
			return err
		}
	}
	return nil
}

// decide does what the policy says, and answers where nothing waits to be read.
func (r *run) decide(v *cases.View) error {
	r.decided = r.decided || v.State == cases.Open || v.State == cases.Forked && r.policy != "none"
	if v.State == cases.Open {
		return r.d.reply(v.ID, fmt.Sprintf("answer %d", v.Answers+1))
	}
	if v.State != cases.Forked {
		return nil
	}
	switch r.policy {
	case "keep the reporter", "keep the reporter, accept the rest":
		if err := r.keep(v, func(code string) bool { return !r.finders()[code] }); err != nil {
			return err
		}
		if r.policy != "keep the reporter" {
			return r.accept(v.ID)
		}
	case "keep the finder":
		r.d.late = map[string]bool{} // the officer may be wrong; from here on the finder is the reporter
		return r.keep(v, func(code string) bool { return r.finders()[code] })
	case "close all":
		r.closed = true
		return r.d.closeAll(v.ID)
	}
	return nil
}

func (r *run) finders() map[string]bool {
	found := map[string]bool{}
	for _, s := range r.parcels {
		if s.finder {
			found[s.to] = true
		}
	}
	return found
}

// keep keeps the last open leaf that is wanted, if there is one.
func (r *run) keep(v *cases.View, wanted func(code string) bool) error {
	for _, b := range slices.Backward(v.Tree) {
		if b.State == cases.BranchOpen && wanted(codeOf(b, r.d.taken)) {
			if r.keeps++; r.once && r.keeps > 1 {
				return broken("the officer is asked again about a handle that was decided")
			}
			return r.d.keep(v.ID, b.ID)
		}
	}
	return nil
}

func (r *run) accept(id string) error {
	for {
		v, err := r.d.kept.Show(id, 0, r.d.found)
		if err != nil || v.State == cases.Forked { // the fork is between branches of a finder
			return err
		}
		i := slices.IndexFunc(v.Tree, func(b cases.BranchView) bool { return b.State == cases.BranchClosed })
		if i < 0 {
			return nil
		}
		if err := r.d.accept(id, v.Tree[i].ID); err != nil {
			return err
		}
	}
}

// checkEnd looks at what became of everything that was sent.
func (r *run) checkEnd() error {
	state := map[string]string{} // by words: the state of their branch, or filed
	missing := 0
	for _, v := range r.d.views() {
		for _, b := range v.Tree {
			for _, l := range b.Letters {
				state[l.Text] = b.State
			}
		}
		for _, l := range v.Filed {
			state[l.Text] = "filed"
		}
		missing += v.Missing
	}
	for _, s := range r.parcels {
		if err := r.checkHeard(s, state[s.text()]); err != nil {
			return err
		}
	}
	if missing > 0 {
		return broken("%d files are missing", missing)
	}
	if r.policy == "close all" && r.closed || r.policy == "keep the finder" && r.forks || r.policy == "none" && r.forks || len(r.newest) == 0 {
		return nil
	}
	return r.checkAnswered()
}

func (r *run) checkHeard(s sent, state string) error {
	bystanders := s.to == bystander.to // S of another case: filed there or here
	switch {
	case s.piece || bystanders:
		return nil
	case state == "":
		return broken("nobody hears: %s", s.name)
	case s.odd && state != "filed":
		return broken("%s is %s", s.name, state)
	case !s.odd && state == "filed" && !r.ordered:
		return broken("(3) filed: %s", s.name)
	case state == cases.BranchClosed && !s.finder && !r.forks && r.policy == "none":
		return broken("(3) closed: %s", s.name)
	}
	return nil
}

// checkAnswered asserts that the reporter's newest code gets a receipt and every answer that was not read.
func (r *run) checkAnswered() error {
	for _, v := range r.d.views() {
		if v.State != cases.Open && v.State != cases.Awaiting {
			return broken("(3) the case is %s in the end", v.State)
		}
		for _, code := range r.newest {
			n := r.d.notesFor(code)
			if len(n) == 0 {
				continue
			}
			if n[0].Kind != message.KindReceipt || n[0].Received == 0 || len(n)-1 != v.Unread {
				return broken("(3) the newest code %s gets %+v, and %d answers are unread", code, n, v.Unread)
			}
			return nil
		}
	}
	return broken("(3) none of the newest codes %v gets anything", r.newest)
}

func (d *desk) notesFor(code string) []message.Note {
	for _, i := range d.plan.Items {
		if i.Secret == secretOf(code) {
			return i.Notes
		}
	}
	return nil
}

func (d *desk) reply(id, text string) error {
	_, err := both(d, func(r *cases.Register) (int, error) { return r.Reply(d.by(), id, text) })
	return err
}

func (d *desk) keep(id string, branch int) error {
	_, err := both(d, func(r *cases.Register) (any, error) { return nil, r.Keep(d.by(), id, branch) })
	return err
}

func (d *desk) accept(id string, branch int) error {
	_, err := both(d, func(r *cases.Register) (any, error) { return nil, r.Accept(d.by(), id, branch) })
	return err
}

func (d *desk) closeAll(id string) error {
	_, err := both(d, func(r *cases.Register) (any, error) { return nil, r.CloseAll(d.by(), id) })
	return err
}
