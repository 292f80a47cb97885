package desk

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"luwte/internal/desk/cases"
	"luwte/internal/desk/retention"
)

// closed closes a case.
func (w *world) closed(id, outcome string) {
	w.t.Helper()
	w.must(w.desk.ChangeFile(id, "case-set", nil, func(f *File) error { f.Status, f.Outcome = StatusClosed, outcome; return nil }))
}

// holds returns what keeps a case.
func (w *world) holds(id string) []Hold {
	w.t.Helper()
	return w.age(id).Holds
}

func (w *world) age(id string) Aged {
	w.t.Helper()
	all, err := w.desk.Retention()
	w.must(err)
	i := slices.IndexFunc(all, func(a Aged) bool { return a.Case == id })
	if i < 0 {
		w.t.Fatalf("no case %s in %+v", id, all)
	}
	return all[i]
}

// TestRetention_AnythingNewer_KeepsTheCase goes through all that must keep a case, one after another; only then it is due.
func TestRetention_AnythingNewer_KeepsTheCase(t *testing.T) {
	w := newWorld(t)
	one, two, three := w.coder(), w.coder(), w.coder()
	id := w.sole(w.bring(one.report("Een."))).Case
	step := func(what string, want ...Hold) {
		t.Helper()
		if got := w.holds(id); !slices.Equal(got, want) {
			t.Errorf("%s: %q, expected %q", what, got, want)
		}
		err := w.desk.DestroyDue([]string{id})
		if len(want) > 0 && !errors.Is(err, ErrNotDue) {
			t.Errorf("%s: %v", what, err)
		}
	}
	step("new", HoldOpen)
	w.must(w.desk.ChangeFile(id, "case-set", nil, func(f *File) error { f.Status = StatusReferred; return nil }))
	step("referred", HoldReferred)
	w.closed(id, "unfounded") // 2 months
	step("closed", HoldTerm)
	if a := w.age(id); a.Due != (retention.Term{Months: 2}).Due(w.desk.today()) || a.Months != 2 {
		t.Errorf("%+v", a)
	}
	w.days(80)
	_, err := w.desk.Reply(id, "Wat wij deden.")
	w.must(err)
	step("answer that waits", HoldUnread, HoldTerm)
	w.export()
	step("answer on the board", HoldUnread, HoldTerm)
	w.days(80)
	step("answer still on the board", HoldUnread)
	w.bring(one.turn(two, "Twee.", []int{1}))
	step("follow-up", HoldLetter, HoldTerm)
	w.days(80)
	step("nobody dealt with it", HoldLetter)
	w.must(w.desk.DealtWith(id))
	step("dealt with", HoldTerm)
	w.days(60)
	w.must(w.desk.AddNote(id, "Gebeld."))
	step("note", HoldTerm)
	w.days(80)
	w.must(w.desk.Hold(id, "rechtszaak 26/114"))
	step("hold", HoldKept)
	w.must(w.desk.Hold(id, ""))
	w.bring(two.turn(three, "Drie.", nil), two.turn(w.coder(), "Nog een.", nil))
	w.must(w.desk.DealtWith(id))
	w.days(80)
	step("fork", HoldForked)
	w.must(w.desk.Keep(id, 3))
	step("decided", HoldTerm)
	w.days(70)
	w.bring(w.coder().turn(w.coder(), "Van een zaak die er nog niet is.", nil))
	step("a follow-up waits", HoldWaiting)
	if a := w.age(id); a.Waits != w.desk.today()+7*cases.MaxWaitingWeeks {
		t.Errorf("%+v", a)
	}
	w.days(50) // somebody sends such ones again and again
	w.bring(w.coder().turn(w.coder(), "Nog een.", nil))
	step("another one, too late")
	if _, err := w.desk.Show(id, 0); !errors.Is(err, cases.ErrNoCase) {
		t.Errorf("it was due and is there: %v", err)
	}
}

// figures returns the figures of the newest year as JSON, but for the days that things took, which are not kept.
func (w *world) figures() string {
	w.t.Helper()
	years, err := w.desk.Years()
	w.must(err)
	y, err := w.desk.Figures(years[0], false)
	w.must(err)
	y.Acknowledged, y.Informed = nil, nil
	out, err := y.JSON()
	w.must(err)
	return string(out)
}

// TestRetention_AnswerNeverRead_HoldsAsLongAsItCanBe: a reporter who never comes back does not keep a case for ever.
func TestRetention_AnswerNeverRead_HoldsAsLongAsItCanBe(t *testing.T) {
	w := newWorld(t)
	id := w.sole(w.bring(w.coder().report("Een."))).Case
	_, err := w.desk.Reply(id, "Sinds wanneer?")
	w.must(err)
	w.closed(id, "dismissed")
	w.export()
	w.days(7*answerWeeks - 1)
	if got := w.holds(id); !slices.Equal(got, []Hold{HoldUnread}) {
		t.Errorf("%q", got)
	}
	w.days(1)
	if a := w.age(id); !a.IsDue() || !a.Never {
		t.Errorf("%+v", a)
	}
}

