package day_test

import (
	"testing"
	"time"

	"luwte/crypto/day"
)

func TestParse_Dates_ComeBack(t *testing.T) {
	for s, want := range map[string]day.Day{"1970-01-01": 0, "1970-01-02": 1, "2000-02-29": 11016, "2026-11-22": 20779, "9999-12-31": day.Last} {
		d, err := day.Parse(s)
		if err != nil || d != want || d.String() != s {
			t.Errorf("%s: %d %s %v", s, d, d, err)
		}
	}
	for _, s := range []string{"", "2026-2-3", "2026-02-30", "1969-12-31", "10000-01-01", "2026-11-22 ", "2026-11-22T00:00:00Z", "２026-11-22"} {
		if _, err := day.Parse(s); err == nil {
			t.Errorf("%q was accepted", s)
		}
	}
	if _, err := (day.Last + 1).MarshalText(); err == nil {
		t.Error("a day after 9999 was written")
	}
}

func TestOf_IsTheUTCDay(t *testing.T) {
	zone := time.FixedZone("east", 5*60*60)
	if d := day.Of(time.Date(2026, 11, 23, 1, 0, 0, 0, zone)); d.String() != "2026-11-22" {
		t.Errorf("%s", d)
	}
	if d := day.Of(time.Unix(-5, 0)); d != 0 {
		t.Errorf("before 1970: %d", d)
	}
}
