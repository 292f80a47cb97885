package cases_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
)

// board publishes, confirms, and returns what is on it: "code:slots", by code.
func board(t *testing.T, r *cases.Register, by cases.By, capacity int) (*cases.Plan, map[string]string) {
	t.Helper()
	p := r.Publish(by, cases.Room{Entries: capacity}, 4)
	r.Published(by, p)
	got := map[string]string{}
	for _, i := range p.Items {
		var slots []string
		for _, n := range i.Notes {
			slots = append(slots, fmt.Sprint(n.Slot))
		}
		for _, code := range []string{"a", "b", "c", "d", "e", "f", "2"} {
			if i.Secret == secretOf(code) {
				got[code] = strings.Join(slots, " ")
			}
		}
	}
	return p, got
}

func opened(t *testing.T, codes ...string) (*cases.Register, map[string]string) {
	t.Helper()
	r, ids := newRegister(t, testKeys), map[string]string{}
	for _, code := range codes {
		_, ids[code] = take(t, r, today, report(code))
	}
	return r, ids
}

// parts returns an answer of so many parts.
func parts(n int) string { return strings.Repeat("x", 2250*n-1100) }

func reply(t *testing.T, r *cases.Register, id, text string) {
	t.Helper()
	if _, err := r.Reply(today, id, text); err != nil {
		t.Fatal(err)
	}
}

func TestPublish_NoRoomForAll_TakesTurns(t *testing.T) {
	r, _ := opened(t, "a", "b", "c", "d", "e")
	seen := map[string]int{}
	for i := range 10 {
		p, got := board(t, r, cases.By{Day: today.Day + 1}, 2)
		if len(got) != 2 || len(p.Waits) != 3 {
			t.Fatalf("board %d: %v, %d wait", i, got, len(p.Waits))
		}
		for code := range got {
			seen[code]++
		}
	}
	for code, n := range seen {
		if n != 4 || len(seen) != 5 {
			t.Errorf("%s was on %d boards of 10, want 4 each: %v", code, n, seen)
		}
	}
}

func TestPublish_ManyAnswers_LeaveHalfToReceipts(t *testing.T) {
	r, ids := opened(t, "a", "b", "c", "d", "e", "f")
	reply(t, r, ids["a"], parts(3))
	reply(t, r, ids["b"], parts(3))
	p, got := board(t, r, today, 8)
	answers := 0
	for _, i := range p.Items {
		for _, n := range i.Notes {
			if n.Kind == message.KindAnswer {
				answers++
			}
		}
	}
	if answers != 3 || p.Entries() != 8 {
		t.Errorf("%d notes of answers, %d entries: %v", answers, p.Entries(), got)
	}
	for _, code := range []string{"c", "d", "e", "f"} {
		if got[code] != "0" {
			t.Errorf("%s has no receipt: %v", code, got)
		}
	}
}

func TestPublish_CodeWithAnswer_GivesItsReceiptsPlaceAway(t *testing.T) {
	r, ids := opened(t, "a", "b", "c")
	reply(t, r, ids["a"], "hello")
	if _, got := board(t, r, today, 3); got["a"] != "1" || got["b"] != "0" || got["c"] != "0" {
		t.Errorf("board %v", got)
	}
}

func TestPublish_AnswerThatDoesNotFitWhole_Waits(t *testing.T) {
	r, ids := opened(t, "a")
	reply(t, r, ids["a"], parts(5))
	p, got := board(t, r, today, 4)
	if got["a"] != "0" || len(p.Waits) != 1 || p.Waits[0].Answer != 1 {
		t.Errorf("board %v, waits %+v", got, p.Waits)
	}
	if _, got := board(t, r, today, 6); got["a"] != "0 1 2 3 4 5" {
		t.Errorf("board %v", got)
	}
}

func TestPublish_AfterATurn_MovesUnreadAnswersToNewSlots(t *testing.T) {
	r, ids := opened(t, "a")
	reply(t, r, ids["a"], "first")
	reply(t, r, ids["a"], parts(2))
	board(t, r, today, 16)
	take(t, r, today, turn("a", "2").reads(0, 1, 2)) // one of two parts is not read
	_, got := board(t, r, today, 16)
	if len(got) != 1 || got["2"] != "0 1 2" {
		t.Errorf("board %v", got)
	}
	take(t, r, today, turn("a", "2").again().reads(3))
	if p, got := board(t, r, today, 16); got["2"] != "0" || p.Items[0].Notes[0].Received != 2 {
		t.Errorf("board %v, %+v", got, p.Items)
	}
}

func TestPublish_NotConfirmed_KeepsSlotsAndCountsNothing(t *testing.T) {
	r, ids := opened(t, "a", "b")
	reply(t, r, ids["a"], "one")
	first := r.Publish(today, cases.Room{Entries: 16}, 4)
	reply(t, r, ids["a"], "two")
	second := r.Publish(cases.By{Day: today.Day + 100}, cases.Room{Entries: 16}, 4)
	if n := second.Items; len(second.RanOut) > 0 || first.Entries() != 3 || second.Entries() != 4 {
		t.Fatalf("%+v", n)
	}
	for _, i := range second.Items {
		for _, n := range i.Notes {
			if want := map[int]string{1: "one", 2: "two"}[n.Slot]; n.Text != want {
				t.Errorf("slot %d has %q, want %q", n.Slot, n.Text, want)
			}
		}
	}
}

