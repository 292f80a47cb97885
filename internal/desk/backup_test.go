package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/quorum"
	"luwte/internal/desk/archive"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
)

func quiet(int64, int64) {}

// TestBackup_OnePersonsDesk_FullCircle is a desk with handlers, cases and files on one directory, and the same on another.
func TestBackup_OnePersonsDesk_FullCircle(t *testing.T) {
	file, to := filepath.Join(t.TempDir(), "backup"), t.TempDir()
	s := newWorld(t)
	const passphrase = "correct horse battery staple"
	s.must(s.keys.Save(filepath.Join(s.dir, keyringFile), passphrase))
	s.desk.passphrase = passphrase
	one := s.coder()
	id := s.sole(s.bring(one.report("Er lekt iets bij de balie."))).Case
	s.must(s.desk.AddHandler("Bram Kok", Keeper, "a handler's own"))
	s.export()
	s.must(s.desk.Backup(t.Context(), file, quiet))
	if last, err := s.desk.LastBackup(); err != nil || last == nil || last.Path != file || last.Day != s.desk.today() {
		t.Errorf("the last backup: %+v, %v", last, err)
	}
	data, err := os.ReadFile(file)
	s.must(err)
	for _, word := range []string{"keyring", "dealing", "register", "luwte", "bureau", s.desk.Bureau().String(), "balie", "Bram"} {
		if bytes.Contains(bytes.ToLower(data), []byte(strings.ToLower(word))) {
			t.Errorf("%q can be read on a stick", word)
		}
	}
	restoreIn := func(where, passphrase string) (*Restored, error) {
		r, err := OpenBackup(file)
		s.must(err)
		defer r.Close()
		if r.By() != Passphrase {
			t.Error("a passphrase does not open it")
		}
		if err := r.GivePassphrase(passphrase); err != nil {
			return nil, err
		}
		return r.Restore(t.Context(), where, "alice", nil, quiet)
	}
	if _, err := restoreIn(to, "another one that is long"); err != keyring.ErrPassphrase {
		t.Errorf("another passphrase: %v", err)
	}
	if _, err := restoreIn(s.dir, passphrase); err != ErrThere {
		t.Errorf("over a desk: %v", err)
	}
	out, err := restoreIn(to, passphrase)
	if err != nil || out.Bureau != s.desk.Bureau() || out.Number != 1 || out.Made != s.desk.today() {
		t.Fatalf("%+v, %v", out, err)
	}
	if names := namesIn(t, to); !slices.Equal(names, []string{keyringFile, registerFile}) {
		t.Errorf("%q", names)
	}
	d, err := Open(to, passphrase, "alice")
	s.must(err)
	defer d.Close()
	if !d.NeedsHandler() {
		t.Error("whoever opens the desk sees the cases of its handlers")
	}
	if all, err := d.Reminders(); err != nil || len(all) != 1 || !strings.Contains(all[0].String(), "Import a pouch first") {
		t.Errorf("%q, %v", all, err)
	}
	s.must(d.Enter("Bram Kok", "a handler's own"))
	if v, err := d.Show(id, 0); err != nil || len(v.Tree) != 1 {
		t.Errorf("%v", err)
	}
	if log, err := d.Log(); err != nil || !slices.ContainsFunc(log, func(e Event) bool { return e.Action == "restore" && e.Detail["backup"] == out.Made.String() }) {
		t.Errorf("the log does not say it: %v", err)
	}
	if err := d.VerifyLog(); err != nil {
		t.Error(err)
	}
}

func namesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestRestore_WhatIsNotWhole_LeavesNothing has files that were cut and altered, shares of others, and a desk that is there.
func TestRestore_WhatIsNotWhole_LeavesNothing(t *testing.T) {
	w, _, _ := started(t)
	file := w.backup()
	data, err := os.ReadFile(file)
	w.must(err)
	foreign := foundWorld(t, w.today, "")
	foreign.session(1, 2)
	own := w.shares
	to := t.TempDir()
	try := func(name string, data []byte, shares []*quorum.Share, want error, custodians ...int) {
		t.Helper()
		bad := filepath.Join(t.TempDir(), "bad")
		w.must(os.WriteFile(bad, data, 0o600))
		w.shares = shares
		if _, err := w.tryRestore(bad, to, custodians...); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
		if names := namesIn(t, to); len(names) > 0 {
			t.Errorf("%s: it left %q", name, names)
		}
	}
	altered := bytes.Clone(data)
	altered[len(data)/2] ^= 1
	try("cut", data[:len(data)-70_000], own, archive.ErrCut, 1, 2)
	try("altered in the register", altered, own, archive.ErrAltered, 1, 2)
	try("shares of another bureau", data, foreign.shares, archive.ErrKey, 1, 2)
	try("one share", data, own, quorum.ErrTooFew, 3)
	if _, err := w.tryRestore(file, w.dir, 1, 2); err != ErrThere {
		t.Errorf("over the desk: %v", err)
	}
	// What a cut left behind does not stand in the way of the next.
	w.must(os.MkdirAll(filepath.Join(to, stagingDir), 0o700))
	w.must(os.WriteFile(filepath.Join(to, stagingDir, registerFile+".part"), []byte("half"), 0o600))
	w.must(os.WriteFile(filepath.Join(to, newRegister), []byte("half"), 0o600))
	if _, err := w.tryRestore(file, to, 2, 3); err != nil {
		t.Error(err)
	}
	if names := namesIn(t, to); !slices.Equal(names, []string{dealingFile, registerFile}) {
		t.Errorf("%q", names)
	}
}

// TestBackup_SharesDealtAnew_OnlyThoseOfItsDealingOpenIt: the shares from before open the backup from before, and the new ones the new.
func TestBackup_SharesDealtAnew_OnlyThoseOfItsDealingOpenIt(t *testing.T) {
	w, _, _ := started(t)
	before, old := w.backup(), w.shares
	d, err := w.desk.DealAnew(Quorum{1, []string{"Anna", "Dirk"}, DefaultMonths}, true)
	w.must(err)
	d.Passphrase(everyDay)
	w.must(d.Finish())
	w.shares = d.Shares
	after := w.backup() // made by the desk of daily work
	if _, err := w.tryRestore(before, t.TempDir(), 2); !errors.Is(err, archive.ErrKey) {
		t.Errorf("new shares, old backup: %v", err)
	}
	to := t.TempDir()
	if _, err := w.tryRestore(after, to, 2); err != nil {
		t.Fatal(err)
	}
	if OpenedBy(to) != Custodians {
		t.Error("a passphrase for daily work came with the backup")
	}
	w.shares = old
	if _, err := w.tryRestore(after, t.TempDir(), 1, 2); !errors.Is(err, archive.ErrKey) {
		t.Errorf("old shares, new backup: %v", err)
	}
	a, err1 := os.Stat(before)
	b, err2 := os.Stat(after)
	if err := errors.Join(err1, err2); err != nil || a.Size() != b.Size() {
		t.Errorf("the file tells how many custodians there are: %d and %d bytes", a.Size(), b.Size())
	}
}

// TestBackup_DeskInUse_IsAsItWasWhenItBegan has the register change, grow and be written anew while its backup is written.
func TestBackup_DeskInUse_IsAsItWasWhenItBegan(t *testing.T) {
	w, _, id := started(t)
	file := filepath.Join(t.TempDir(), "backup")
	b, err := w.desk.BeginBackup(file)
	w.must(err)
	used := make(chan error, 1)
	begun := false
	w.must(b.Write(context.Background(), file, func(int64, int64) {
		if begun {
			return
		}
		begun = true
		report := w.coder().report("Later.")
		go func() { // what makes the file longer waits for the backup
			_, err := w.desk.Import(context.Background(), w.pouch(report), func(int, int) {})
			if err == nil {
				_, err = w.desk.Reply(id, "Ook later.")
			}
			used <- errors.Join(err, w.desk.reg.Compact())
		}()
	}))
	w.must(<-used)
	w.must(w.desk.EndBackup(file))
	second := w.backup() // of the file that has the name now
	for f, want := range map[string]int{file: 1, second: 2} {
		w.restore(f, 1, 3)
		w.session(1, 2)
		if all, err := w.desk.List(false); err != nil || len(all.Cases) != want {
			t.Errorf("%d cases, expected %d, %v", len(all.Cases), want, err)
		}
	}
	if !begun {
		t.Error("nothing happened meanwhile")
	}
}

