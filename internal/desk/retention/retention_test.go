package retention_test

import (
	"errors"
	"testing"

	"luwte/crypto/day"
	"luwte/internal/desk/figures"
	"luwte/internal/desk/retention"
)

// TestDefault_Terms_FitTheOutcomesOfTheFigures: each outcome that a closed case can have there has a term here with its reason, and the last is for all others.
func TestDefault_Terms_FitTheOutcomesOfTheFigures(t *testing.T) {
	terms, err := retention.Default()
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := figures.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range scheme.Dimensions {
		if d.ID != figures.Outcome {
			continue
		}
		for _, v := range d.Values {
			if term := terms.Of(v.ID); v.ID != figures.StillOpen && (term.Outcome != v.ID || term.Title["nl"] != v.Title["nl"] || term.Title["en"] != v.Title["en"]) {
				t.Errorf("%s: %+v", v.ID, term)
			}
		}
	}
	for _, term := range terms {
		if term.Months < 1 || term.Why["nl"] == "" || term.Why["en"] == "" {
			t.Errorf("%+v", term)
		}
	}
	if term := terms.Of("anders"); term.Outcome != "" || term.Title.In("pap") != "Another outcome" {
		t.Errorf("%+v", term)
	}
}

func TestWith_Terms_AreChangedAndOthersStay(t *testing.T) {
	terms, err := retention.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, months := range []int{-1, 601} {
		if _, err := terms.With("founded", months); !errors.Is(err, retention.ErrTerm) {
			t.Errorf("%d: %v", months, err)
		}
	}
	changed, err := terms.With("founded", retention.Never)
	if err == nil {
		changed, err = changed.With("waarschuwing", 3)
	}
	if err == nil {
		changed, err = changed.With("", 5)
	}
	if err != nil {
		t.Fatal(err)
	}
	for outcome, months := range map[string]int{"founded": 0, "waarschuwing": 3, "other": 5, "partly": 24} {
		if got := changed.Of(outcome).Months; got != months {
			t.Errorf("%s: %d", outcome, got)
		}
	}
	if terms.Of("founded").Months != 24 || changed.Of("founded").Why != nil || changed.Of("partly").Why == nil {
		t.Error("the defaults were changed, or reasons are not those of the terms")
	}
}

func TestDue_Months_AreCalendarMonthsAndNeverShort(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{{"2026-11-22", 2, "2027-01-22"}, {"2026-12-31", 2, "2027-03-03"}, {"2024-02-29", 12, "2025-03-01"}, {"2026-01-01", 24, "2028-01-01"}} {
		from, err1 := day.Parse(c.from)
		want, err2 := day.Parse(c.want)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if got := (retention.Term{Months: c.months}).Due(from); got != want {
			t.Errorf("%s and %d months: %s", c.from, c.months, got)
		}
	}
	if got := (retention.Term{}).Due(20000); got != 0 {
		t.Errorf("never: %s", got)
	}
}
