package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/slots"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
)

const muchRoom = 1 << 30

// file seals a file into parcels of these bodies and returns what a letter says of it.
func (w *world) file(name string, bodies ...string) (message.FileRef, [][]byte) {
	ref := message.FileRef{Name: name, Type: "text/plain", SHA256: sha256.Sum256([]byte(strings.Join(bodies, "")))}
	var parcels [][]byte
	for _, b := range bodies {
		p := w.seal(&message.File{Head: w.head(), Body: []byte(b)})
		parcels = append(parcels, p)
		ref.Parcels = append(ref.Parcels, parcel.IDOf(p))
		ref.Size += uint64(len(b))
	}
	return ref, parcels
}

// letter brings a report that names files, with parcels, and returns its case.
func (w *world) letter(refs []message.FileRef, parcels ...[]byte) string {
	w.t.Helper()
	i := w.bring(append(parcels, w.seal(w.coder().reportMessage("Met bestanden.", refs...)))...)
	for _, o := range i.Outcomes {
		if o.Kind == cases.NewCase {
			return o.Case
		}
	}
	w.t.Fatalf("no case: %+v", i.Outcomes)
	return ""
}

func (w *world) files(id, dir string, o FilesOptions) []TakenFile {
	w.t.Helper()
	files, err := w.desk.Files(context.Background(), id, dir, o)
	w.must(err)
	return files
}

// holds checks that a directory holds these files for nobody else, and nothing but them.
func holds(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		content, err := os.ReadFile(filepath.Join(dir, e.Name()))
		info, statErr := e.Info()
		if err != nil || statErr != nil || info.Mode() != 0o600 {
			t.Errorf("%q: %v, %v, mode %v", e.Name(), err, statErr, info.Mode())
		}
		if w, ok := want[e.Name()]; !ok || w != string(content) {
			t.Errorf("%q holds %d bytes, expected %d", e.Name(), len(content), len(w))
		}
	}
	if len(entries) != len(want) {
		t.Errorf("%d files, expected %d", len(entries), len(want))
	}
}

func states(files []TakenFile) (all []string) {
	for _, f := range files {
		all = append(all, f.State)
	}
	return all
}

func TestFiles_PiecesInAnyOrder_AreJoinedUnderSafeNames(t *testing.T) {
	w := newWorld(t)
	long := strings.Repeat("0123456789abcdef", message.MaxBody/16)
	first, a := w.file("../../foto.jpg", long, "tail")
	second, b := w.file(`C:\tmp\FOTO.jpg`, "other")
	odd, c := w.file("-rf \u202e.bashrc\x00", "odd")
	id := w.letter([]message.FileRef{first, second, odd}, b[0], a[1], c[0], a[0])
	dir := filepath.Join(t.TempDir(), "out")
	files := w.files(id, dir, FilesOptions{Limit: muchRoom})
	if !slices.Equal(states(files), []string{FileWhole, FileWhole, FileWhole}) || files[0].Written != "foto.jpg" {
		t.Errorf("%+v", files)
	}
	holds(t, dir, map[string]string{"foto.jpg": long + "tail", "FOTO (2).jpg": "other", "rf _.bashrc_": "odd"})
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the directory: %v, %v", info.Mode(), err)
	}
	log, err := w.desk.Log()
	if last := log[len(log)-1]; err != nil || last.Action != "files" || last.Case != id || last.Actor != "alice" {
		t.Errorf("logged %+v, %v", last, err)
	}
}

func TestFiles_SecondLetter_BringsItsFilesToo(t *testing.T) {
	w := newWorld(t)
	one, two := w.coder(), w.coder()
	ref, parcels := w.file("a.txt", "a")
	again, more := w.file("a.txt", "b")
	id := w.sole(w.bring(w.seal(one.reportMessage("Een.", ref)))).Case
	w.bring(parcels[0])
	turn := &message.Followup{
		Head: w.head(), Handle: one.Slots.Handle(), Recipient: two.Recipient, Slots: two.Slots, Siblings: []slots.Handle{}, Read: []int{},
		Language: "nl", Text: "Twee.", Files: []message.FileRef{again},
	}
	w.bring(w.seal(turn), more[0])
	dir := t.TempDir()
	files := w.files(id, dir, FilesOptions{Limit: muchRoom})
	if len(files) != 2 || files[0].Letter >= files[1].Letter {
		t.Errorf("%+v", files)
	}
	holds(t, dir, map[string]string{"a.txt": "a", "a (2).txt": "b"})
}

func TestFiles_NotWhole_IsSaidAndNotWritten(t *testing.T) {
	w := newWorld(t)
	ref, parcels := w.file("a.txt", "first ", "second")
	id := w.letter([]message.FileRef{ref}, parcels[1])
	dir := t.TempDir()
	files := w.files(id, dir, FilesOptions{Limit: muchRoom, Damaged: true})
	if files[0].State != FileMissing || files[0].Here() != 1 || files[0].Written != "" {
		t.Errorf("%+v", files)
	}
	holds(t, dir, nil)
	w.bring(parcels[0])
	w.files(id, dir, FilesOptions{Limit: muchRoom})
	holds(t, dir, map[string]string{"a.txt": "first second"})
}