// TestBackup_Interrupted_LeavesNoFile ends one in the middle.
func TestBackup_Interrupted_LeavesNoFile(t *testing.T) {
	w, _, _ := started(t)
	dir := t.TempDir()
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if err := w.desk.Backup(ctx, filepath.Join(dir, "backup"), quiet); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if names := namesIn(t, dir); len(names) > 0 {
		t.Errorf("%q", names)
	}
	if last, err := w.desk.LastBackup(); err != nil || last != nil {
		t.Errorf("%+v, %v", last, err)
	}
	w.must(os.WriteFile(filepath.Join(dir, "backup"), nil, 0o600))
	if err := w.desk.Backup(t.Context(), filepath.Join(dir, "backup"), quiet); !errors.Is(err, ErrFileThere) {
		t.Errorf("over a file: %v", err)
	}
	if err := w.desk.Backup(t.Context(), filepath.Join(dir, "none", "backup"), quiet); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("on a stick that is not there: %v", err)
	}
}

// TestRestore_OlderThanTheDrop_SaysWhatCameBack has a case and an epoch destroyed after the backup: both are here again, and the first pouch says so.
func TestRestore_OlderThanTheDrop_SaysWhatCameBack(t *testing.T) {
	w, _, id := started(t)
	w.must(w.desk.reg.Update(func(tx *register.Tx) error { return w.desk.noteGone(tx, "aaaaaaaa") })) // known to the backup
	file := w.backup()
	w.must(w.desk.reg.Update(func(tx *register.Tx) error { return w.desk.noteGone(tx, id) }))
	w.today = parse(t, "2027-05-21")
	w.session(1, 2)
	if gone, err := w.desk.Destroy(); err != nil || !slices.Equal(gone, []uint64{1}) {
		t.Fatalf("%v, %v", gone, err)
	}
	w.export()
	w.export()
	w.today = parse(t, "2027-03-01") // a clock that is behind on the new machine: by the day nothing is due
	out := w.restore(file, 1, 2)
	if out.Number != 2 || out.Made != parse(t, "2027-01-10") {
		t.Errorf("%+v", out)
	}
	w.session(1, 3)
	if all, err := w.desk.Reminders(); err != nil || len(all) != 2 || !strings.Contains(all[0].String(), "put back on 2027-03-01 from the backup of 2027-01-10. Import a pouch first") {
		t.Errorf("%q, %v", all, err)
	}
	got := w.bring()
	said := strings.Join(got.Warnings, "\n")
	for _, want := range []string{"board 4 of this desk, and the last one known here is 2", "HERE AGAIN: 1 case " + id + ".", "EPOCHS 1 WERE DESTROYED"} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q: %s", want, said)
		}
	}
	for range 2 { // until it is done, also in the next session
		w.session(2, 3)
		all, err := w.desk.Reminders()
		if err != nil || !strings.Contains(fmt.Sprint(all), "destroy them again: "+id) || !strings.Contains(fmt.Sprint(all), "(luwte-desk epochs --destroy): 1.") {
			t.Errorf("%q, %v", all, err)
		}
	}
	if gone, err := w.desk.Destroy(); err != nil || !slices.Equal(gone, []uint64{1}) {
		t.Errorf("%v, %v", gone, err)
	}
	if again := w.bring(); len(again.Warnings) != 0 {
		t.Errorf("warned again: %q", again.Warnings)
	}
	w.must(w.desk.reg.Update(func(tx *register.Tx) error { return tx.Delete(accessBucket, id) })) // as when a case's key is destroyed
	if all, err := w.desk.Reminders(); err != nil || strings.Contains(fmt.Sprint(all), "again") || strings.Contains(fmt.Sprint(all), "destroy") {
		t.Errorf("%q, %v", all, err)
	}
	// What was known stays known: the next backup has it too.
	w.restore(w.backup(), 1, 2)
	w.session(1, 2)
	if marks := w.marks(); marks != 2 {
		t.Errorf("%d destroyed cases", marks)
	}
}