func TestRetentionTerms_Changed_HoldForClosedCases(t *testing.T) {
	w := newWorld(t)
	id := w.sole(w.bring(w.coder().report("Een."))).Case
	w.closed(id, "waarschuwing")
	w.days(100)
	for _, c := range []struct {
		set  map[string]int
		want []Hold
	}{{nil, []Hold{HoldTerm}}, {map[string]int{"": 2}, nil}, {map[string]int{"waarschuwing": 12}, []Hold{HoldTerm}}, {map[string]int{"waarschuwing": retention.Never}, []Hold{HoldNever}}} {
		if c.set != nil {
			w.must(w.desk.SetRetentionTerms(c.set))
		}
		if got := w.holds(id); !slices.Equal(got, c.want) {
			t.Errorf("%v: %q, expected %q", c.set, got, c.want)
		}
	}
	for want, set := range map[error]map[string]int{retention.ErrTerm: {"founded": -1}, ErrField: {"a\nb": 1}} {
		if err := w.desk.SetRetentionTerms(set); !errors.Is(err, want) {
			t.Errorf("%v: %v", set, err)
		}
	}
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Officer)
	w.must(w.desk.Enter("Bram Kok", keyFor("Bram Kok")))
	if err := w.desk.SetRetentionTerms(map[string]int{"founded": 1}); !errors.Is(err, ErrRole) {
		t.Error(err)
	}
	if err := w.desk.DestroyDue([]string{id}); !errors.Is(err, ErrRole) {
		t.Error(err)
	}
}

// TestDestroyDue_Figures_CountAsBefore: a year's figures are the same after half of its cases are gone, for those who might see them, and the rest is none of theirs.
func TestDestroyDue_Figures_CountAsBefore(t *testing.T) {
	w := newWorld(t)
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Keeper)
	var ids []string
	for range 6 {
		id := w.sole(w.bring(w.coder().report("Melding."))).Case
		ids = append(ids, id)
		w.closed(id, "dismissed")
	}
	w.enter("Anna Bos")
	w.must(w.desk.Exclude(ids[0], "Bram Kok"))
	w.days(100)
	before := w.figures()
	w.must(w.desk.DestroyDue(ids[:3]))
	if after := w.figures(); after != before {
		t.Errorf("%s\nbefore: %s", after, before)
	}
	if err := w.desk.DestroyDue(ids[2:]); !errors.Is(err, cases.ErrNoCase) {
		t.Error(err)
	}
	if all, err := w.desk.List(false); err != nil || len(all.Cases) != 3 {
		t.Errorf("%d cases, %v", len(all.Cases), err)
	}
	if err := w.desk.DestroyDue(nil); !errors.Is(err, ErrNothingDue) {
		t.Error(err)
	}
	w.handler("Cor de Wit", Keeper) // who comes later has what who let him in has
	for name, want := range map[string]int{"Bram Kok": 5, "Cor de Wit": 6, "Anna Bos": 6} {
		w.must(w.desk.Enter(name, keyFor(name)))
		years, err := w.desk.Years()
		w.must(err)
		if y, err := w.desk.Figures(years[0], false); err != nil || y.Total.N != want {
			t.Errorf("%s: %+v, %v", name, y.Total, err)
		}
		log, err := w.desk.Log()
		w.must(err)
		n := 0
		for _, e := range log {
			if e.Action == caseDestroyed {
				n++
				if e.Case != "" || e.Detail["ground"] != GroundTerm || e.Detail["case"] == ids[0] && name == "Bram Kok" {
					t.Errorf("%s: %+v", name, e)
				}
			}
		}
		if n != want-3 {
			t.Errorf("%s reads of %d destroyed", name, n)
		}
		w.must(w.desk.VerifyLog())
	}
}

// TestReading_EveryActionOnACase_IsReadingOrWork: an action that is new has to be put into one of the two, or looking at a case would make its time begin again.
func TestReading_EveryActionOnACase_IsReadingOrWork(t *testing.T) {
	work := []string{"reply", "keep", "accept", "close-all", "take-up", "case-times", "case-note", "case-dealt-with", "draft", "worksheet-set", "receive"}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, match := range regexp.MustCompile(`(?:event\("([a-z-]+)", (?:m\.)?id,|ChangeFile\(id, "([a-z-]+)")`).FindAllStringSubmatch(string(source), -1) {
			found++
			if action := match[1] + match[2]; slices.Contains(reading, action) == slices.Contains(work, action) {
				t.Errorf("%s: %q is in neither list, or in both", name, action)
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d actions found", found)
	}
}
