package desk

import (
	"errors"
	"path/filepath"
	"testing"

	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
)

func TestRestore_NewerDispatchInThePouch_IsTakenAsBurned(t *testing.T) {
	w := newWorld(t)
	one := w.coder()
	report := one.report("Een.")
	w.bring(report)
	w.export()
	old := w.copyRegister()
	w.export()
	onion, colour := onionAddress, "#0d5c63"
	if _, err := w.desk.Charter(Change{Onion: &onion, Colour: &colour}); err != nil {
		t.Fatal(err)
	}
	third := w.export()
	w.putBack(old)

	got := w.bring(report)
	if len(got.Warnings) != 1 || got.Count(cases.Known) != 1 {
		t.Fatalf("%+v", got)
	}
	next := w.export()
	if next.Number != 4 || !next.Newer(third.Charter.Position(), third.Number) || next.Charter.Serial != third.Charter.Serial || next.Charter.Onion != onion || next.Charter.Colour != colour {
		t.Errorf("number %d, serial %d; before them %d, %d", next.Number, next.Charter.Serial, third.Number, third.Charter.Serial)
	}
	one.says(next, "receipt")
	if again := w.bring(); len(again.Warnings) != 0 {
		t.Errorf("warned again: %q", again.Warnings)
	}
}

func TestRestore_SameNumberWithOtherBytes_IsNoticed(t *testing.T) {
	w := newWorld(t)
	w.export()
	old := w.copyRegister()
	w.export()
	held := w.held
	w.putBack(old)
	w.export() // number 2 once more: the drop will not take it
	w.held = held
	if got := w.bring(); len(got.Warnings) != 1 {
		t.Errorf("%+v", got)
	}
	if next := w.export(); next.Number != 3 {
		t.Errorf("number %d", next.Number)
	}
}

func TestRestore_ExportIntoAPouchThatShowsMore_IsRefused(t *testing.T) {
	w := newWorld(t)
	w.export()
	old := w.copyRegister()
	path := filepath.Join(t.TempDir(), "pouch")
	w.exportTo(path)
	w.putBack(old)
	for _, force := range []bool{false, true} {
		if _, err := w.desk.Export(path, ExportOptions{Force: force}); !errors.Is(err, ErrNewer) {
			t.Errorf("force %v: %v", force, err)
		}
	}
}

// TestRestore_CharterThereKeepsParcelsLonger_KeysStayAsLong: parcels that came under a charter that the backup does not know have to be opened too.
func TestRestore_CharterThereKeepsParcelsLonger_KeysStayAsLong(t *testing.T) {
	w, _, _ := started(t)
	file := w.backup()
	w.must(w.desk.reg.Update(func(tx *register.Tx) error {
		s, err := settings(tx)
		s.Retention.Parcels = 40
		return errors.Join(err, tx.PutJSON(settingsBucket, settingsKey, s))
	}))
	w.export()
	states, _, err := w.desk.Epochs()
	w.must(err)
	w.restore(file, 1, 2)
	w.session(1, 2)
	w.bring()
	again, _, err := w.desk.Epochs()
	if err != nil || again[0].Due != states[0].Due || again[0].Due != due(again[0].Epoch, 40) {
		t.Errorf("due on %s, and on %s before, %v", again[0].Due, states[0].Due, err)
	}
}