func (w *dealtWorld) marks() (n int) {
	w.must(w.desk.reg.View(func(tx *register.Tx) error {
		all, err := goneMarks(tx, 1)
		n = len(all)
		return err
	}))
	return n
}

// TestRestore_NothingSince_SaysThatOnlyMinutesTell is a desk that destroyed something and died before the next export.
func TestRestore_NothingSince_SaysThatOnlyMinutesTell(t *testing.T) {
	w, _, _ := started(t)
	w.restore(w.backup(), 1, 2)
	w.session(1, 2)
	got := w.bring()
	if len(got.Warnings) != 0 || len(got.Notes) != 1 || !strings.Contains(got.Notes[0], "only the minutes tell") {
		t.Errorf("%q, %q", got.Warnings, got.Notes)
	}
	if again := w.bring(); len(again.Notes) != 0 {
		t.Errorf("said again: %q", again.Notes)
	}
}

// TestMemory_OnTheBoard_IsADecoyToOthersAndKeepsTheLast has more destroyed than a board names, and a board that is full.
func TestMemory_OnTheBoard_IsADecoyToOthersAndKeepsTheLast(t *testing.T) {
	w, _, _ := started(t)
	file := w.backup()
	const many = memoryCases + 7
	w.must(w.desk.reg.Update(func(tx *register.Tx) (err error) {
		for i := range many {
			err = errors.Join(err, w.desk.noteGone(tx, fmt.Sprintf("case%04d", i)))
		}
		return err
	}))
	out := w.export()
	if len(out.Board.Entries) != 16 {
		t.Fatalf("%d entries", len(out.Board.Entries))
	}
	k, err := w.desk.memoryKeys()
	w.must(err)
	if m := readMemory(k, out.Board); m == nil || m.cases != many || len(m.marks) != memoryCases || m.marks[memoryCases-1] != k.mark(fmt.Sprintf("case%04d", many-1)) {
		t.Errorf("%+v", m)
	}
	other := foundWorld(t, w.today, "")
	other.session(1, 2)
	foreign, err := other.desk.memoryKeys()
	w.must(err)
	if m := readMemory(foreign, out.Board); m != nil {
		t.Error("another desk reads it")
	}
	w.restore(file, 1, 2)
	w.session(1, 2)
	if got := w.bring(); !strings.Contains(strings.Join(got.Warnings, " "), "7 destroyed cases more that the board does not name") {
		t.Errorf("%q", got.Warnings)
	}
	// A board without a place says nothing, and that is said.
	file = w.backup()
	var reports [][]byte
	for range 40 {
		reports = append(reports, w.coder().report("Vol."))
	}
	w.bring(reports...)
	for _, c := range w.cases() {
		_, err := w.desk.Reply(c, strings.Repeat("Een lang antwoord. ", 200))
		w.must(err)
	}
	full := w.export()
	if m := readMemory(k, full.Board); m != nil {
		t.Error("the board was not full: this test shows nothing")
	}
	w.restore(file, 1, 2)
	w.session(1, 2)
	if got := w.bring(); !strings.Contains(strings.Join(got.Warnings, " "), "does not say what was destroyed since") {
		t.Errorf("%q", got.Warnings)
	}
}

func (w *dealtWorld) cases() (ids []string) {
	all, err := w.desk.List(false)
	w.must(err)
	for _, c := range all.Cases {
		ids = append(ids, c.ID)
	}
	return ids
}

// TestMemory_AnyCounts_ParseBack is every length that there can be.
func TestMemory_AnyCounts_ParseBack(t *testing.T) {
	for _, n := range []int{0, 1, memoryEpochs, memoryCases} {
		m := &memory{cases: uint64(n) * 3}
		for i := range n {
			if i < memoryEpochs {
				m.epochs = append(m.epochs, uint64(i)+1<<40)
			}
			m.marks = append(m.marks, goneMark{byte(i), 1})
		}
		got := parseMemory(m.marshal())
		if !slices.Equal(got.epochs, m.epochs) || got.cases != m.cases || !slices.Equal(got.marks, m.marks) {
			t.Errorf("%d: %+v", n, got)
		}
	}
	parseMemory(bytes.Repeat([]byte{255}, 2437))
}
