package desk

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/day"
)

// TestCheckToday_ClockYearsAhead_IsSaidBeforeAnythingIsDestroyed has a clock that would destroy every epoch.
func TestCheckToday_ClockYearsAhead_IsSaidBeforeAnythingIsDestroyed(t *testing.T) {
	founded, err := day.Parse("2027-01-10")
	if err != nil {
		t.Fatal(err)
	}
	w := foundWorld(t, founded, "")
	w.session(1, 2)
	if due, err := w.desk.Due(); err != nil || due != nil {
		t.Errorf("in time: %v, %v", due, err)
	}
	w.today += 5 * 365
	due, err := w.desk.Due()
	if err != nil || len(due) != DefaultMonths+1 || !slices.IsSorted(due) {
		t.Errorf("a clock years ahead: %v, %v", due, err)
	}
	if err := w.desk.CheckToday(founded); !errors.Is(err, ErrDay) || !strings.Contains(err.Error(), w.today.String()) {
		t.Errorf("the day it is: %v", err)
	}
	for off, want := range map[int]error{-2: ErrDay, -1: nil, 0: nil, 1: nil, 2: ErrDay} {
		if err := w.desk.CheckToday(day.Day(int(w.today) + off)); !errors.Is(err, want) {
			t.Errorf("%d days off: %v", off, err)
		}
	}
}

// TestDesk_Printed_ShowsNoSecret prints what holds keys in every usual way.
func TestDesk_Printed_ShowsNoSecret(t *testing.T) {
	w := foundWorld(t, 20000, "a passphrase of tests")
	w.session(1, 2)
	_, g := w.gather(1, 2)
	all, err := g.All()
	w.must(err)
	w.desk.passphrase = "seven geese of Anna"
	dealt := &Dealt{Shares: w.shares}
	for _, v := range []any{*w.desk, w.desk, *g, g, all.Epochs, all.Epochs[0], &all.Epochs[0], dealt, *dealt} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
			if text := fmt.Sprintf(verb, v); len(text) > 600 || strings.Contains(text, "geese") {
				t.Errorf("%T as %s is printed: %.60s…", v, verb, text)
			}
		}
	}
}
