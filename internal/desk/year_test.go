//go:build !race

package desk

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/quorum"
	"luwte/internal/desk/cases"
)

// The year takes minutes under the race detector; make test runs it without.

// TestYear_MonthlyEpochs_DestroyedOnTimeAndCasesIntact is a bureau's first fourteen months: a report and an answer each month, parcels that come late,
// epochs destroyed when they are due, a custodian replaced in month 5, charter and epochs renewed.
func TestYear_MonthlyEpochs_DestroyedOnTimeAndCasesIntact(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "")
	w.session(1, 2)
	w.export()
	first, late := w.coder(), []byte(nil)
	w.visit(w.today)
	id := w.sole(w.bring(first.report("January."))).Case
	var reported, gone []uint64
	for month := 1; month <= 14; month++ {
		w.today = monthAfter(w.today, 1) - 2 // two days before the next month
		w.session(1+month%3, 1+(month+1)%3)
		e := w.visit(w.today + 1) // a clock that is ahead, still of this month
		reported = append(reported, e.Epoch)
		one := w.coder()
		if got := w.sole(w.bring(one.report(fmt.Sprint("Month ", month)))); got.Kind != cases.NewCase {
			t.Fatalf("month %d: %+v", month, got)
		}
		if month == 3 {
			late = w.coder().report("Sent in March, brought in June.")
		}
		w.today = monthAfter(w.today, 1) + 9
		if month == 5 {
			w.replaceCustodian()
		}
		if month == 11 {
			w.renew()
		}
		w.session(1, 3)
		if month == 6 {
			if got := w.sole(w.bring(late)); got.Kind != cases.NewCase {
				t.Errorf("a late parcel: %+v", got)
			}
		}
		gone = append(gone, w.destroyDue()...)
		board := w.export()
		one.says(board, "receipt")
	}
	if want := []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}; !slices.Equal(reported, want) {
		t.Errorf("reports went to epochs %v", reported)
	}
	if want := []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}; !slices.Equal(gone, want) {
		t.Errorf("epochs %v are destroyed", gone)
	}
	w.afterAYear(id, first, 16)
}

// TestYear_DailyProfile_DestroysByItselfAndCasesIntact is the same with a passphrase for daily work: custodians come to release a month, to deal anew and to renew, and for
// nothing else.
func TestYear_DailyProfile_DestroysByItselfAndCasesIntact(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), everyDay)
	w.session(1, 2)
	w.export()
	w.daily()
	first, late := w.coder(), []byte(nil)
	w.visit(w.today)
	id := w.sole(w.bring(first.report("January."))).Case
	var reported, gone []uint64
	for month := uint64(1); month <= 12; month++ {
		w.today = monthAfter(w.today, 1) - 2
		w.release(month + 1)
		e := w.visit(w.today + 1)
		reported = append(reported, e.Epoch)
		one := w.coder()
		if got := w.sole(w.bring(one.report(fmt.Sprint("Month ", month)))); got.Kind != cases.NewCase {
			t.Fatalf("month %d: %+v", month, got)
		}
		if month == 3 {
			late = w.coder().report("Sent in March, brought in June.")
		}
		w.today = monthAfter(w.today, 1) + 9
		w.daily()
		switch month {
		case 5:
			w.dealDaily("Dirk", 1)
		case 6:
			if got := w.sole(w.bring(late)); got.Kind != cases.NewCase {
				t.Errorf("a late parcel: %+v", got)
			}
		case 11:
			w.dealDaily("Dirk", DefaultMonths)
			w.session(2, 3) // the root key signs the next charter
			w.export()
			w.daily()
		}
		w.bring()
		gone = append(gone, w.destroyDueBy(w.desk.DestroyUnasked, w.daily)...)
		one.says(w.export(), "receipt")
	}
	if want := []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}; !slices.Equal(reported, want) {
		t.Errorf("reports went to epochs %v", reported)
	}
	if want := []uint64{1, 2, 3, 4, 5, 6, 7, 8}; !slices.Equal(gone, want) {
		t.Errorf("epochs %v are destroyed", gone)
	}
	w.afterAYear(id, first, 14)
}

// release has custodians release an epoch to the desk, and go.
func (w *dealtWorld) release(epoch uint64) {
	w.t.Helper()
	w.daily()
	_, g := w.gather(1, 3)
	w.must(w.desk.Gathered(g))
	w.must(w.desk.Release(epoch))
	w.desk.Forget()
}

