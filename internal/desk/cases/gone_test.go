package cases_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"luwte/internal/desk/cases"
)

// destroyed returns registers in which the case of codes 1 (used) and 2 (live), with file a, was destroyed: as it is in memory, and read again.
func destroyed(t *testing.T) []*cases.Register {
	t.Helper()
	r := newRegister(t, testKeys)
	other, id := "", ""
	_, other = take(t, r, today, report("o"))
	_, id = take(t, r, today, report("1").with("a"))
	got, _ := take(t, r, today, piece("a"))
	wantKinds(t, got, cases.FilePiece)
	reply(t, r, id, "When?")
	take(t, r, today, turn("1", "2"))
	gave := r.Gave()
	if len(gave) != 1 {
		t.Fatalf("%+v", gave)
	}
	if _, err := r.Destroy(today, id, []cases.Mark{gave[0].Piece}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Destroy(today, id, nil); !errors.Is(err, cases.ErrNoCase) {
		t.Error(err)
	}
	if all := r.List(); len(all) != 1 || all[0].ID != other {
		t.Errorf("%+v", all)
	}
	again := reread(t, r, testKeys)
	records, err := r.Changes()
	want(t, "changes", err, nil)
	for _, c := range records {
		if strings.Contains(c.Key, id) && c.Data != nil || bytes.Contains(c.Data, []byte(id)) || bytes.Contains(c.Data, []byte("words of 1")) || bytes.Contains(c.Data, []byte("When?")) {
			t.Errorf("%s stays: %s", c.Key, c.Data)
		}
	}
	return []*cases.Register{r, again}
}

func TestDestroy_WhatComesOnceMore_IsKnown(t *testing.T) {
	for _, r := range destroyed(t) {
		for _, s := range []sent{report("1").with("a"), piece("a"), turn("1", "2")} {
			got, _ := take(t, r, today, s)
			wantKinds(t, got, cases.Known)
		}
		got, id := take(t, r, today, report("2").again())
		wantKinds(t, got, cases.Repeat)
		wantStates(t, r, id, "unanswerable closed")
		if items := r.Publish(today, cases.Room{Entries: 16}, 4).Items; len(items) != 1 {
			t.Errorf("the board has %+v", items)
		}
		got, _ = take(t, r, today, turn("2", "3")) // which it did not stand in the way of
		wantKinds(t, got, cases.Late)
	}
}

// TestDestroy_LateFollowup_BeginsACaseThatCanBeAnswered: whoever still has the code is heard, and a second one on the same code is a fork as ever.
func TestDestroy_LateFollowup_BeginsACaseThatCanBeAnswered(t *testing.T) {
	for _, r := range destroyed(t) {
		got, id := take(t, r, today, turn("2", "3"))
		wantKinds(t, got, cases.Late)
		wantStates(t, r, id, "open turned open")
		v, err := r.Show(id, 0, nil)
		if err != nil || !strings.Contains(v.Reason, "last code of a case that was destroyed on "+today.Day.String()) || len(v.Tree[0].Letters) != 0 || v.Tree[1].Letters[0].Text == "" {
			t.Errorf("%+v, %v", v, err)
		}
		_, _ = take(t, r, today, report("o2"))
		if p := r.Publish(today, cases.Room{Entries: 16}, 4); len(p.Items) != 3 || !slices.ContainsFunc(p.Items, func(i cases.Item) bool { return i.Secret == secretOf("3") && i.Notes[0].Received == 1 }) {
			t.Errorf("%+v", p.Items)
		}
		reply(t, r, id, "Who?")
		got, _ = take(t, r, today, turn("3", "4"))
		wantKinds(t, got, cases.Turn)
		got, _ = take(t, r, today, turn("2", "x"))
		wantKinds(t, got, cases.Fork)
		wantStates(t, r, id, "forked turned turned open open")

		got, used := take(t, r, today, turn("1", "y"))
		wantKinds(t, got, cases.Late)
		if v, err := r.Show(used, 0, nil); err != nil || used == id || !strings.Contains(v.Reason, "used or closed") {
			t.Errorf("%+v, %v", v, err)
		}
		if r.After(used) != r.After(id) || r.After(id) != r.Gone()[0] || r.After("nocase00") != "" {
			t.Errorf("after %q and %q, of %q", r.After(used), r.After(id), r.Gone())
		}
		again := reread(t, r, testKeys)
		wantStates(t, again, id, "forked turned turned open open")
	}
}

func TestDestroy_LateFollowupThatCannotBeAnswered_IsThereToBeRead(t *testing.T) {
	for _, r := range destroyed(t) {
		got, id := take(t, r, today, turn("2", "3").bad())
		wantKinds(t, got, cases.Poisoned)
		wantStates(t, r, id, "unanswerable closed")
		if p := r.Publish(today, cases.Room{Entries: 16}, 4); len(p.Items) != 1 {
			t.Errorf("%+v", p.Items)
		}
		got, _ = take(t, r, today, turn("nobody", "2"))
		wantKinds(t, got, cases.Repeat)
		got, _ = take(t, r, today, turn("2", "4")) // the honest one after it
		wantKinds(t, got, cases.Late)
	}
}

// TestDestroy_EpochsGone_NothingIsRemembered: hashes under keys that are destroyed mean nothing, and are not kept.
func TestDestroy_EpochsGone_NothingIsRemembered(t *testing.T) {
	later := cases.Keys{2: {2}, 3: {3}}
	r := reread(t, destroyed(t)[0], later)
	got, id := takeIn(t, r, today, turn("2", "3"), 3)
	wantKinds(t, got, cases.Late) // of epoch 1, whose key is gone: the live code was remembered under the keys of both
	if r.After(id) == "" {
		t.Error("after nothing")
	}
	r.Settle(today)
	if len(r.Gone()) != 1 {
		t.Errorf("%q", r.Gone())
	}
	r = reread(t, r, cases.Keys{3: {3}})
	r.Settle(today)
	if len(r.Gone()) != 0 {
		t.Errorf("%q", r.Gone())
	}
}

// TestAgeOf_WhatIsUnderWay_IsSaid: what must keep a case from being destroyed.
func TestAgeOf_WhatIsUnderWay_IsSaid(t *testing.T) {
	r := newRegister(t, testKeys)
	_, id := take(t, r, today, report("1"))
	age := func(day int) cases.Age {
		t.Helper()
		a, err := r.AgeOf(on(day), id, 4, nil)
		want(t, "age", err, nil)
		return a
	}
	if a := age(0); a != (cases.Age{Latest: today.Day, Letters: 1}) {
		t.Errorf("%+v", a)
	}
	if _, err := r.Reply(on(5), id, "When?"); err != nil {
		t.Fatal(err)
	}
	if a := age(6); a != (cases.Age{Latest: today.Day + 5, Letters: 1, Unread: true}) {
		t.Errorf("%+v", a)
	}
	r.Published(on(6), r.Publish(on(6), cases.Room{Entries: 16}, 4))
	if a := age(6 + 27); !a.Unread {
		t.Errorf("%+v", a)
	}
	if a := age(6 + 28); a.Unread {
		t.Errorf("it is on no board any more: %+v", a)
	}
	take(t, r, on(40), turn("9", "10"))
	if a := age(40); a.Waits != today.Day+40+56 {
		t.Errorf("%+v", a)
	}
	take(t, r, on(41), turn("1", "2"))
	take(t, r, on(41), turn("1", "3"))
	if a := age(41); !a.Forked || a.Letters != 3 || a.Latest != today.Day+41 {
		t.Errorf("%+v", a)
	}
	want(t, "close", r.CloseAll(on(50), id), nil)
	if a := age(50); a.Forked || a.Waits != 0 || a.Latest != today.Day+50 {
		t.Errorf("%+v", a)
	}
	_, err := r.AgeOf(today, "nothere1", 4, nil)
	want(t, "age of nothing", err, cases.ErrNoCase)
}

// on is the officer so many days later.
func on(days int) cases.By {
	by := today
	for range days {
		by.Day++
	}
	return by
}
