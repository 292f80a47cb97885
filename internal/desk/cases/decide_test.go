package cases_test

import (
	"errors"
	"testing"

	"luwte/internal/desk/cases"
)

// forked returns a register with one case: 1, then 2, and x of somebody who found 1. Branches 1, 2 and 3.
func forked(t *testing.T) (*cases.Register, string) {
	t.Helper()
	r := newRegister(t, testKeys)
	_, id := take(t, r, today, report("1"))
	take(t, r, today, turn("1", "2"))
	take(t, r, today, turn("1", "x"))
	wantStates(t, r, id, "forked turned open open")
	return r, id
}

func want(t *testing.T, what string, err, wanted error) {
	t.Helper()
	if !errors.Is(err, wanted) {
		t.Errorf("%s: %v, want %v", what, err, wanted)
	}
}

func TestKeep_Branch_ClosesTheOthersAndWhatFollowsOnThem(t *testing.T) {
	r, id := forked(t)
	want(t, "keep", r.Keep(today, id, 2), nil)
	wantStates(t, r, id, "open turned open closed")
	got, _ := take(t, r, today, turn("x", "y"))
	wantKinds(t, got, cases.Filed)
	got, _ = take(t, r, today, turn("1", "z"))
	wantKinds(t, got, cases.Filed)
	got, _ = take(t, r, today, turn("1", "3", "2"))
	wantKinds(t, got, cases.Sibling)
	wantStates(t, r, id, "open turned joined closed closed closed open")
}

func TestKeep_OtherBranchLater_TakesTheDecisionBack(t *testing.T) {
	r, id := forked(t)
	want(t, "keep", r.Keep(today, id, 3), nil)
	wantStates(t, r, id, "open turned closed open")
	want(t, "keep the other", r.Keep(today, id, 2), nil)
	wantStates(t, r, id, "open turned open closed")
	if p := r.Publish(today, cases.Room{Entries: 16}, 4); len(p.Items) != 1 || p.Items[0].Secret != secretOf("2") {
		t.Errorf("planned %+v", p.Items)
	}
}

func TestKeep_AfterSiblingsMet_TakesTheDecisionBack(t *testing.T) {
	r, id := forked(t)
	take(t, r, today, turn("1", "3", "2"))
	want(t, "keep by the one", r.Keep(today, id, 2), nil)
	want(t, "keep the finder", r.Keep(today, id, 3), nil)
	wantStates(t, r, id, "open turned closed open closed")
	want(t, "keep by the other", r.Keep(today, id, 4), nil)
	wantStates(t, r, id, "open turned joined closed open")
}

func TestKeep_ForkUnderTwoSiblings_KeepsOneAtATime(t *testing.T) {
	r := newRegister(t, testKeys)
	_, id := take(t, r, today, report("1"))
	for _, s := range []sent{turn("1", "2"), turn("1", "3", "2"), turn("2", "4"), turn("3", "x")} {
		take(t, r, today, s)
	}
	wantStates(t, r, id, "forked turned turned turned open open")
	want(t, "keep the one", r.Keep(today, id, 4), nil)
	want(t, "keep the other", r.Keep(today, id, 5), nil)
	wantStates(t, r, id, "open turned turned turned closed open")
}

func TestKeep_ForkFurtherDown_StaysToBeDecided(t *testing.T) {
	r, id := forked(t)
	take(t, r, today, turn("2", "3"))
	take(t, r, today, turn("2", "y"))
	want(t, "keep", r.Keep(today, id, 2), nil)
	wantStates(t, r, id, "forked turned turned closed open open")
	want(t, "keep a leaf", r.Keep(today, id, 4), nil)
	wantStates(t, r, id, "open turned turned closed open closed")
}

func TestDecisions_NotPossible_AreRefused(t *testing.T) {
	r, id := forked(t)
	want(t, "no such case", r.Keep(today, "x", 1), cases.ErrNoCase)
	want(t, "no such branch", r.Keep(today, id, 4), cases.ErrNoBranch)
	want(t, "branch 0", r.Keep(today, id, 0), cases.ErrNoBranch)
	want(t, "keep the report", r.Keep(today, id, 1), cases.ErrNotForked)
	want(t, "accept before keep", r.Accept(today, id, 3), cases.ErrForked)
	_, err := r.Reply(today, id, "hello")
	want(t, "reply while forked", err, cases.ErrForked)
	want(t, "keep", r.Keep(today, id, 2), nil)
	want(t, "accept what is open", r.Accept(today, id, 2), cases.ErrNotForked)
}

