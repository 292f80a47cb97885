package desk

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"luwte/crypto/day"
	"luwte/crypto/quorum"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/keyring"
)

// Bad days, as deploy/bad-days.md tells what to do on each.

// restore leaves the desk that there is, and makes it anew from a backup at another place, with the shares of these custodians.
func (w *dealtWorld) restore(file string, custodians ...int) *Restored {
	w.t.Helper()
	w.must(w.desk.Close())
	w.dir, w.desk = w.t.TempDir(), nil
	out, err := w.tryRestore(file, w.dir, custodians...)
	w.must(err)
	return out
}

func (w *dealtWorld) tryRestore(file, dir string, custodians ...int) (*Restored, error) {
	w.t.Helper()
	r, err := OpenBackup(file)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	r.now = w.clock
	if r.By() != Custodians {
		w.t.Fatal("custodians do not open it")
	}
	if err := r.GiveShare(w.shares[custodians[0]-1].PaperKey()); err != nil {
		return nil, err
	}
	g := r.Dealing().Gather()
	for _, c := range custodians {
		if err := g.AddShare(w.shares[c-1]); err != nil {
			return nil, err
		}
	}
	return r.Restore(context.Background(), dir, "alice", g, func(int64, int64) {})
}

// started is a bureau with a case that was answered.
func started(t *testing.T) (w *dealtWorld, one *coder, id string) {
	t.Helper()
	w = foundWorld(t, parse(t, "2027-01-10"), "")
	w.session(1, 2)
	w.export()
	w.visit(w.today)
	one = w.coder()
	id = w.sole(w.bring(one.report("Er lekt iets."))).Case
	if _, err := w.desk.Reply(id, "Sinds wanneer?"); err != nil {
		t.Fatal(err)
	}
	one.says(w.export(), "receipt", "answer Sinds wanneer?")
	return w, one, id
}

func TestBadDay_DispatchKeyStolen_IsWorthNothingAfterTheNextDispatch(t *testing.T) {
	w, one, id := started(t)
	thief := *w.desk.keys.Dispatch()
	stolen := w.held
	c, err := w.desk.ReplaceDispatch()
	w.must(err)
	board := w.export()
	if string(c.Dispatch) == string(thief.Public()) || board.Charter.Serial != c.Serial || c.Serial != 2 {
		t.Errorf("charter %d on the board, %d made", board.Charter.Serial, c.Serial)
	}
	one.says(board, "receipt", "answer Sinds wanneer?")
	// What the thief can still make is under charter 1, and a drop that holds charter 2 takes nothing of it (SPEC §4).
	if held, err := w.desk.ours(stolen); err == nil {
		t.Errorf("the desk believes board %d", held.Number)
	}
	w.session(2, 3)
	now := w.held
	w.held = stolen
	got := w.bring()
	if len(got.Warnings) != 0 || len(got.Notes) == 0 || !strings.Contains(got.Notes[0], "replaced here") {
		t.Errorf("a drop that has not got it yet: %q, %q", got.Warnings, got.Notes)
	}
	w.held = now
	if got := w.bring(w.coder().report("Nog een.")); len(got.Warnings) != 0 || got.Count(cases.NewCase) != 1 {
		t.Errorf("%+v", got)
	}
	if _, err := w.desk.Reply(id, "En nu?"); err != nil {
		t.Error(err)
	}
	w.export()
}

func TestBadDay_DiskDead_BackupAndSharesGoOn(t *testing.T) {
	w, one, id := started(t)
	backup := w.backup()
	if _, err := w.desk.BeginBackup(backup); !errors.Is(err, ErrFileThere) {
		t.Errorf("a backup over another: %v", err)
	}
	w.today += 3
	w.session(1, 3)
	w.export() // which the backup does not know
	dead := w.dir
	w.restore(backup, 1, 3)
	w.must(os.RemoveAll(dead))
	w.session(2, 3)
	next := w.coder()
	got := w.bring(one.turn(next, "Sinds mei.", []int{1}))
	if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "OLDER COPY") || got.Count(cases.Turn) != 1 {
		t.Errorf("%+v", got)
	}
	next.says(w.export(), "receipt")
	if v, err := w.desk.Show(id, 0); err != nil || len(v.Tree) == 0 {
		t.Error(err)
	}
}

