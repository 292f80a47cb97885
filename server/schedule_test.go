package server

import (
	"errors"
	"testing"
	"time"
)

func TestNextNight_AnyMoment_IsBetweenTwoAndFourWithinADay(t *testing.T) {
	for minute := range 24 * 60 {
		now := time.Date(2026, 3, 1, 0, minute, 17, 0, time.FixedZone("Kralendijk", -4*3600))
		next := nextNight(now)
		if hour := next.UTC().Hour(); hour < 2 || hour >= 4 || !next.After(now) || next.Sub(now) > 26*time.Hour {
			t.Fatalf("after %v comes %v", now, next)
		}
	}
}

func TestSchedule_Tides_ComeAsOftenAsTheyMay(t *testing.T) {
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) time.Time { return start.Add(d) }
	s := schedule{night: at(tideFirst)}
	due := func(d time.Duration, want bool, why string) {
		t.Helper()
		if s.due(at(d)) != want {
			t.Errorf("after %v: due is %t: %s", d, !want, why)
		}
	}
	due(time.Minute, false, "nobody asked")
	due(tideFirst, true, "the first comes by itself")
	s.want(at(time.Minute))
	s.want(at(time.Minute + tideDelay/2))
	due(time.Minute+tideDelay/2, false, "others may come")
	due(time.Minute+tideDelay, true, "a dispatch asked")

	s.wanted = false
	s.ended(at(time.Minute), at(2*time.Minute), nil)
	due(tideFirst, false, "the next comes at night")
	due(16*time.Hour, true, "the night is over")
	s.want(at(3 * time.Minute))
	due(time.Minute+tidePause, false, "the last is too near")
	due(2*time.Minute+tidePause, true, "it is long ago")

	s.wanted = false
	s.ended(at(0), at(time.Hour), errors.New("full"))
	due(9*time.Hour, false, "the last took an hour")
	due(11*time.Hour, true, "it failed and is tried again")
}
