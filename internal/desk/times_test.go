package desk

import (
	"errors"
	"strings"
	"testing"
	"time"

	"luwte/crypto/day"
	"luwte/internal/desk/clocks"
)

// standing returns a case's clocks, "kind state due" each.
func (w *world) standing(id string) string {
	w.t.Helper()
	all, err := w.desk.Work(Filter{})
	w.must(err)
	var said []string
	for _, l := range all {
		for _, k := range l.Clocks {
			if l.ID == id && k.State != clocks.NotApplicable {
				said = append(said, string(k.Kind)+" "+string(k.State)+" "+k.Due.String())
			}
		}
	}
	return strings.Join(said, "; ")
}

// on sets the desk's clock to a moment after its last event.
func (w *world) on(t time.Time) { w.desk.now = func() time.Time { return t } }

// TestImport_ByOneWhoMayNotSeeTheCase_WritesDownFromWhatItsClocksRun has a keeper import who is named in the report: her own list stays empty, and the other's has the clocks by the terms
// of that day, whatever the settings become.
func TestImport_ByOneWhoMayNotSeeTheCase_WritesDownFromWhatItsClocksRun(t *testing.T) {
	w := newWorld(t)
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Keeper)
	terms := clocks.Default
	terms.AcknowledgmentDays, terms.FeedbackMonths = 5, 2
	w.must(w.desk.SetTerms(terms))
	received := w.desk.today()
	w.bring(w.coder().report("Anna Bos lekt adressen."))
	w.must(w.desk.SetTerms(clocks.Default))
	if all, err := w.desk.Clocks(); err != nil || len(all) != 0 {
		t.Errorf("she learns of clocks: %+v, %v", all, err)
	}
	w.enter("Bram Kok")
	list, err := w.desk.Work(Filter{})
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	l := list[0]
	if l.Times.Received != received || l.Times.Terms != terms || l.Due != string(clocks.Acknowledgment) || l.When != received+5 || l.Late {
		t.Errorf("%+v", l)
	}
	now := w.desk.now()
	w.on(now.AddDate(0, 0, 6))
	if list, err = w.desk.Work(Filter{}); err != nil || !list[0].Late {
		t.Errorf("after its term: %+v, %v", list, err)
	}
	w.on(now)
	w.export() // the receipt stands on a board
	if got := w.standing(l.ID); !strings.HasPrefix(got, "acknowledgment met "+(received+5).String()) || !strings.Contains(got, "feedback running") {
		t.Errorf("after the board: %s", got)
	}
}

func TestChangeTimes_WhatIsNoted_BeginsAndEndsClocks(t *testing.T) {
	w := newWorld(t)
	id := w.sole(w.bring(w.coder().report("Een lek."))).Case
	other := w.sole(w.bring(w.coder().report("Nog een."))).Case
	w.on(w.desk.now().Truncate(24 * time.Hour).Add(24*time.Hour + 10*time.Hour + 30*time.Minute))
	today, now := w.desk.today(), w.desk.Minute()
	soon := clocks.Default
	soon.BreachHours = 96
	w.must(w.desk.SetTerms(soon))
	w.must(w.desk.ChangeTimes(id, TimesChange{Acknowledged: &today, Breach: &now}))
	if got, want := w.standing(id), "breach running "+clocks.At(now.Time.Add(96*time.Hour)).String(); !strings.Contains(got, want) || !strings.Contains(got, "acknowledgment met") {
		t.Errorf("%s, expected %s", got, want)
	}
	if got := w.work(Filter{}); got != id+" "+other {
		t.Errorf("the breach is not first: %s", got)
	}
	why, months := "De verdachte is dood.", 6
	w.must(w.desk.ChangeTimes(id, TimesChange{Notified: &now, Informed: &today}))
	w.must(w.desk.ChangeTimes(other, TimesChange{FeedbackMonths: &months, FeedbackWhy: why, Breach: &now}))
	w.must(w.desk.ChangeTimes(other, TimesChange{NoNotice: &why}))
	if got := w.standing(id); strings.Count(got, " met ") != 3 {
		t.Errorf("all is done: %s", got)
	}
	if got := w.standing(other); strings.Contains(got, "breach") {
		t.Errorf("no notification is needed: %s", got)
	}
	before, later := w.desk.today()-2, clocks.At(w.desk.now().Add(time.Hour))
	for name, c := range map[string]struct {
		change TimesChange
		want   error
	}{
		"before the report":    {TimesChange{Informed: &before}, ErrWhen},
		"later than now":       {TimesChange{Breach: &later}, ErrWhen},
		"longer, and not why":  {TimesChange{FeedbackMonths: &months}, ErrWhy},
		"before it was judged": {TimesChange{Notified: &clocks.Moment{Day: before}}, ErrWhen},
	} {
		if err := w.desk.ChangeTimes(id, c.change); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.desk.ChangeFile(id, "case-set", nil, func(f *File) error {
		f.SetDeadlines(map[string]day.Day{"breach": today})
		return nil
	}); !errors.Is(err, ErrDeadlineName) {
		t.Errorf("a deadline of the law's: %v", err)
	}
}
