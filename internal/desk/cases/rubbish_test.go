package cases_test

import (
	"fmt"
	"testing"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
)

// said returns the outcome of a report whose words, answers and files are these.
func said(t *testing.T, r *cases.Register, name, text string, change func(*message.Report)) *cases.Outcome {
	t.Helper()
	o := report(name).opened()
	m := o.Message.(*message.Report)
	if m.Text = text; change != nil {
		change(m)
	}
	out, err := r.Take(today, o)
	if err != nil {
		t.Fatal(err)
	}
	return &out[0]
}

// rubbish says whether a case is listed as rubbish; it is listed in any case.
func rubbish(t *testing.T, r *cases.Register, id string) bool {
	t.Helper()
	for _, s := range r.List() {
		if s.ID == id {
			return s.Rubbish != ""
		}
	}
	t.Fatalf("%s is not listed", id)
	return false
}

func TestTake_ReportThatSaysNothing_GetsNoReceiptUntilItIsTakenUp(t *testing.T) {
	r := newRegister(t, testKeys)
	for i, text := range []string{" \n\t\r", "\u00a0\u2003\u3000", "\u200b\u200d\ufeff\u2060\u00ad", "\u3164\u115f\u2800\ufe0f"} {
		id := said(t, r, fmt.Sprint("blank ", i), text, nil).Case
		if !rubbish(t, r, id) {
			t.Errorf("%q gets a receipt", text)
		}
	}
	if p := r.Publish(today, cases.Room{Entries: 16}, 4); p.Entries()+len(p.Waits) != 0 {
		t.Errorf("%d notes, %d wait", p.Entries(), len(p.Waits))
	}
	for i, c := range []struct {
		text   string
		change func(*message.Report)
	}{
		{".", nil}, {" 👍 ", nil}, {"؟", nil}, {"\u0301", nil}, {"\ue000", nil},
		{" ", func(m *message.Report) { m.Answers = []message.Answer{{ID: "a", Values: []string{"yes"}}} }},
		{" ", func(m *message.Report) { m.Answers = []message.Answer{{ID: "a", Answer: "ja"}} }},
		{" ", func(m *message.Report) { m.Files = []message.FileRef{{Name: "a", Size: 1, Parcels: nil}} }},
	} {
		if id := said(t, r, fmt.Sprint("says ", i), c.text, c.change).Case; rubbish(t, r, id) {
			t.Errorf("%d: %q is taken for rubbish", i, c.text)
		}
	}
}

func TestRubbish_OfficerOrReporterGoesOn_GetsItsReceipt(t *testing.T) {
	for name, on := range map[string]func(*cases.Register, string) error{
		"taken up": func(r *cases.Register, id string) error { return r.TakeUp(today, id) },
		"answered": func(r *cases.Register, id string) error { _, err := r.Reply(today, id, "Ja?"); return err },
		"goes on": func(r *cases.Register, id string) error {
			_, err := r.Take(today, turn("a", "b").opened())
			return err
		},
	} {
		r := newRegister(t, testKeys)
		id := said(t, r, "a", " ", nil).Case
		if err := on(r, id); err != nil {
			t.Fatal(err)
		}
		p := r.Publish(today, cases.Room{Entries: 16}, 4)
		if rubbish(t, r, id) || len(p.Items) != 1 || p.Items[0].Notes[0].Kind != message.KindReceipt {
			t.Errorf("%s: %+v", name, p.Items)
		}
	}
}

func TestSame_MoreThanABureauHas_GetNoReceiptsAndOthersDo(t *testing.T) {
	r := newRegister(t, testKeys)
	var outcomes []*cases.Outcome
	for i := range cases.MaxSame + 1 {
		outcomes = append(outcomes, said(t, r, fmt.Sprint("colleague ", i), "Wij tekenen allen.", nil))
	}
	if n := r.Same(today, outcomes); n != 0 {
		t.Errorf("%d of as many as may say the same get no receipt", n)
	}
	var flood []*cases.Outcome
	for i := range cases.MaxSame + 2 {
		flood = append(flood, said(t, r, fmt.Sprint("flood ", i), "Koop nu.", nil))
	}
	other := said(t, r, "other", "Koop nu!", nil)
	if err := r.TakeUp(today, flood[7].Case); err != nil {
		t.Fatal(err)
	}
	if n := r.Same(today, append(flood, other)); n != cases.MaxSame+1 {
		t.Errorf("%d get no receipt", n)
	}
	if !rubbish(t, r, flood[0].Case) || rubbish(t, r, flood[7].Case) || rubbish(t, r, other.Case) || rubbish(t, r, outcomes[0].Case) {
		t.Error("the wrong ones")
	}
}

func TestPublish_ReceiptsAsConfigured_AreSoManyAndNoMore(t *testing.T) {
	r, ids := opened(t, "a", "b", "c", "d", "e")
	reply(t, r, ids["a"], parts(3))
	for _, c := range []struct{ receipts, want int }{{1, 1}, {2, 2}, {5, 5}, {6, 5}, {0, 5}} {
		p := r.Publish(today, cases.Room{Entries: 8, Receipts: c.receipts}, 4)
		zero := 0
		for _, i := range p.Items {
			for _, n := range i.Notes {
				if n.Slot == 0 {
					zero++
				}
			}
		}
		if zero != c.want || p.Entries()-zero != 3 {
			t.Errorf("%d receipts: %d and %d of answers", c.receipts, zero, p.Entries()-zero)
		}
	}
}

// TestPublish_FloodOfReports_KeepsReceiptsOfCasesTakenUpOnTheBoard has reports that no rule can tell from honest ones.
func TestPublish_FloodOfReports_KeepsReceiptsOfCasesTakenUpOnTheBoard(t *testing.T) {
	r, ids := opened(t, "a", "b", "c", "d")
	for _, code := range []string{"a", "b", "c", "d"} {
		if err := r.TakeUp(today, ids[code]); err != nil {
			t.Fatal(err)
		}
	}
	reply(t, r, ids["a"], "Wanneer?")
	for i := range 500 {
		said(t, r, fmt.Sprint("flood ", i), fmt.Sprint("Een ander verhaal ", i), nil)
	}
	late := said(t, r, "e", "Eerlijk.", nil).Case
	if err := r.TakeUp(today, late); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, got := board(t, r, cases.By{Day: today.Day + 1}, 16); got["a"] == "" || got["b"] != "0" || got["c"] != "0" || got["d"] != "0" || got["e"] != "0" {
			t.Errorf("board %v", got)
		}
	}
}

func TestTake_FollowupThatReadAnswers_SaysHowMany(t *testing.T) {
	r, ids := opened(t, "a")
	reply(t, r, ids["a"], "one")
	reply(t, r, ids["a"], parts(2))
	reply(t, r, ids["a"], "four")
	board(t, r, today, 16)
	for _, c := range []struct {
		s    sent
		want int
	}{{turn("a", "2").reads(0, 1, 2), 1}, {turn("a", "2").again().reads(1, 2, 3), 1}, {turn("a", "2").again().again().reads(3), 0}} {
		out, err := r.Take(today, c.s.opened())
		if err != nil || out[0].Read != c.want {
			t.Errorf("%s: %+v, %v", c.s.name, out, err)
		}
	}
}
