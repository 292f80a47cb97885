package desk

import (
	"errors"
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

// TestDestroy_AllEpochs_CasesGoOn is a bureau that let its epochs run out: it takes no reports, and what it has stays.
func TestDestroy_AllEpochs_CasesGoOn(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "")
	w.session(1, 2)
	w.export()
	one := w.coder()
	w.visit(w.today)
	id := w.sole(w.bring(one.report("Alone."))).Case
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
	w := foundWorld(t, parse(t, "2027-01-10"), everyDay)
	var keys *keyring.Keys
	daily := func(load bool) { // where it has to be seen what is in the file
		t.Helper()
		if w.desk != nil {
			w.must(w.desk.Close())
		}
		var err error
		if load {
			keys, err = keyring.Load(w.dir+"/"+keyringFile, everyDay)
			w.must(err)
		}
		dealing, err := ReadDealing(w.dir)
		w.must(err)
		w.must(keys.With(dealing))
		w.desk = &Desk{dir: w.dir, keys: keys, dealing: dealing, passphrase: everyDay, actor: "alice", now: w.clock}
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
	if got := w.sole(w.bring(w.coder().report("January."))); got.Kind != cases.NewCase {
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
