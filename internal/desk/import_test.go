package desk

import (
	"bytes"
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
	"luwte/internal/pouch"
)

func TestImport_ParcelTwice_ChangesNothing(t *testing.T) {
	w := newWorld(t)
	one := w.coder()
	report := one.report("Een.")
	id := w.sole(w.bring(report)).Case
	before, err := w.desk.Show(id, 0)
	w.must(err)
	if got := w.sole(w.bring(report)); got.Kind != cases.Known {
		t.Errorf("%+v", got)
	}
	after, err := w.desk.Show(id, 0)
	w.must(err)
	if len(after.Events) != len(before.Events) || len(after.Tree[0].Letters) != 1 {
		t.Errorf("%+v", after)
	}
	if n := one.look(w.export())[0].Received; n != 1 {
		t.Errorf("the receipt counts %d", n)
	}
}

func TestImport_UnreadableParcels_AreListedWithReasonsAndReleased(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	one := w.coder()
	foreign := other.coder().report("Voor een ander.")
	wrongBureau := other.coder().reportMessage("Een.") // sealed to us, says it is for another
	misled, err := seal.Parcel(w.keys.Epochs()[0].Recipient, wrongBureau)
	w.must(err)
	flipped := one.report("Twee.")
	flipped[200_000] ^= 1
	rubbish := bytes.Repeat([]byte{1}, parcel.Size)
	got := w.bring(foreign, misled, flipped, rubbish, one.report("Drie."))
	if got.Count(cases.Unreadable) != 4 || got.Count(cases.NewCase) != 1 {
		t.Fatalf("%+v", got.Outcomes)
	}
	all, err := w.desk.List(true)
	w.must(err)
	var reasons []string
	for _, l := range all.Aside {
		reasons = append(reasons, l.Reason)
	}
	for _, want := range []string{"sealed to another", "another bureau", "damaged", "first bytes"} {
		if !slices.ContainsFunc(reasons, func(r string) bool { return strings.Contains(r, want) }) {
			t.Errorf("no reason has %q: %q", want, reasons)
		}
	}
	board := w.export()
	if len(board.Kept) != 5 {
		t.Errorf("kept %d", len(board.Kept))
	}
	if again := w.bring(foreign, rubbish); again.Count(cases.Known) != 2 {
		t.Errorf("%+v", again.Outcomes)
	}
}

func TestImport_AnotherBureausPouch_IsRefused(t *testing.T) {
	w := newWorld(t)
	path := w.pouchOf(charter.Fingerprint{1}, nil, w.coder().report("Een."))
	if _, err := w.desk.Import(context.Background(), path, func(int, int) {}); !errors.Is(err, ErrForeign) {
		t.Error(err)
	}
	w.empty()
}

// empty checks that nothing was taken in.
func (w *world) empty() {
	w.t.Helper()
	all, err := w.desk.List(true)
	w.must(err)
	if len(all.Cases)+len(all.Waiting)+len(all.Aside) != 0 {
		w.t.Errorf("taken in: %+v", all)
	}
}