func TestAccept_ClosedBranch_CountsItsWordsAndGetsNothing(t *testing.T) {
	r, id := forked(t)
	take(t, r, today, turn("x", "y"))
	want(t, "keep", r.Keep(today, id, 2), nil)
	want(t, "accept", r.Accept(today, id, 4), nil)
	wantStates(t, r, id, "open turned open accepted accepted")
	got, _ := take(t, r, today, turn("y", "z"))
	wantKinds(t, got, cases.Filed)
	wantStates(t, r, id, "open turned open accepted accepted accepted")
	if p := r.Publish(today, cases.Room{Entries: 16}, 4); len(p.Items) != 1 || p.Items[0].Secret != secretOf("2") {
		t.Errorf("planned %+v", p.Items)
	}
	want(t, "keep it after all", r.Keep(today, id, 5), nil)
	wantStates(t, r, id, "open turned closed turned turned open")
}

func TestCloseAll_IsFinalAndForgetsCodes(t *testing.T) {
	r, id := forked(t)
	want(t, "close", r.CloseAll(today, id), nil)
	wantStates(t, r, id, "closed closed closed closed")
	want(t, "close again", r.CloseAll(today, id), cases.ErrClosed)
	want(t, "keep", r.Keep(today, id, 2), cases.ErrClosed)
	_, err := r.Reply(today, id, "hello")
	want(t, "reply", err, cases.ErrClosed)
	got, _ := take(t, r, today, turn("2", "3"))
	wantKinds(t, got, cases.Filed)
	for _, code := range []string{"1", "2", "3", "x"} {
		if secretIn(t, r, code) {
			t.Errorf("R or S of %s is kept", code)
		}
	}
	if p := r.Publish(today, cases.Room{Entries: 16}, 4); len(p.Items)+len(p.Waits) != 0 {
		t.Errorf("planned %+v", p)
	}
}

func TestKeep_AnswersReadByTheFinder_AreUnreadAgain(t *testing.T) {
	r := newRegister(t, testKeys)
	_, id := take(t, r, today, report("1"))
	if _, err := r.Reply(today, id, "for the reporter"); err != nil {
		t.Fatal(err)
	}
	r.Published(today, r.Publish(today, cases.Room{Entries: 16}, 4))
	take(t, r, today, turn("1", "x").reads(1))
	if n := r.Publish(today, cases.Room{Entries: 16}, 4).Entries(); n != 1 {
		t.Errorf("%d entries for a code that says all is read", n)
	}
	take(t, r, today, turn("1", "2"))
	want(t, "keep", r.Keep(today, id, 3), nil)
	if p := r.Publish(today, cases.Room{Entries: 16}, 4); p.Entries() != 1 || len(p.Waits) != 1 {
		t.Errorf("planned %+v, although its text is kept for those who may read the case", p)
	}
	r.Restore(id, nil)
	if p := r.Publish(today, cases.Room{Entries: 16}, 4); len(p.Items) != 1 || len(p.Items[0].Notes) != 2 || p.Items[0].Notes[1].Text != "for the reporter" {
		t.Errorf("planned %+v", p.Items)
	}
}

func TestCloseAll_AnswersRead_StayRead(t *testing.T) {
	r := newRegister(t, testKeys)
	_, id := take(t, r, today, report("1"))
	if _, err := r.Reply(today, id, "for the reporter"); err != nil {
		t.Fatal(err)
	}
	r.Published(today, r.Publish(today, cases.Room{Entries: 16}, 4))
	take(t, r, today, turn("1", "2").reads(1))
	want(t, "close", r.CloseAll(today, id), nil)
	if all := r.List(); len(all) != 1 || all[0].Unread != 0 {
		t.Errorf("after the case was closed: %+v", all)
	}
}
