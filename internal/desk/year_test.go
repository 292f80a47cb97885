package desk

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/quorum"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/keyring"
)

// A dealtWorld is a world whose desk k of n custodians open, with a clock of its own.
type dealtWorld struct {
	*world
	today  day.Day
	shares []*quorum.Share
}

// clock is noon of the world's day.
func (w *dealtWorld) clock() time.Time {
	return time.Unix(int64(w.today)*24*60*60+12*60*60, 0).UTC()
}

// foundWorld makes a bureau of 2 of 3 on a day, opened by its custodians, or with a passphrase for daily work.
func foundWorld(t *testing.T, today day.Day, passphrase string) *dealtWorld {
	t.Helper()
	w := &dealtWorld{world: &world{t: t, dir: t.TempDir()}, today: today}
	s, err := NewSettings(charter.Texts{"nl": "Bureau"})
	w.must(err)
	d, err := found(w.dir, passphrase, "alice", s, Quorum{2, []string{"Anna", "Boris", "Clara"}, DefaultMonths}, w.clock)
	w.must(err)
	for _, share := range d.Shares {
		w.must(d.Check(share))
	}
	w.must(d.Finish())
	w.shares = d.Shares
	t.Cleanup(func() { w.desk.Close() })
	return w
}

// gather returns a gathering of two custodians for the dealing on disk.
func (w *dealtWorld) gather(custodians ...int) (*quorum.Dealing, *quorum.Gathering) {
	w.t.Helper()
	d, err := ReadDealing(w.dir)
	w.must(err)
	g := d.Gather()
	for _, c := range custodians {
		w.must(g.AddShare(w.shares[c-1]))
	}
	return d, g
}

// session opens the desk with the shares of two custodians.
func (w *dealtWorld) session(custodians ...int) {
	w.t.Helper()
	if w.desk != nil && w.desk.reg != nil {
		w.must(w.desk.Close())
	}
	dealing, g := w.gather(custodians...)
	w.desk = &Desk{dir: w.dir, dealing: dealing, gathered: g, actor: "alice", now: w.clock}
	w.must(w.desk.openGathered())
	w.keys = w.desk.keys
}

// visit sets the epoch that a reporter's page takes on a day, from the charter that the drop shows.
func (w *dealtWorld) visit(on day.Day) charter.Epoch {
	w.t.Helper()
	held, err := w.desk.ours(w.held)
	w.must(err)
	e, ok := held.Charter.Epoch(on)
	if !ok || held.Charter.Expired(on) {
		w.t.Fatalf("no epoch on %s", on)
	}
	w.in = e
	return e
}

