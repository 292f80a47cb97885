package cases_test

import (
	"errors"
	"slices"
	"testing"

	"luwte/internal/desk/cases"
)

func handed(kind, text string, files ...cases.HandedFile) cases.HandedLetter {
	return cases.HandedLetter{Kind: kind, Words: cases.Words{Text: text, Topic: "leak", Language: "nl", Said: 19990}, Files: files}
}

// TestReceive_Case_IsNeverPublishedAndKeepsWhatItWas runs it through the records as well: what a desk reads back is the same.
func TestReceive_Case_IsNeverPublishedAndKeepsWhatItWas(t *testing.T) {
	keys := cases.Keys{1: {1}}
	r, s := newRegister(t, keys), newStore()
	id, err := r.Receive(today, cases.HandedThrough, []cases.HandedLetter{
		handed("report", "Een.", cases.HandedFile{File: cases.File{Name: "a", Size: 2}, Pieces: []cases.Mark{"p1", "p2"}}, cases.HandedFile{File: cases.File{Name: "b", Size: 1}}),
		handed(cases.KindAnswer, "Dank."),
	})
	want(t, "receive", err, nil)
	if got := r.Gave(); len(got) != 2 || got[0].Case != id {
		t.Errorf("%+v", got)
	}
	no, err := r.Reply(today, id, "Wanneer?")
	want(t, "reply", err, nil)
	s.save(t, r)
	r = s.open(t, keys)
	if p := r.Publish(today, cases.Room{Entries: 16}, 26); len(p.Items)+len(p.Waits) != 0 || len(r.Forgotten()) != 0 {
		t.Errorf("published: %+v, forgotten %q", p, r.Forgotten())
	}
	v, err := r.Show(id, 0, s.kept)
	want(t, "show", err, nil)
	l := v.Tree[0].Letters
	if v.State != cases.Awaiting || v.Missing != 1 || len(l) != 2 || !l[0].Files[0].Whole() || l[0].Files[1].Whole() || l[0].Said != 19990 || v.Tree[0].State != cases.BranchElsewhere {
		t.Errorf("%+v", v)
	}
	if a := v.Tree[0].Answers; len(a) != 1 || a[0].Text() != "Wanneer?" || a[0].Read {
		t.Errorf("%+v", a)
	}
	want(t, "more", r.ReceiveMore(today, id, cases.HandedThrough, nil, []int{no, 99}), nil)
	if v, _ := r.Show(id, 0, s.kept); v.State != cases.Open || !v.Tree[0].Answers[0].Read {
		t.Errorf("%+v", v)
	}
	for what, got := range map[string]error{"keep": r.Keep(today, id, 1), "accept": r.Accept(today, id, 1)} {
		want(t, what, got, cases.ErrNotForked)
	}
}

func TestReceiveMore_OtherCasesAndRights_AreToldApart(t *testing.T) {
	r := newRegister(t, cases.Keys{1: {1}})
	_, ours := take(t, r, today, report("a"))
	want(t, "another's", r.ReceiveMore(today, ours, cases.HandedOnly, nil, nil), cases.ErrNotHanded)
	want(t, "none", r.ReceiveMore(today, "x", cases.HandedOnly, nil, nil), cases.ErrNoCase)
	want(t, "sent", r.Sent(ours, 1, 20000), cases.ErrNotHanded)
	id, err := r.Receive(today, cases.HandedOnly, []cases.HandedLetter{handed("report", "Een.")})
	want(t, "receive", err, nil)
	if _, err := r.Reply(today, id, "Hallo."); !errors.Is(err, cases.ErrUnanswerable) {
		t.Error(err)
	}
	want(t, "the right comes later", r.ReceiveMore(today, id, cases.HandedThrough, []cases.HandedLetter{handed("followup", "Twee.")}, nil), nil)
	if _, err := r.Reply(today, id, "Hallo."); err != nil {
		t.Error(err)
	}
	want(t, "close", r.CloseAll(today, id), nil)
	if _, err := r.Reply(today, id, "Nog iets."); !errors.Is(err, cases.ErrClosed) {
		t.Error(err)
	}
	if states := []string{}; !slices.ContainsFunc(r.List(), func(s cases.Summary) bool {
		states = append(states, s.State)
		return s.ID == id && s.State == cases.Closed
	}) {
		t.Errorf("%q", states)
	}
}