// TestBadDay_DeskStolen_ThiefHasNothingThatCounts: the thief has the disk, and later even an old share.
func TestBadDay_DeskStolen_ThiefHasNothingThatCounts(t *testing.T) {
	w, one, _ := started(t)
	backup, old := w.backup(), w.shares
	stolen := w.dir
	w.restore(backup, 2, 1)
	w.session(1, 2)
	d, err := w.desk.DealAnew(Quorum{2, []string{"Anna", "Boris", "Clara"}, DefaultMonths}, false)
	w.must(err)
	w.must(d.Finish())
	w.shares = d.Shares
	w.session(1, 3)
	_, err = w.desk.ReplaceDispatch()
	w.must(err)
	one.says(w.export(), "receipt", "answer Sinds wanneer?")

	thief, err := ReadDealing(stolen)
	w.must(err)
	g := thief.Gather()
	w.must(g.AddShare(old[0]))
	if _, err := OpenGathered(stolen, thief, g, "thief"); err != quorum.ErrTooFew {
		t.Errorf("with one old share: %v", err)
	}
	if err := g.AddShare(w.shares[1]); err != quorum.ErrNewer {
		t.Errorf("a new share at the stolen desk: %v", err)
	}
	if _, err := Open(stolen, "guess", "thief"); err != ErrNoPassphrase {
		t.Errorf("with a passphrase: %v", err)
	}
}

// TestBadDay_KMinusOneSharesLeft_OnlyDailyWorkGoesOn: what was released stays, nothing else comes back. A new bureau has to be made.
func TestBadDay_KMinusOneSharesLeft_OnlyDailyWorkGoesOn(t *testing.T) {
	const passphrase = everyDay
	w := foundWorld(t, day.Today(), passphrase)
	d, err := Open(w.dir, passphrase, "alice")
	w.must(err)
	w.desk = d
	if _, err := d.ReplaceDispatch(); err != keyring.ErrRoot {
		t.Errorf("a new dispatch key: %v", err)
	}
	if _, err := d.DealAnew(Quorum{1, []string{"Anna"}, 12}, true); err != quorum.ErrTooFew {
		t.Errorf("dealt anew: %v", err)
	}
	_, g := w.gather(2)
	if err := d.Gathered(g); err != quorum.ErrTooFew {
		t.Errorf("gathered: %v", err)
	}
	w.in = d.keys.Epochs()[0]
	w.keys = d.keys
	if got := w.sole(w.bring(w.coder().report("Nog dit."))); got.Kind != cases.NewCase {
		t.Errorf("%+v", got)
	}

	// What two custodians can: another passphrase, without the old one. The commands' tests open with it.
	w.must(d.Close())
	w.session(1, 3)
	w.must(w.desk.ChangePassphrase("another one"))
	if _, err := w.desk.keys.Root(); err != keyring.ErrRoot {
		t.Errorf("the keyring has the root key: %v", err)
	}
	if all, err := w.desk.List(false); err != nil || len(all.Cases) != 1 {
		t.Errorf("%d cases, %v", len(all.Cases), err)
	}
}

// TestBadDay_BackupFromBeforeTheNewDispatchKey_GoesOnUnderAThird is a desk that is put back from a copy with the key that was stolen.
func TestBadDay_BackupFromBeforeTheNewDispatchKey_GoesOnUnderAThird(t *testing.T) {
	w, one, _ := started(t)
	backup := w.backup()
	stolen := w.desk.keys.Dispatch().Public()
	_, err := w.desk.ReplaceDispatch()
	w.must(err)
	second := w.export()
	w.restore(backup, 1, 2)
	w.session(1, 3)
	got := w.bring()
	if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "replace the dispatch key") {
		t.Errorf("%q", got.Warnings)
	}
	pouch := filepath.Join(t.TempDir(), "pouch")
	if _, err := w.desk.Export(pouch, ExportOptions{}); !errors.Is(err, ErrSuperseded) {
		t.Errorf("exported under the stolen key: %v", err)
	}
	if _, err := w.desk.Charter(Change{}); !errors.Is(err, ErrSuperseded) {
		t.Errorf("a charter that announces the stolen key: %v", err)
	}
	w.session(1, 2) // also after it was closed
	if _, err := w.desk.Export(pouch, ExportOptions{}); !errors.Is(err, ErrSuperseded) {
		t.Errorf("exported under the stolen key: %v", err)
	}
	_, err = w.desk.ReplaceDispatch()
	w.must(err)
	third := w.export()
	if !third.Newer(second.Charter.Position(), second.Number) || third.Charter.Serial != second.Charter.Serial+1 || string(third.Charter.Dispatch) == string(stolen) {
		t.Errorf("serial %d, number %d after %d, %d", third.Charter.Serial, third.Number, second.Charter.Serial, second.Number)
	}
	one.says(third, "receipt", "answer Sinds wanneer?")
	if got := w.bring(); len(got.Warnings) != 0 {
		t.Errorf("warned again: %q", got.Warnings)
	}
}
