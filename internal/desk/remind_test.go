package desk

import (
	"strings"
	"testing"

	"luwte/internal/desk/register"
)

func TestReminders_TimesThatNear_AreSaid(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "")
	w.session(1, 2)
	w.export() // a charter until 2028-01-10, epochs until 2028-02-02
	for _, c := range []struct {
		on   string
		want []string
	}{
		{"2027-01-10", nil},
		{"2027-05-21", []string{"due to be destroyed (luwte-desk epochs --destroy): 1."}},
		{"2027-11-11", []string{"destroyed"}}, // 61 days before
		{"2028-01-11", []string{"since 2028-01-11", "destroyed"}},
	} {
		w.today = parse(t, c.on)
		w.session(2, 3)
		w.must(w.desk.EndBackup("stick"))
		got, err := w.desk.Reminders()
		w.must(err)
		if len(got) != len(c.want) {
			t.Errorf("%s: %q", c.on, got)
			continue
		}
		for i, want := range c.want {
			if !strings.Contains(got[i].String(), want) {
				t.Errorf("%s: %q, expected %q", c.on, got[i], want)
			}
		}
	}
	w.today = parse(t, "2027-11-12")
	w.session(1, 2)
	w.must(w.desk.EndBackup("stick"))
	if got, err := w.desk.Reminders(); err != nil || len(got) != 2 || !strings.Contains(got[0].String(), "in 60 days") {
		t.Errorf("%q, %v", got, err)
	}
	w.export() // makes a charter; it takes reports as long as there are epochs
	if got, err := w.desk.Reminders(); err != nil || len(got) != 1 {
		t.Errorf("after a new charter: %q, %v", got, err)
	}
	w.today = parse(t, "2027-12-05")
	w.session(1, 2)
	w.must(w.desk.EndBackup("stick"))
	if got, err := w.desk.Reminders(); err != nil || len(got) != 2 || !strings.Contains(got[0].String(), "from 2028-02-02 on, in 59 days") {
		t.Errorf("epochs that end: %q, %v", got, err)
	}
}

func TestExtend_OnePersonsDesk_AnnouncesNewEpochs(t *testing.T) {
	w := newWorld(t)
	before, err := w.desk.Charter(Change{})
	w.must(err)
	for _, months := range []int{0, -1, MaxMonths + 1} {
		if err := w.desk.Extend(months); err != ErrMonths {
			t.Errorf("%d months: %v", months, err)
		}
	}
	w.must(w.desk.Extend(DefaultMonths)) // there are as many
	w.must(w.desk.Extend(24))
	after, err := w.desk.Charter(Change{})
	w.must(err)
	if len(before.Epochs) != 13 || len(after.Epochs) != 25 || after.Serial != before.Serial+1 {
		t.Errorf("%d epochs, then %d in charter %d", len(before.Epochs), len(after.Epochs), after.Serial)
	}
	for i, e := range after.Epochs {
		if e.Epoch != uint64(i+1) || i > 0 && e.From != after.Epochs[i-1].Until-1 {
			t.Errorf("epoch %d is from %s", e.Epoch, e.From)
		}
	}
	w.must(w.desk.reg.View(func(tx *register.Tx) error {
		gone, err := destroyed(tx)
		if len(gone) > 0 {
			t.Errorf("destroyed %v", gone)
		}
		return err
	}))
	d := foundWorld(t, w.desk.today(), "")
	d.session(1, 2)
	if err := d.desk.Extend(24); err != ErrDealt {
		t.Errorf("a dealt desk: %v", err)
	}
}
