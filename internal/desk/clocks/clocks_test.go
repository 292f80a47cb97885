package clocks

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"luwte/crypto/day"
)

func date(t *testing.T, s string) day.Day {
	t.Helper()
	d, err := day.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	m, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestOf_RulesOfTheLaw_EndOnTheirDay has one line for each rule of the package comment.
func TestOf_RulesOfTheLaw_EndOnTheirDay(t *testing.T) {
	for name, c := range map[string]struct {
		received, acknowledged string
		months                 int
		basis                  Basis
		due                    string
	}{
		"acknowledged in time":                   {"2026-01-01", "2026-01-03", 0, FromAcknowledgment, "2026-04-03"},
		"not acknowledged":                       {"2026-01-01", "", 0, FromSevenDays, "2026-04-08"},
		"acknowledged on the last day":           {"2026-01-01", "2026-01-08", 0, FromAcknowledgment, "2026-04-08"},
		"late acknowledgment puts nothing off":   {"2026-01-01", "2026-02-20", 0, FromSevenDays, "2026-04-08"},
		"end of a month with fewer days":         {"2025-11-28", "2025-11-30", 0, FromAcknowledgment, "2026-02-28"},
		"the same in a leap year":                {"2027-11-28", "2027-11-30", 0, FromAcknowledgment, "2028-02-29"},
		"last day of a short month":              {"2026-02-27", "2026-02-28", 0, FromAcknowledgment, "2026-05-28"},
		"a longer term, justified":               {"2026-08-29", "2026-08-31", 6, FromAcknowledgment, "2027-02-28"},
		"an end on a Sunday stays on the Sunday": {"2026-08-10", "2026-08-15", 0, FromAcknowledgment, "2026-11-15"},
	} {
		k := Case{Received: date(t, c.received), FeedbackMonths: c.months}
		if c.acknowledged != "" {
			k.Acknowledged = date(t, c.acknowledged)
		}
		got := Default.Of(k, moment(t, "2026-01-01 00:00"))[1]
		if got.Basis != c.basis || got.Due.String() != c.due {
			t.Errorf("%s: %s from %s, expected %s from %s", name, got.Due, got.Basis, c.due, c.basis)
		}
	}
	if got := Default.Of(Case{Received: date(t, "2026-02-25")}, time.Time{})[0]; got.Due.String() != "2026-03-04" || got.Basis != FromReceipt {
		t.Errorf("acknowledgment: %+v", got)
	}
}

func TestOf_AsTimePasses_StatesFollowEachOther(t *testing.T) {
	c := Case{Received: date(t, "2026-01-01"), Aware: At(moment(t, "2026-01-02 14:30"))}
	for now, want := range map[string][3]State{
		"2026-01-01 12:00": {Running, Running, Running},
		"2026-01-04 14:29": {Running, Running, Running},
		"2026-01-04 14:30": {Running, Running, Soon},
		"2026-01-05 14:29": {Running, Running, Soon},
		"2026-01-05 14:30": {Running, Running, Overdue},
		"2026-01-06 00:00": {Soon, Running, Overdue},
		"2026-01-08 23:59": {Soon, Running, Overdue},
		"2026-01-09 00:00": {Overdue, Running, Overdue},
		"2026-03-25 00:00": {Overdue, Soon, Overdue},
		"2026-04-08 23:59": {Overdue, Soon, Overdue},
		"2026-04-09 00:00": {Overdue, Overdue, Overdue},
	} {
		for i, k := range Default.Of(c, moment(t, now)) {
			if k.State != want[i] || k.Kind != Kinds[i] {
				t.Errorf("%s: %s is %s, expected %s", now, k.Kind, k.State, want[i])
			}
		}
	}
}

func TestOf_WhatWasDone_IsMetOrLate(t *testing.T) {
	now := moment(t, "2026-12-01 00:00")
	aware := moment(t, "2026-01-02 14:30")
	c := Case{Received: date(t, "2026-01-01"), Acknowledged: date(t, "2026-01-08"), Informed: date(t, "2026-04-08"), Aware: At(aware), Notified: At(aware.Add(72 * time.Hour))}
	for _, k := range Default.Of(c, now) {
		if k.State != Met || k.Late {
			t.Errorf("on the last moment: %+v", k)
		}
	}
	c.Acknowledged, c.Informed, c.Notified = c.Acknowledged+1, c.Informed+1, At(aware.Add(72*time.Hour+time.Minute))
	for _, k := range Default.Of(c, now) {
		if k.State != Met || !k.Late {
			t.Errorf("just after it: %+v", k)
		}
	}
	// Where only the day of either is known, the clock has run from its first minute, and a notification on the last day is not called late.
	c.Aware, c.Notified = On(date(t, "2026-01-02")), On(date(t, "2026-01-04"))
	if k := Default.Of(c, now)[2]; k.Late || k.Due.String() != "2026-01-05 00:00 UTC" {
		t.Errorf("days only: %+v", k)
	}
	c.Notified = On(date(t, "2026-01-05"))
	if k := Default.Of(c, now)[2]; !k.Late {
		t.Errorf("days only, after 72 hours: %+v", k)
	}
}

func TestOf_NothingOwed_IsNotApplicable(t *testing.T) {
	now := moment(t, "2026-12-01 00:00")
	received := date(t, "2026-01-01")
	for name, c := range map[string]Case{
		"unanswerable": {Received: received, Unanswerable: true},
		"closed":       {Received: received, Closed: true},
		"no breach":    {Received: received, Acknowledged: received, Informed: received},
		"no risk":      {Received: received, Acknowledged: received, Informed: received, Aware: On(received), NoNotice: true},
	} {
		for _, k := range Default.Of(c, now) {
			if k.Open() {
				t.Errorf("%s: %+v", name, k)
			}
		}
	}
	if k := Default.Of(Case{Received: received, Closed: true, Aware: On(received)}, now)[2]; k.State != Overdue {
		t.Errorf("a closed case still owes the authority its notification: %+v", k)
	}
}

// some returns a random case and moments around it.
func some(r *rand.Rand) Case {
	received := day.Day(20000 + r.IntN(2000))
	c := Case{ID: string(rune('a' + r.IntN(26))), Received: received, Unanswerable: r.IntN(9) == 0, Closed: r.IntN(9) == 0, NoNotice: r.IntN(9) == 0}
	for _, d := range []*day.Day{&c.Acknowledged, &c.Informed} {
		if r.IntN(2) == 0 {
			*d = received + day.Day(r.IntN(150))
		}
	}
	for _, m := range []*Moment{&c.Aware, &c.Notified} {
		switch r.IntN(3) {
		case 0:
			*m = On(received + day.Day(r.IntN(30)))
		case 1:
			*m = At(start(received).Add(time.Duration(r.IntN(30*24*60)) * time.Minute))
		}
	}
	return c
}

// TestOf_AnyCase_TimeOnlyMovesClocksOn: no clock goes back as time passes, only the state depends on now, and dues follow from what they run from.
func TestOf_AnyCase_TimeOnlyMovesClocksOn(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	order := []State{Running, Soon, Overdue}
	for range 2000 {
		c := some(r)
		var before []Clock
		for now := start(c.Received); now.Before(start(c.Received + 260)); now = now.Add(time.Duration(1+r.IntN(400)) * time.Hour) {
			all := Default.Of(c, now)
			for i, k := range all {
				if before == nil {
					continue
				}
				was := before[i]
				if slices.Index(order, k.State) < slices.Index(order, was.State) {
					t.Fatalf("%+v went from %s to %s", c, was.State, k.State)
				}
				if was.State = k.State; was != k {
					t.Fatalf("%+v changed into %+v", was, k)
				}
				if k.Basis != FromNothing && k.Due.begin().Before(k.From.begin()) {
					t.Fatalf("due before it runs: %+v", k)
				}
				if (k.State == Overdue) != (k.Open() && !now.Before(k.Due.end())) {
					t.Fatalf("at %s: %+v", now, k)
				}
			}
			before = all
		}
	}
}

// TestAddMonths_AnyDay_IsTheSameNumberOrTheMonthsLast compares with the definition, over eight years with two leap years.
func TestAddMonths_AnyDay_IsTheSameNumberOrTheMonthsLast(t *testing.T) {
	for d := date(t, "2024-01-01"); d < date(t, "2032-01-01"); d++ {
		for _, months := range []int{1, 3, 6, 12} {
			from, to := start(d), start(addMonths(d, months))
			if n := (to.Year()-from.Year())*12 + int(to.Month()-from.Month()); n != months {
				t.Fatalf("%s and %d months: %s", d, months, to)
			}
			if lastOf := to.AddDate(0, 0, 1).Day() == 1; to.Day() != from.Day() && (!lastOf || to.Day() > from.Day()) {
				t.Fatalf("%s and %d months: %s", d, months, to)
			}
		}
	}
}

func TestSort_AnyOrder_PutsTheMostUrgentFirst(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	now := start(20500)
	var all []Clock
	for i := range 300 {
		c := some(r)
		c.Received = day.Day(20380 + r.IntN(140))
		c.ID = string(rune('A'+i%26)) + string(rune('a'+i/26))
		all = append(all, Default.Of(c, now)...)
	}
	Sort(all)
	for i, k := range all[1:] {
		b := all[i]
		switch {
		case k.Open() && !b.Open(), k.State == Overdue && b.State != Overdue, k.State == Met && b.State == NotApplicable:
			t.Fatalf("%+v after %+v", k, b)
		case k.Open() && k.Due.end().Before(b.Due.end()):
			t.Fatalf("due %s after due %s", k.Due, b.Due)
		}
	}
	shuffled := slices.Clone(all)
	r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	Sort(shuffled)
	if !slices.Equal(all, shuffled) {
		t.Error("the order depends on the order before")
	}
}

func TestTexts_BothLanguages_SayTheNumbersAndTheDays(t *testing.T) {
	terms := Default
	terms.BreachHours = 96
	c := Case{Received: date(t, "2026-01-01"), Aware: At(moment(t, "2026-01-02 14:30"))}
	for language, want := range map[string][]string{
		"nl": {"Binnen 7 dagen", "Binnen 3 maanden", "Binnen 96 uur", "loopt vanaf de ontvangst op 1 januari 2026", "vanaf 8 januari 2026, de laatste dag", "nog 5 dagen, tot en met 8 januari 2026", "nog 63 uur, tot 6 januari 2026, 14:30 UTC"},
		"en": {"Within 7 days", "Within 3 months", "Within 96 hours", "runs from the receipt on 1 January 2026", "from 8 January 2026, the last day", "5 days left, until 8 January 2026", "63 hours left, until 6 January 2026, 14:30 UTC"},
	} {
		now := moment(t, "2026-01-03 23:00")
		var said []string
		for _, k := range terms.Of(c, now) {
			said = append(said, k.Kind.Name(language), terms.Meaning(k.Kind, language), k.Reason(language), k.Standing(language, now))
			if n := strings.Count(terms.Meaning(k.Kind, language), "."); n != 1 {
				t.Errorf("%s: %d sentences", k.Kind, n)
			}
		}
		all := strings.Join(said, "\n")
		for _, w := range want {
			if !strings.Contains(all, w) {
				t.Errorf("%s: %q is not in\n%s", language, w, all)
			}
		}
	}
	for _, language := range Languages {
		if words[language].names[Breach] == "" || len(words[language].bases) != 4 {
			t.Errorf("%s lacks words", language)
		}
	}
}