func TestPublish_RetentionOver_RunsOutUntilSomethingNew(t *testing.T) {
	r, ids := opened(t, "a")
	reply(t, r, ids["a"], "hello")
	board(t, r, today, 16)
	later := cases.By{Day: today.Day + 4*7}
	if p, got := board(t, r, later, 16); len(got) != 0 || len(p.RanOut) != 2 {
		t.Errorf("board %v, ran out %+v", got, p.RanOut)
	}
	reply(t, r, ids["a"], "are you there?")
	if _, got := board(t, r, later, 16); got["a"] != "2" {
		t.Errorf("board with a new answer: %v", got)
	}
	take(t, r, later, turn("a", "2"))
	if _, got := board(t, r, later, 16); got["2"] != "0 1 2" {
		t.Errorf("board after a turn: %v", got)
	}
}

func TestPublish_NewWordsOnTheSameCode_RenewTheReceipt(t *testing.T) {
	r, _ := opened(t, "a")
	take(t, r, today, turn("a", "2"))
	board(t, r, today, 16)
	later := cases.By{Day: today.Day + 4*7}
	take(t, r, later, turn("a", "2").again())
	if p, got := board(t, r, later, 16); got["2"] != "0" || p.Items[0].Notes[0].Received != 2 || p.Items[0].Notes[0].Date != later.Day {
		t.Errorf("board %v, %+v", got, p.Items)
	}
}

func TestPublish_FilesMissing_AreNamedShortestFirst(t *testing.T) {
	r := newRegister(t, testKeys)
	take(t, r, today, report("a").with("longer name", "name", "here"))
	take(t, r, today, piece("here"))
	p, _ := board(t, r, today, 16)
	if got := p.Items[0].Notes[0].Missing; fmt.Sprint(got) != "[name longer name]" {
		t.Errorf("missing %q", got)
	}
}

func TestPlanDrop_CodeThatCannotBeSealed_IsListedAndNotCounted(t *testing.T) {
	r, ids := opened(t, "a", "b")
	reply(t, r, ids["a"], parts(2))
	p := r.Publish(today, cases.Room{Entries: 16}, 4)
	i := 0
	if p.Items[0].Case != ids["a"] {
		i = 1
	}
	p.Drop(i, "cannot be sealed to")
	r.Published(today, p)
	if len(p.Items) != 1 || len(p.Waits) != 2 || p.Waits[1].Reason != "cannot be sealed to" {
		t.Errorf("plan %+v", p)
	}
	v, _ := r.Show(ids["a"], 0, nil)
	if v.Tree[0].Published.Times != 0 || v.Tree[0].Answers[0].Shown.Times != 0 {
		t.Errorf("counted: %+v", v.Tree[0])
	}
}

func TestReply_CodeFull_IsRefusedWithItsRoom(t *testing.T) {
	r, ids := opened(t, "a")
	reply(t, r, ids["a"], parts(14))
	_, err := r.Reply(today, ids["a"], parts(2))
	if !errors.Is(err, cases.ErrFull) || !strings.Contains(err.Error(), "2 parts") || !strings.Contains(err.Error(), "room for 1") {
		t.Errorf("two parts: %v", err)
	}
	reply(t, r, ids["a"], "short")
	if _, err = r.Reply(today, ids["a"], "x"); !errors.Is(err, cases.ErrFull) {
		t.Errorf("one more: %v", err)
	}
	if _, err = r.Reply(today, ids["a"], parts(17)); !errors.Is(err, message.ErrTooLong) || !errors.Is(err, cases.ErrFull) {
		t.Errorf("too long for any code: %v", err)
	}
	if _, err = r.Reply(today, ids["a"], ""); !errors.Is(err, message.ErrMalformed) {
		t.Errorf("empty: %v", err)
	}
	board(t, r, today, 64)
	take(t, r, today, turn("a", "2").reads(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14))
	reply(t, r, ids["a"], parts(14))
}

func TestList_States_FollowTheConversation(t *testing.T) {
	r, ids := opened(t, "a")
	for _, step := range []struct {
		do   func()
		want string
	}{
		{func() {}, cases.Open},
		{func() { reply(t, r, ids["a"], "hello"); board(t, r, today, 16) }, cases.Awaiting},
		{func() { take(t, r, today, turn("a", "2").reads(1)) }, cases.Open},
		{func() { take(t, r, today, turn("a", "x")) }, cases.Forked},
		{func() { r.CloseAll(today, ids["a"]) }, cases.Closed},
	} {
		step.do()
		if l := r.List(); len(l) != 1 || l[0].State != step.want || l[0].ID != ids["a"] {
			t.Errorf("list %+v, want state %s", l, step.want)
		}
	}
	v, err := r.Show(ids["a"], 0, nil)
	if err != nil || len(v.Events) != 7 || v.Events[0].By != "anna" || v.Events[0].What != cases.NewCase {
		t.Errorf("events %+v, %v", v.Events, err)
	}
	if _, err := r.Show("x", 0, nil); !errors.Is(err, cases.ErrNoCase) {
		t.Errorf("no case: %v", err)
	}
}