func parse(t *testing.T, date string) day.Day {
	t.Helper()
	d, err := day.Parse(date)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestYear_MonthlyEpochs_DestroyedOnTimeAndCasesIntact is a bureau's first fourteen months: a report and an answer each month, parcels that come late,
// epochs destroyed when they are due, a custodian replaced in month 5, charter and epochs renewed.
func TestYear_MonthlyEpochs_DestroyedOnTimeAndCasesIntact(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "")
	w.session(1, 2)
	w.export()
	first, late := w.coder(), []byte(nil)
	w.visit(w.today)
	id := w.only(w.bring(first.report("January."))).Case
	var reported, gone []uint64
	for month := 1; month <= 14; month++ {
		w.today = monthAfter(w.today, 1) - 2 // two days before the next month
		w.session(1+month%3, 1+(month+1)%3)
		e := w.visit(w.today + 1) // a clock that is ahead, still of this month
		reported = append(reported, e.Epoch)
		one := w.coder()
		if got := w.only(w.bring(one.report(fmt.Sprint("Month ", month)))); got.Kind != cases.NewCase {
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
			if got := w.only(w.bring(late)); got.Kind != cases.NewCase {
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
	w.afterAYear(id, first)
}

// destroyDue destroys what is due, and sees that it is neither early nor late, that a parcel for it is reported, and that no share opens it.
func (w *dealtWorld) destroyDue() []uint64 {
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
	gone, err := w.desk.Destroy()
	w.must(err)
	w.session(2, 3)
	_, g := w.gather(1, 2)
	for _, n := range gone {
		if got := w.only(w.bring(sealed[n])); got.Kind != cases.Unreadable || !strings.Contains(got.Reason, fmt.Sprintf("%d on %s", n, w.today)) {
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

// renew deals to the same custodians, with epochs for another year.
func (w *dealtWorld) renew() {
	w.t.Helper()
	w.session(1, 2)
	c, err := w.desk.Custody()
	w.must(err)
	d, err := w.desk.DealAnew(Quorum{c.Needed, c.Custodians, DefaultMonths}, false)
	w.must(err)
	w.must(d.Finish())
	w.shares = d.Shares
}

// afterAYear goes on with the first case, whose epoch was destroyed long ago.
func (w *dealtWorld) afterAYear(id string, first *coder) {
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
	if got := w.only(w.bring(first.turn(next, "Still here.", []int{1}))); got.Kind != cases.Turn || got.Case != id {
		w.t.Errorf("a turn on the code of a destroyed epoch: %+v", got)
	}
	next.says(w.export(), "receipt")
	held, err := w.desk.ours(w.held)
	w.must(err)
	if held.Charter.Serial != 2 || held.Charter.Expires < w.today+200 {
		w.t.Errorf("charter %d expires on %s", held.Charter.Serial, held.Charter.Expires)
	}
	if got, err := w.desk.List(false); err != nil || len(got.Cases) != 16 {
		w.t.Errorf("%d cases, %v", len(got.Cases), err)
	}
}

// TestDestroy_AllEpochs_CasesGoOn is a bureau that let its epochs run out: it takes no reports, and what it has stays.
func TestDestroy_AllEpochs_CasesGoOn(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "")
	w.session(1, 2)
	w.export()
	one := w.coder()
	w.visit(w.today)
	id := w.only(w.bring(one.report("Alone."))).Case
	w.today += 2 * 365
	w.session(1, 2)
	if gone, err := w.desk.Destroy(); err != nil || len(gone) != 13 {
		t.Fatalf("%v, %v", gone, err)
	}
	w.session(1, 3)
	v, err := w.desk.Show(id, 0)
	w.must(err)
	if v.Tree[0].Letters[0].Text != "Alone." {
		t.Error("other words")
	}
	w.renew()
	w.session(1, 2)
	if e := w.desk.keys.Epochs(); len(e) != 13 || e[0].Epoch != 14 || e[0].From != w.today-1 {
		t.Errorf("new epochs %v", e)
	}
}

// TestImport_EpochNotReleased_StaysAtTheDrop is the profile in which custodians release each month's key to the desk.
func TestImport_EpochNotReleased_StaysAtTheDrop(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "a passphrase for every day")
	var keys *keyring.Keys
	daily := func(load bool) { // a second of scrypt, where it has to be seen what is in the file
		t.Helper()
		if w.desk != nil {
			w.must(w.desk.Close())
		}
		var err error
		if load {
			keys, err = keyring.Load(w.dir+"/"+keyringFile, "a passphrase for every day")
			w.must(err)
		}
		dealing, err := ReadDealing(w.dir)
		w.must(err)
		w.must(keys.With(dealing))
		w.desk = &Desk{dir: w.dir, keys: keys, dealing: dealing, passphrase: "a passphrase for every day", actor: "alice", now: w.clock}
		w.must(w.desk.open())
	}
	daily(true)
	if _, err := w.desk.Charter(Change{}); !errors.Is(err, keyring.ErrRoot) {
		t.Errorf("a charter without the root key: %v", err)
	}
	w.session(1, 2)
	w.export()
	daily(false)
	w.visit(w.today)
	if got := w.only(w.bring(w.coder().report("January."))); got.Kind != cases.NewCase {
		t.Errorf("%+v", got)
	}
	w.today = parse(t, "2027-02-01")
	january := w.coder().report("January, late.")
	w.visit(w.today)
	february := w.coder().report("February.")
	got := w.bring(january, february)
	if got.Count(cases.NewCase) != 1 || got.Count(Locked) != 1 {
		t.Fatalf("%+v", got.Outcomes)
	}
	if kept := w.export().Kept; len(kept) != 0 {
		t.Errorf("%d parcels are released while one cannot be read", len(kept))
	}
	if err := w.desk.Release(2); err != quorum.ErrTooFew {
		t.Errorf("released without custodians: %v", err)
	}
	_, one := w.gather(3)
	if err := w.desk.Gathered(one); err != quorum.ErrTooFew {
		t.Errorf("released by one of two: %v", err)
	}
	_, two := w.gather(3, 1)
	w.must(w.desk.Gathered(two))
	w.must(w.desk.Release(2))
	daily(true)
	if got := w.bring(january, february); got.Count(cases.NewCase) != 1 || got.Count(cases.Known) != 1 {
		t.Errorf("after the release: %+v", got.Outcomes)
	}
	if kept := w.export().Kept; len(kept) != 2 {
		t.Errorf("%d parcels are released", len(kept))
	}
}

func TestOpen_ClockBehind_IsRefused(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "")
	w.session(1, 2)
	w.must(w.desk.Close())
	w.today -= 2
	dealing, g := w.gather(1, 2)
	d := &Desk{dir: w.dir, dealing: dealing, gathered: g, actor: "alice", now: w.clock}
	if err := d.openGathered(); !errors.Is(err, ErrClock) {
		t.Errorf("opened two days before the ceremony: %v", err)
	}
	w.today++
	w.session(1, 2) // a day is within what clocks do
}

func TestFound_WrongQuorums_ChangeNothing(t *testing.T) {
	s, err := NewSettings(charter.Texts{"nl": "Bureau"})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, c := range []struct {
		q    Quorum
		want error
	}{
		{Quorum{2, []string{"Anna"}, 12}, quorum.ErrQuorum}, {Quorum{0, []string{"Anna"}, 12}, quorum.ErrQuorum}, {Quorum{1, nil, 12}, quorum.ErrQuorum},
		{Quorum{1, make([]string, 10), 12}, quorum.ErrQuorum}, {Quorum{1, []string{"Anna", "anna "}, 12}, ErrCustodians}, {Quorum{1, []string{""}, 12}, ErrCustodians},
		{Quorum{1, []string{"Anna"}, 0}, ErrMonths}, {Quorum{1, []string{"Anna"}, 37}, ErrMonths},
	} {
		if _, err := Found(dir, "", "alice", s, c.q); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v", c.q, err)
		}
	}
	if Exists(dir) {
		t.Error("a desk was made")
	}
}