func TestFiles_Damaged_AreWrittenWhereAskedOnly(t *testing.T) {
	w := newWorld(t)
	swapped, a := w.file("swapped.txt", "first ", "second")
	swapped.Parcels[0], swapped.Parcels[1] = swapped.Parcels[1], swapped.Parcels[0]
	long, b := w.file("long.txt", "0123456789")
	long.Size, long.SHA256 = 4, sha256.Sum256([]byte("0123"))
	short, c := w.file("short.txt", "0123")
	short.Size = 5
	good, d := w.file("good.txt", "good")
	id := w.letter([]message.FileRef{swapped, long, short, good}, slices.Concat(a, b, c, d)...)

	dir := t.TempDir()
	files := w.files(id, dir, FilesOptions{Limit: muchRoom})
	if !slices.Equal(states(files), []string{FileDamaged, FileDamaged, FileDamaged, FileWhole}) {
		t.Errorf("%+v", files)
	}
	for i, want := range []string{"SHA-256", "longer", "shorter"} {
		if !strings.Contains(files[i].Reason, want) {
			t.Errorf("%s: %q", files[i].Name, files[i].Reason)
		}
	}
	holds(t, dir, map[string]string{"good.txt": "good"})

	dir = t.TempDir()
	w.files(id, dir, FilesOptions{Limit: muchRoom, Damaged: true})
	holds(t, dir, map[string]string{
		"good.txt": "good", "swapped.txt.damaged": "secondfirst ", "long.txt.damaged": "0123", "short.txt.damaged": "0123",
	})
}

func TestFiles_PieceDamagedInTheRegister_LeavesTheOthers(t *testing.T) {
	w := newWorld(t)
	ref, a := w.file("a.txt", "one", "two")
	good, b := w.file("b.txt", "good")
	id := w.letter([]message.FileRef{ref, good}, slices.Concat(a, b)...)
	v, err := w.desk.Show(id, 0)
	w.must(err)
	w.must(w.desk.reg.Update(func(tx *register.Tx) error {
		return tx.Delete(bodyBucket, string(filesOf(v)[0].Parts[1].Parcel))
	}))
	dir := t.TempDir()
	files := w.files(id, dir, FilesOptions{Limit: muchRoom})
	if files[0].State != FileDamaged || !strings.Contains(files[0].Reason, "piece 2") {
		t.Errorf("%+v", files[0])
	}
	holds(t, dir, map[string]string{"b.txt": "good"})
}

// TestFiles_OnePieceNamedOften_FillsNoDisk: 4 096 names of one parcel would make a gigabyte of 256 KiB.
func TestFiles_RecordOfALetterDamaged_IsSaid(t *testing.T) {
	w := newWorld(t)
	ref, parcels := w.file("brief.txt", "Beste")
	w.bring(parcels...)
	got := w.bring(w.seal(w.coder().reportMessage("Met een brief.", ref))).Outcomes[0]
	w.must(w.desk.reg.Update(func(tx *register.Tx) error {
		return tx.Put(apartBucket, "words/"+string(got.Parcel), []byte("rubbish"))
	}))
	dir := filepath.Join(t.TempDir(), "out")
	files := w.files(got.Case, dir, FilesOptions{Limit: muchRoom, Damaged: true})
	if len(files) != 1 || files[0].State != FileDamaged || files[0].Reason != unknownFiles || files[0].Written != "" {
		t.Errorf("%+v", files)
	}
	holds(t, dir, nil)
}

func TestFiles_OnePieceNamedOften_FillsNoDisk(t *testing.T) {
	w := newWorld(t)
	body := strings.Repeat("x", 1000)
	bomb, a := w.file("bomb", body)
	for range 99 {
		bomb.Parcels = append(bomb.Parcels, bomb.Parcels[0])
	}
	bomb.Size, bomb.SHA256 = 100_000, sha256.Sum256(bytes.Repeat([]byte("x"), 100_000))
	small, b := w.file("small", "small")
	id := w.letter([]message.FileRef{bomb, bomb, small}, a[0], b[0])
	dir := t.TempDir()
	files := w.files(id, dir, FilesOptions{Limit: 150_000})
	if !slices.Equal(states(files), []string{FileWhole, FileLeftOut, FileWhole}) {
		t.Errorf("%+v", states(files))
	}
	holds(t, dir, map[string]string{"bomb": strings.Repeat("x", 100_000), "small": "small"})
	if files[0].SHA256 != hex.EncodeToString(bomb.SHA256[:]) {
		t.Errorf("SHA-256 %s", files[0].SHA256)
	}
}

func TestFiles_WhatCannotBeDone_LeavesNothing(t *testing.T) {
	w := newWorld(t)
	ref, parcels := w.file("a.txt", "a")
	id := w.letter([]message.FileRef{ref}, parcels...)
	none := w.letter(nil)

	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := w.desk.Files(ctx, id, dir, FilesOptions{Limit: muchRoom}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	holds(t, dir, nil)

	absent := filepath.Join(dir, "absent")
	if _, err := w.desk.Files(context.Background(), "xxxxxxxx", absent, FilesOptions{}); !errors.Is(err, cases.ErrNoCase) {
		t.Errorf("no case: %v", err)
	}
	if files := w.files(none, absent, FilesOptions{}); len(files) != 0 {
		t.Errorf("%+v", files)
	}
	if _, err := os.Stat(absent); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a directory without files: %v", err)
	}

	w.must(os.WriteFile(filepath.Join(dir, "there"), []byte("mine"), 0o600))
	if _, err := w.desk.Files(context.Background(), id, dir, FilesOptions{Limit: muchRoom}); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("not empty: %v", err)
	}
	holds(t, dir, map[string]string{"there": "mine"})
}
