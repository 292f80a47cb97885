package desk

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/dispatch"
	"luwte/crypto/parcel"
	"luwte/internal/desk/register"
	"luwte/internal/pouch"
)

func TestExport_IntoAPouchNotImported_IsRefused(t *testing.T) {
	w := newWorld(t)
	report := w.coder().report("Een.")
	path := w.pouch(report)
	if _, err := w.desk.Export(path, ExportOptions{}); !errors.Is(err, ErrUnread) {
		t.Fatal(err)
	}
	w.bring(report)
	if _, board := w.exportTo(path); board.Number != 1 {
		t.Errorf("a refused export burned a number: %d", board.Number)
	}
	path = w.pouch(w.coder().report("Twee."))
	if _, err := w.desk.Export(path, ExportOptions{Force: true}); err != nil {
		t.Error(err)
	}
}

func TestExport_IntoSomethingElse_IsRefused(t *testing.T) {
	w := newWorld(t)
	path := filepath.Join(t.TempDir(), "thesis.txt")
	w.must(os.WriteFile(path, []byte("years of work"), 0o600))
	if _, err := w.desk.Export(path, ExportOptions{Force: true}); !errors.Is(err, pouch.ErrNotPouch) {
		t.Error(err)
	}
	foreign := w.pouchOf(charter.Fingerprint{1}, nil)
	if _, err := w.desk.Export(foreign, ExportOptions{}); !errors.Is(err, ErrForeign) {
		t.Error(err)
	}
	if b, _ := os.ReadFile(path); string(b) != "years of work" {
		t.Errorf("now it is %q", b)
	}
}

func TestExport_FailsInTheMiddle_IsRepeatedUnderTheNextNumber(t *testing.T) {
	w := newWorld(t)
	one := w.coder()
	id := w.sole(w.bring(one.report("Een."))).Case
	if _, err := w.desk.Reply(id, "Antwoord."); err != nil {
		t.Fatal(err)
	}
	if _, err := w.desk.Export(filepath.Join(t.TempDir(), "no", "such", "directory"), ExportOptions{}); !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	w.reopen()
	second := w.export()
	if second.Number != 2 {
		t.Errorf("number %d", second.Number)
	}
	one.says(second, "receipt", "answer Antwoord.")
	if len(second.Kept) != 1 {
		t.Errorf("kept %v", second.Kept)
	}
}

func TestExport_Size_IsKeptForLater(t *testing.T) {
	w := newWorld(t)
	path := filepath.Join(t.TempDir(), "pouch")
	if _, err := w.desk.Export(path, ExportOptions{Size: 6, Next: 3}); err != nil {
		t.Fatal(err)
	}
	w.reopen()
	e, out := w.exportTo(path)
	if len(out.Board.Entries) != 64 || out.Board.Next != out.Board.Made+3 || e.Next != out.Board.Next {
		t.Errorf("%d entries, next %v", len(out.Board.Entries), out.Board.Next)
	}
	for _, o := range []ExportOptions{{Size: 3}, {Size: 10}, {Size: -1}, {Next: 91}, {Next: -1}} {
		if _, err := w.desk.Export(path, o); !errors.Is(err, ErrSize) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// TestExport_CaseThatCannotBeSealed_IsLeftOut spoils a recipient after it was checked, as a damaged register would.
func TestExport_CaseThatCannotBeSealed_IsLeftOut(t *testing.T) {
	w := newWorld(t)
	bad, good := w.coder(), w.coder()
	badCase := w.sole(w.bring(bad.report("Een."))).Case
	w.bring(good.report("Twee."))
	e := &exporting{d: w.desk}
	w.must(w.desk.reg.Update(func(tx *register.Tx) error { return e.plan(tx, ExportOptions{}) }))
	for i := range e.items.Items {
		if e.items.Items[i].Case == badCase {
			e.items.Items[i].Recipient = poisoned(t)
		}
	}
	raw, err := e.seal()
	w.must(err)
	out, err := dispatch.Parse(raw)
	w.must(err)
	good.says(out, "receipt")
	bad.says(out)
	var result *Exported
	w.must(w.desk.reg.View(func(tx *register.Tx) error { result = e.result(tx); return nil }))
	if len(out.Board.Entries) != 1<<board.MinK || result.Notes != 1 || len(result.Waits) != 1 || result.Waits[0].Case != badCase {
		t.Errorf("%+v", result)
	}
}

func TestExport_KeptIDs_AreThoseOfTheLastPouch(t *testing.T) {
	w := newWorld(t)
	first, second := w.coder().report("Een."), w.coder().report("Twee.")
	w.bring(first)
	w.bring(first, second)
	if board := w.export(); len(board.Kept) != 2 {
		t.Errorf("kept %v", board.Kept)
	}
	w.bring(second)
	if board := w.export(); len(board.Kept) != 1 || board.Kept[0] != parcel.IDOf(second) {
		t.Errorf("kept %v", board.Kept)
	}
}

func TestExport_AnswerPublishedForItsWeeks_RunsOut(t *testing.T) {
	w := newWorld(t)
	one := w.coder()
	w.bring(one.report("Een."))
	one.says(w.export(), "receipt")
	w.days(7*answerWeeks - 1)
	one.says(w.export(), "receipt")
	w.days(1)
	e, board := w.exportTo(filepath.Join(t.TempDir(), "pouch"))
	one.says(board)
	if len(e.RanOut) != 1 {
		t.Errorf("%+v", e)
	}
}
