package desk

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/day"
	"luwte/internal/desk/register"
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

// TestDestroyUnasked_ClockInDoubt_DestroysNothing has a desk for daily work that is used each fortnight, then one whose clock jumps, and one that was left alone.
func TestDestroyUnasked_ClockInDoubt_DestroysNothing(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), everyDay)
	w.daily()
	days := func(to string) { // an event every 14 days until a day
		for end := parse(t, to); w.today < end; w.today = min(w.today+14, end) {
			w.must(w.desk.reg.Update(func(tx *register.Tx) error { return w.desk.logEvent(tx, w.desk.event("import", "", nil)) }))
		}
	}
	unasked := func(when string, want ...uint64) {
		t.Helper()
		if gone, err := w.desk.DestroyUnasked(); err != nil || !slices.Equal(gone, want) {
			t.Errorf("%s: destroyed %v, %v", when, gone, err)
		}
	}
	days("2027-05-19")
	w.today += steadyDays
	unasked("a day early, with a clock that jumped")
	w.today -= steadyDays
	days("2027-06-09")
	unasked("a day early")
	w.today++
	unasked("on its day", 1)
	days("2027-07-11")
	wait := func(n uint64) {
		w.must(w.desk.reg.Update(func(tx *register.Tx) error { return putNumber(tx, dispatchBucket, lockedKey, n) }))
	}
	wait(1)
	unasked("while a parcel waits for a key that was never released")
	wait(0)
	unasked("when it does not any more", 2)
	w.today = parse(t, "2028-05-20")
	if due, err := w.desk.Due(); err != nil || len(due) < 9 {
		t.Fatalf("%v, %v", due, err)
	}
	unasked("after a jump")
	days("2028-07-01")
	unasked("after a jump that nobody noticed for weeks")
	if gone, err := w.desk.Destroy(); err != nil || len(gone) != 11 {
		t.Errorf("asked: %v, %v", gone, err)
	}
	_, gone, err := w.desk.Epochs()
	w.must(err)
	if first := gone[0]; !first.Unasked || first.Day != parse(t, "2027-06-10") || first.Actor != "alice" || len(first.Files) != 2 || gone[2].Unasked {
		t.Errorf("%+v", gone[:3])
	}
	w.session(1, 2)
	w.desk.passphrase = "" // custodians opened it
	unasked("without the passphrase")
}

// TestDestroy_Recorded_NamesFilesKeyAndCustodians compares what the minutes say with the files as they were.
func TestDestroy_Recorded_NamesFilesKeyAndCustodians(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "")
	w.session(3, 1)
	w.backup()
	w.today = parse(t, "2027-06-01")
	w.session(3, 1)
	e, before := w.desk.keys.Epochs()[0], hexSum(w.read(dealingFile))
	if gone, err := w.desk.Destroy(); err != nil || len(gone) != 1 {
		t.Fatalf("%v, %v", gone, err)
	}
	w.session(1, 2)
	_, gone, err := w.desk.Epochs()
	w.must(err)
	want := Destroyed{Epoch: 1, From: e.From, Until: e.Until, Recipient: hexSum([]byte(e.Recipient)), Day: w.today, Actor: "alice", Custodians: []string{"Anna", "Clara"},
		Files: map[string]string{dealingFile: before}}
	if !reflect.DeepEqual(gone, []Destroyed{want}) {
		t.Errorf("%+v", gone)
	}
	if copies, err := w.desk.Copies(w.today); err != nil || !slices.Equal(copies, []day.Day{parse(t, "2027-01-10")}) {
		t.Errorf("backups of %v, %v", copies, err)
	}
	w.backup()
	if copies, err := w.desk.Copies(w.today - 1); err != nil || len(copies) != 1 {
		t.Errorf("backups of %v, %v", copies, err)
	}
}

// TestDesk_Printed_ShowsNoSecret prints what holds keys in every usual way.
func TestDesk_Printed_ShowsNoSecret(t *testing.T) {
	w := foundWorld(t, 20000, everyDay)
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

// TestOpen_AfterAClockThatWasAhead_GoesOnWhenSomebodySaysTheDay, and the log says so; nobody is let in by a day that the clock does not have.
func TestOpen_AfterAClockThatWasAhead_GoesOnWhenSomebodySaysTheDay(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "")
	w.today += 400
	w.session(1, 2)
	w.backup() // something is done
	w.today -= 400
	w.must(w.desk.Close())
	open := func(said day.Day) (*Desk, error) {
		dealing, g := w.gather(1, 3)
		return openGatheredAt(w.dir, dealing, g, "alice", w.clock, Today(said))
	}
	if _, err := open(w.today + 400); !errors.Is(err, ErrDay) {
		t.Errorf("a day that the clock does not have: %v", err)
	}
	dealing, g := w.gather(1, 3)
	if _, err := openGatheredAt(w.dir, dealing, g, "alice", w.clock); !errors.Is(err, ErrClock) {
		t.Errorf("nobody said what day it is: %v", err)
	}
	d, err := open(w.today)
	w.must(err)
	log, err := d.Log()
	w.must(err)
	if last := log[len(log)-1]; last.Action != clockAction || last.Detail["was"] != (w.today+400).String() {
		t.Errorf("%+v", last)
	}
	w.must(d.VerifyLog())
	w.must(d.Close())
	w.session(1, 2) // from then on without
	if due, err := w.desk.Due(); err != nil || len(due) != 0 {
		t.Errorf("%v, %v", due, err)
	}
	before, err := w.desk.Log()
	w.must(err)
	w.must(w.desk.Close())
	if d, err = open(w.today); err != nil {
		t.Fatal(err)
	}
	w.desk = d
	if after, err := d.Log(); err != nil || len(after) != len(before) {
		t.Errorf("said where nothing was wrong, it is logged: %v", err)
	}
}
