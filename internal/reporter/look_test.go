package reporter_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/slots"
	"luwte/internal/reporter"
	"luwte/internal/testbureau"
)

func (w *world) look(c code.Code, today day.Day) *reporter.Seen {
	w.Helper()
	seen, err := reporter.LookWith(w.public().Bureaus, w.master(c), today)
	if err != nil {
		w.Fatal(err)
	}
	return seen
}

func TestLook_EachOutcome_IsSeenAndOnlyGETs(t *testing.T) {
	w := newWorld(t)
	c, today := code.New(), day.Today()
	if seen := w.look(c, today); seen.Outcome != reporter.Nothing || !seen.NoBoard {
		t.Errorf("no board: %+v", seen)
	}
	w.publish(c, today+7)
	if seen := w.look(c, today); seen.Outcome != reporter.Nothing || seen.NoBoard || seen.Old {
		t.Errorf("decoys: %+v", seen)
	}
	w.publish(c, today+7, receipt(2, "plan.pdf"))
	if seen := w.look(c, today); seen.Outcome != reporter.Receipt || seen.Receipt.Received != 2 || seen.Receipt.Missing[0] != "plan.pdf" || seen.Lacking {
		t.Errorf("receipt: %+v", seen)
	}
	w.publish(c, today+7, receipt(2), answer(1, 1, 2, "We read "), answer(2, 2, 2, "it."), answer(5, 1, 1, "When?"))
	seen := w.look(c, today)
	if seen.Outcome != reporter.Answers || len(seen.Answers) != 2 || seen.Answers[0].Text != "We read it." || !slices.Equal(seen.Read(), []int{1, 2, 5}) {
		t.Errorf("answers: %+v", seen)
	}
	w.publish(c, today+7, message.Note{Kind: message.KindAlarm, Part: 1, Parts: 1, Date: today})
	if seen := w.look(c, today); seen.Outcome != reporter.Alarm || seen.Alarm == nil {
		t.Errorf("alarm: %+v", seen)
	}
	if seen := w.look(code.New(), today); seen.Outcome != reporter.Nothing || seen.Lacking {
		t.Errorf("another code: %+v", seen)
	}
	for _, r := range w.requests {
		if !strings.HasPrefix(r, "GET /v1/") {
			t.Errorf("a look sends %s", r)
		}
	}
}

func TestLook_OldBoard_SaysSo(t *testing.T) {
	w := newWorld(t)
	c, today := code.New(), day.Today()
	w.publish(c, today, receipt(1))
	if seen := w.look(c, today+1); seen.Old {
		t.Errorf("a day late: %+v", seen)
	}
	for _, c := range []code.Code{c, code.New()} {
		if seen := w.look(c, today+2); !seen.Old {
			t.Errorf("two days late: %+v", seen)
		}
	}
}

func TestLook_AnswerNotWhole_IsNotShown(t *testing.T) {
	w := newWorld(t)
	c := code.New()
	for name, notes := range map[string][]message.Note{
		"no end":     {answer(1, 1, 3, "Do "), answer(2, 2, 3, "not ")},
		"no start":   {answer(2, 2, 2, "come.")},
		"another's":  {answer(1, 1, 2, "Do "), answer(2, 2, 3, "not ")},
		"at the end": {answer(slots.Count-1, 1, 1, "whole"), answer(1, 1, 2, "cut")},
	} {
		w.publish(c, day.Today()+7, append(notes, receipt(1))...)
		seen := w.look(c, day.Today())
		if !seen.Lacking || len(seen.Answers) > 1 || len(seen.Answers) == 1 && seen.Answers[0].Text != "whole" {
			t.Errorf("%s: %+v", name, seen)
		}
	}
}

func TestLook_SeveralBureaus_FindsTheRightOne(t *testing.T) {
	w := newWorld(t)
	second := testbureau.New()
	w.drop.Add(t, second)
	c := code.New()
	w.publish(c, day.Today()+7, receipt(1))
	if seen := w.look(c, day.Today()); seen.Outcome != reporter.Receipt || seen.Bureau.Charter.Bureau != w.bureau.Fingerprint() {
		t.Errorf("%+v", seen)
	}
}

func TestTurn_AfterAnswers_NamesWhatWasReadAndMovesOn(t *testing.T) {
	w := newWorld(t)
	old := code.New()
	w.publish(old, day.Today()+7, receipt(1), answer(1, 1, 1, "When?"), answer(3, 1, 1, "Where?"))
	s, err := reporter.Turn{Code: old, Language: "nl", Text: "Gisteren."}.Seal(w.public().Bureaus, day.Today())
	if err != nil {
		t.Fatal(err)
	}
	m := opened[*message.Followup](w, parcelOf(w, s))
	oldKeys := w.keys(old)
	nextKeys := w.keys(s.Next)
	if m.Handle != oldKeys.Slots.Handle() || m.Slots != nextKeys.Slots || m.Recipient != nextKeys.Recipient || s.Next == old || s.Again {
		t.Error("the follow-up does not lead from the old code to the new one")
	}
	if m.Text != "Gisteren." || m.Language != "nl" || !slices.Equal(m.Read, []int{1, 3}) || len(m.Siblings) != 0 {
		t.Errorf("%+v", m)
	}
}

func TestTurn_NextCodesNoted_FirstIsUsedAgainOthersAreSiblings(t *testing.T) {
	w := newWorld(t)
	old, noted := code.New(), []code.Code{code.New(), code.New(), code.New()}
	w.publish(old, day.Today()+7, receipt(1), answer(1, 1, 1, "When?"))
	turn := reporter.Turn{Code: old, Noted: append(noted, noted[1]), Language: "en"}
	s, err := turn.Seal(w.public().Bureaus, day.Today())
	if err != nil {
		t.Fatal(err)
	}
	m := opened[*message.Followup](w, parcelOf(w, s))
	var want []slots.Handle
	for _, c := range noted[1:] {
		keys := w.keys(c)
		want = append(want, keys.Slots.Handle())
	}
	slices.SortFunc(want, func(a, b slots.Handle) int { return strings.Compare(a.String(), b.String()) })
	keys := w.keys(noted[0])
	if s.Next != noted[0] || !s.Again || m.Slots != keys.Slots || !slices.Equal(m.Siblings, want) || m.Text != "" {
		t.Errorf("%+v", m)
	}
}

func TestTurn_NotToBeSent_IsRefused(t *testing.T) {
	w := newWorld(t)
	old, next := code.New(), code.New()
	w.publish(old, day.Today()+7, receipt(1))
	bureaus := w.public().Bureaus
	for name, c := range map[string]struct {
		turn reporter.Turn
		want error
	}{
		"nothing there":      {reporter.Turn{Code: next, Text: "x"}, reporter.ErrNothing},
		"nothing to confirm": {reporter.Turn{Code: old}, reporter.ErrEmpty},
		"same code":          {reporter.Turn{Code: old, Noted: []code.Code{old}, Text: "x"}, reporter.ErrSameCode},
		"next is live":       {reporter.Turn{Code: next, Noted: []code.Code{old}, Text: "x"}, reporter.ErrNextIsLive},
	} {
		c.turn.Language = "en"
		if _, err := c.turn.Seal(bureaus, day.Today()); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s, err := reporter.Turn{Code: next, Unseen: true, Language: "en", Text: "early"}.Seal(bureaus, day.Today())
	if err != nil {
		t.Fatal(err)
	}
	if m := opened[*message.Followup](w, parcelOf(w, s)); m.Text != "early" || len(m.Read) != 0 {
		t.Errorf("%+v", m)
	}
}