// dealDaily deals anew to Anna, another, and Clara, for daily work: epochs released before stay with the desk.
func (w *dealtWorld) dealDaily(second string, months int) {
	w.t.Helper()
	_, g := w.gather(1, 3)
	w.must(w.desk.Gathered(g))
	before := w.desk.keys.Marks()
	d, err := w.desk.DealAnew(Quorum{2, []string{"Anna", second, "Clara"}, months}, true)
	w.must(err)
	w.must(d.Finish())
	old := w.shares
	w.shares = d.Shares
	w.daily()
	if !reflect.DeepEqual(before, w.desk.keys.Marks()) {
		w.t.Error("other epochs are open")
	}
	_, g = w.gather(2)
	if err := g.AddShare(old[0]); err != quorum.ErrOutdated {
		w.t.Errorf("an old share: %v", err)
	}
}

// destroyDue destroys what is due, as custodians do in a session.
func (w *dealtWorld) destroyDue() []uint64 {
	w.t.Helper()
	return w.destroyDueBy(w.desk.Destroy, func() { w.session(2, 3) })
}

// destroyDueBy sees that what is destroyed is so neither early nor late, that a parcel for it is reported, and that no share opens it.
func (w *dealtWorld) destroyDueBy(destroy func() ([]uint64, error), again func()) []uint64 {
	w.t.Helper()
	states, _, err := w.desk.Epochs()
	w.must(err)
	sealed := map[uint64][]byte{}
	for _, s := range states {
		// The drop keeps 13 weeks, rounded up to a whole one; two days of clocks and a week of a pouch.
		if age := int(w.today) - int(s.Until); (age >= 14*7+9) != (s.Due <= w.today) {
			w.t.Errorf("epoch %d is due on %s", s.Epoch.Epoch, s.Due)
		}
		w.in = s.Epoch
		sealed[s.Epoch.Epoch] = w.coder().report("Too late.")
	}
	gone, err := destroy()
	w.must(err)
	again()
	_, g := w.gather(1, 2)
	for _, n := range gone {
		if got := w.sole(w.bring(sealed[n])); got.Kind != cases.Unreadable || !strings.Contains(got.Reason, fmt.Sprintf("%d on %s", n, w.today)) {
			w.t.Errorf("a parcel for destroyed epoch %d: %+v", n, got)
		}
		if _, err := g.Epoch(n); err != quorum.ErrNoSecret {
			w.t.Errorf("epoch %d: %v", n, err)
		}
	}
	return gone
}

// replaceCustodian deals anew: Boris leaves, Dirk comes.
func (w *dealtWorld) replaceCustodian() {
	w.t.Helper()
	w.session(1, 3)
	before := w.desk.keys.Epochs()
	d, err := w.desk.DealAnew(Quorum{2, []string{"Anna", "Dirk", "Clara"}, 1}, false)
	w.must(err)
	if d.Void == nil || !slices.Equal(d.Void.Custodians, []string{"Anna", "Boris", "Clara"}) || d.Void.Dealing != 1 || d.Dealing != 2 {
		w.t.Errorf("void is %+v", d.Void)
	}
	w.must(d.Finish())
	old := w.shares
	w.shares = d.Shares
	w.session(2, 3)
	if !reflect.DeepEqual(before, w.desk.keys.Epochs()) {
		w.t.Error("what reporters see changed")
	}
	_, g := w.gather(1)
	for _, s := range old {
		if err := g.AddShare(s); err != quorum.ErrOutdated {
			w.t.Errorf("an old share: %v", err)
		}
	}
	if c, err := w.desk.Custody(); err != nil || c.Custodians[1] != "Dirk" {
		w.t.Errorf("%+v, %v", c, err)
	}
}

// afterAYear goes on with the first case, whose epoch was destroyed long ago.
func (w *dealtWorld) afterAYear(id string, first *coder, count int) {
	w.t.Helper()
	v, err := w.desk.Show(id, 0)
	w.must(err)
	if v.Tree[0].Letters[0].Text != "January." {
		w.t.Errorf("%+v", v.Tree[0].Letters)
	}
	if _, err := w.desk.Reply(id, "After a year."); err != nil {
		w.t.Fatal(err)
	}
	first.says(w.export(), "answer After a year.") // its receipt has run out
	w.visit(w.today)
	next := w.coder()
	if got := w.sole(w.bring(first.turn(next, "Still here.", []int{1}))); got.Kind != cases.Turn || got.Case != id {
		w.t.Errorf("a turn on the code of a destroyed epoch: %+v", got)
	}
	next.says(w.export(), "receipt")
	held, err := w.desk.ours(w.held)
	w.must(err)
	if held.Charter.Serial != 2 || held.Charter.Expires < w.today+200 {
		w.t.Errorf("charter %d expires on %s", held.Charter.Serial, held.Charter.Expires)
	}
	if got, err := w.desk.List(false); err != nil || len(got.Cases) != count {
		w.t.Errorf("%d cases, %v", len(got.Cases), err)
	}
}
