package desk

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"luwte/internal/desk/cases"
)

func TestLog_EveryAction_HasItsActor(t *testing.T) {
	w := newWorld(t)
	one, two, other := w.coder(), w.coder(), w.coder()
	w.charter(nil)
	id := w.sole(w.bring(one.report("Een."))).Case
	_, err := w.desk.Reply(id, "Antwoord.")
	w.must(err)
	w.export()
	w.bring(one.turn(two, "Twee.", nil), one.turn(other, "Drie.", nil))
	w.must(w.desk.Keep(id, 2))
	w.must(w.desk.Accept(id, 3))
	w.must(w.desk.CloseAll(id))
	events, err := w.desk.Log()
	w.must(err)
	var actions []string
	for i, e := range events {
		actions = append(actions, e.Action)
		if e.Number != uint64(i)+1 || e.Actor != "alice" || e.Time.IsZero() {
			t.Errorf("%+v", e)
		}
	}
	want := strings.Fields("init charter import reply export import keep accept close-all")
	if !slices.Equal(actions, want) {
		t.Errorf("%q, expected %q", actions, want)
	}
}

func TestReply_Refused_ChangesAndLogsNothing(t *testing.T) {
	w := newWorld(t)
	id := w.sole(w.bring(w.coder().report("Een."))).Case
	before, err := w.desk.Log()
	w.must(err)
	for text, want := range map[string]error{"": ErrText, " \n": ErrText, "\xff": ErrText, strings.Repeat("lang ", 20_000): cases.ErrFull} {
		if _, err := w.desk.Reply(id, text); !errors.Is(err, want) {
			t.Errorf("%.10q: %v", text, err)
		}
	}
	if _, err := w.desk.Reply("nothere1", "Antwoord."); !errors.Is(err, cases.ErrNoCase) {
		t.Error(err)
	}
	after, err := w.desk.Log()
	w.must(err)
	if len(after) != len(before) {
		t.Errorf("%d events, then %d", len(before), len(after))
	}
}