func TestImport_CutOrAlteredPouch_IsRefusedWhole(t *testing.T) {
	w := newWorld(t)
	path := w.pouch(w.coder().report("Een."), w.coder().report("Twee."))
	whole, err := os.ReadFile(path)
	w.must(err)
	altered := bytes.Clone(whole)
	altered[len(altered)-100] ^= 1
	for want, data := range map[error][]byte{pouch.ErrCut: whole[:len(whole)-parcel.Size], pouch.ErrAltered: altered, pouch.ErrNotPouch: []byte("a letter")} {
		w.must(os.WriteFile(path, data, 0o600))
		if _, err := w.desk.Import(context.Background(), path, func(int, int) {}); !errors.Is(err, want) {
			t.Errorf("%v, expected %v", err, want)
		}
	}
	w.empty()
	w.must(os.WriteFile(path, whole, 0o600))
	if got, err := w.desk.Import(context.Background(), path, func(int, int) {}); err != nil || got.Count(cases.NewCase) != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestImport_InterruptedAndRepeated_TakesEachParcelOnce(t *testing.T) {
	w := newWorld(t)
	one, two := w.coder(), w.coder()
	var parcels [][]byte
	for range batchSize + 3 {
		parcels = append(parcels, w.seal(one.reportMessage("Steeds hetzelfde.")))
	}
	parcels = append(parcels, one.turn(two, "Twee.", nil))
	path := w.pouch(parcels...)
	ctx, cancel := context.WithCancel(context.Background())
	_, err := w.desk.Import(ctx, path, func(done, total int) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	w.reopen()
	got, err := w.desk.Import(context.Background(), path, func(int, int) {})
	w.must(err)
	if got.Count(cases.Known) != 0 || len(got.Outcomes) != len(parcels) || got.Resumed != batchSize || len(got.Notes) != 1 {
		t.Errorf("%d known, %d resumed of %d; %q", got.Count(cases.Known), got.Resumed, len(got.Outcomes), got.Notes)
	}
	for _, o := range got.Outcomes {
		if o.ID == (parcel.ID{}) || o.Waited {
			t.Errorf("not as in one import: %+v", o)
		}
	}
	if again, err := w.desk.Import(context.Background(), path, func(int, int) {}); err != nil || again.Count(cases.Known) != len(parcels) || again.Resumed != 0 {
		t.Errorf("taken in once more: %+v, %v", again, err)
	}
	all, err := w.desk.List(true)
	w.must(err)
	if len(all.Cases) != 1 || all.Cases[0].Letters != len(parcels) || all.Cases[0].Branches != 2 || len(all.Waiting) != 0 {
		t.Errorf("%+v", all)
	}
	if board := w.export(); len(board.Kept) != len(parcels) {
		t.Errorf("kept %d", len(board.Kept))
	}
}

// TestImport_PouchChangesAfterItWasChecked_IsAnInterruption flips a bit of a parcel that is not read yet, as a stick that fails does.
func TestImport_PouchChangesAfterItWasChecked_IsAnInterruption(t *testing.T) {
	w := newWorld(t)
	one := w.coder()
	var parcels [][]byte
	for range 3 * batchSize {
		parcels = append(parcels, w.seal(one.reportMessage("Steeds hetzelfde.")))
	}
	path := w.pouch(parcels...)
	whole, err := os.ReadFile(path)
	w.must(err)
	flip := func(i int) {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		w.must(err)
		_, err = f.WriteAt([]byte{whole[i] ^ 1}, int64(i))
		w.must(errors.Join(err, f.Close()))
	}
	_, err = w.desk.ImportWatched(context.Background(), path, func(p Progress) {
		if p.Taking && p.Done == batchSize {
			flip(len(whole) - 1000)
		}
	})
	if !errors.Is(err, ErrStick) || !errors.Is(err, pouch.ErrAltered) {
		t.Fatal(err)
	}
	if board := w.export(); len(board.Kept) != 0 {
		t.Errorf("released %d", len(board.Kept))
	}
	w.must(os.WriteFile(path, whole, 0o600))
	got, err := w.desk.Import(context.Background(), path, func(int, int) {})
	if err != nil || len(got.Outcomes) != len(parcels) || got.Resumed < batchSize {
		t.Errorf("%d outcomes, %d resumed, %v", len(got.Outcomes), got.Resumed, err)
	}
}

func TestImport_CancelledWhileItIsChecked_ChangesNothing(t *testing.T) {
	w := newWorld(t)
	var parcels [][]byte
	for i := range 65 { // one more than are checked between two looks
		parcels = append(parcels, bytes.Repeat([]byte{byte(i)}, parcel.Size))
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err := w.desk.ImportWatched(ctx, w.pouch(parcels...), func(p Progress) {
		if cancel(); p.Taking || p.Done != 64 || p.Total != 65 {
			t.Errorf("%+v", p)
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	w.empty()
}

func TestImport_OfAnInterruption_ReleasesOnlyWhatIsKept(t *testing.T) {
	w := newWorld(t)
	var parcels [][]byte
	for range batchSize + 2 {
		parcels = append(parcels, w.coder().report("Een."))
	}
	ctx, cancel := context.WithCancel(context.Background())
	if _, err := w.desk.Import(ctx, w.pouch(parcels...), func(int, int) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	w.reopen()
	if board := w.export(); len(board.Kept) != 0 {
		t.Errorf("kept %d", len(board.Kept))
	}
}

func TestImport_DispatchOfOthers_IsNotBelievedAndStopsNothing(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	other.export()
	w.export()
	flipped := bytes.Clone(w.held)
	flipped[len(flipped)-1] ^= 1
	for name, held := range map[string][]byte{"another bureau's": other.held, "flipped": flipped, "rubbish": []byte("rubbish")} {
		path := w.pouchOf(w.desk.Bureau(), held, w.coder().report(name))
		got, err := w.desk.Import(context.Background(), path, func(int, int) {})
		if err != nil || len(got.Warnings) != 1 || got.Count(cases.NewCase) != 1 {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if next := w.export(); next.Number != 2 {
		t.Errorf("number %d", next.Number)
	}
}

func TestImport_DropIsBehind_IsNoted(t *testing.T) {
	w := newWorld(t)
	w.export()
	first := w.held
	w.export()
	w.held = first
	if got := w.bring(); len(got.Notes) != 1 || len(got.Warnings) != 0 {
		t.Errorf("%+v", got)
	}
	w.held = nil
	if got := w.bring(); len(got.Notes) != 1 || len(got.Warnings) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestImport_BadParcel_ReasonHasNoneOfItsWords(t *testing.T) {
	w := newWorld(t)
	m := w.coder().reportMessage("een geheim woord")
	m.Epoch = 7 // sealed to epoch 1
	got := w.sole(w.bring(w.seal(m)))
	if got.Kind != cases.Unreadable || got.Reason == "" || strings.Contains(got.Reason, "geheim") {
		t.Errorf("%+v", got)
	}
}

func TestImport_PiecesBeforeTheirReport_HaveNotWaited(t *testing.T) {
	w := newWorld(t)
	ref, parcels := w.file("foto.jpg", strings.Split(strings.Repeat("piece ", 20), " ")[:20]...)
	got := w.bring(append(parcels, w.seal(w.coder().reportMessage("Met een foto.", ref)))...)
	if len(got.Outcomes) != 21 || got.Count(cases.FilePiece) != 20 || got.Count(cases.NewCase) != 1 {
		t.Errorf("%+v", got.Outcomes)
	}
	for _, o := range got.Outcomes {
		if o.Waited || o.ID == (parcel.ID{}) {
			t.Errorf("%+v", o)
		}
	}
}

func TestImport_PieceOfAFile_KeepsItsBytes(t *testing.T) {
	w := newWorld(t)
	got := w.sole(w.bring(w.seal(&message.File{Head: w.head(), Body: []byte("bytes of a photograph")})))
	if got.Kind != cases.Waiting {
		t.Fatalf("%+v", got)
	}
	w.reopen()
	w.must(w.desk.reg.View(func(tx *register.Tx) error {
		k, err := w.desk.bodyKey(tx, got.Parcel)
		w.must(err)
		body, err := openBody(tx, got.Parcel, k)
		if string(body) != "bytes of a photograph" {
			t.Errorf("%q", body)
		}
		return err
	}))
	w.days(7 * cases.MaxWaitingWeeks)
	if got := w.bring(); got.Count(cases.Dropped) != 1 {
		t.Fatalf("%+v", got.Outcomes)
	}
	w.must(w.desk.reg.View(func(tx *register.Tx) error {
		if tx.Count(bodyBucket) != 0 {
			t.Error("its bytes are kept though it was dropped")
		}
		return nil
	}))
}
