package desk

import (
	"archive/tar"
	"bytes"
	"compress/zlib"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"filippo.io/age"

	"luwte/crypto/message"
	"luwte/internal/desk/dossier"
	"luwte/internal/desk/evidence"
	"luwte/internal/desk/register"
)

// dossierOf makes a dossier, sealed to an identity of the test, and returns what is in the archive, and the PDF's text by poppler.
func (w *world) dossierOf(id string, o DossierOptions) (made *DossierMade, all map[string][]byte, pdf string) {
	w.t.Helper()
	identity, err := age.GenerateHybridIdentity()
	w.must(err)
	o.To = identity.Recipient().String()
	dir := filepath.Join(w.t.TempDir(), "out")
	made, err = w.desk.Dossier(context.Background(), id, dir, o)
	w.must(err)
	entries, err := os.ReadDir(dir)
	w.must(err)
	if len(entries) != 2 {
		w.t.Errorf("%d files beside each other", len(entries))
	}
	sealed, err := os.Open(filepath.Join(dir, DossierArchive))
	w.must(err)
	defer sealed.Close()
	r, err := age.Decrypt(sealed, identity)
	w.must(err)
	all = w.untar(r)
	text, err := exec.Command("pdftotext", "-layout", filepath.Join(dir, DossierPDF), "-").Output()
	w.must(err)
	beside, err := os.ReadFile(filepath.Join(dir, DossierPDF))
	w.must(err)
	if !bytes.Equal(beside, all[DossierPDF]) {
		w.t.Error("another PDF in the archive")
	}
	return made, all, string(text)
}

func (w *world) untar(r io.Reader) map[string][]byte {
	w.t.Helper()
	all, out := map[string][]byte{}, w.t.TempDir()
	for t := tar.NewReader(r); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		w.must(err)
		if h.ModTime.Unix() != 0 || h.Uid != 0 || h.Uname != "" {
			w.t.Errorf("%s tells a time or an owner: %+v", h.Name, h)
		}
		data, err := io.ReadAll(t)
		w.must(err)
		all[h.Name] = data
		w.must(os.MkdirAll(filepath.Join(out, filepath.Dir(h.Name)), 0o700))
		w.must(os.WriteFile(filepath.Join(out, h.Name), data, 0o600))
	}
	check := exec.Command("sha256sum", "--check", "--strict", "SHA256SUMS")
	check.Dir = out
	if said, err := check.CombinedOutput(); err != nil || bytes.Count(said, []byte(": OK")) != len(all)-1 {
		w.t.Errorf("sha256sum: %v\n%s", err, said)
	}
	return all
}

// squeezed is a text without spaces and ends of lines: poppler breaks lines where the page does.
func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }

func TestDossier_WholeCase_IsCompleteAndItsHashesHold(t *testing.T) {
	w := newWorld(t)
	one, two := w.coder(), w.coder()
	ref, pieces := w.file("foto van de loods.jpg", "the bytes")
	lost, _ := w.file("nooit.pdf", "x")
	long := strings.Repeat("zonderspaties", 2000)
	id := w.sole(w.bring(w.seal(one.reportMessage("Eerste regel.\nЧто? Ελληνικά 中文 \u202eomgekeerd\n"+long, ref, lost)))).Case
	w.bring(pieces...)
	_, err := w.desk.Reply(id, "Dank u wel.")
	w.must(err)
	w.export()
	w.bring(one.turn(two, "Het tweede bericht.", []int{1}))
	w.must(w.desk.AddNote(id, "Gebeld met de directeur."))
	w.must(w.desk.ChangeFile(id, "case-set", nil, func(f *File) error { f.Class, f.Labels = "corruptie", []string{"haven"}; return nil }))
	_, err = w.desk.Examine(context.Background(), id, 1, evidence.Look)
	w.must(err)
	made, all, pdf := w.dossierOf(id, DossierOptions{Language: "nl", Notes: true, AllFiles: true})
	if made.Files != 1 || made.Copies != 1 || made.Passages != 0 {
		t.Errorf("%+v", made)
	}
	var ours caseLog
	w.must(w.desk.reg.View(func(tx *register.Tx) error { _, err := tx.GetJSON(caseLogBucket, id, &ours); return err }))
	for _, want := range []string{"Ik ben benaderd", "Eerste regel.", "Что? Ελληνικά [U+4E2D U+6587]", `\u202eomgekeerd`, "Dank u wel.", "Gelezen door de melder", "Het tweede bericht.", "Gebeld met de directeur.", "corruptie", "haven",
		"foto van de loods.jpg", "nooit.pdf", "niet heel aangekomen", hex.EncodeToString(ref.SHA256[:]), "Bent u nu in gevaar?", "case-note", hex.EncodeToString(ours.Head[:]), long[:1000]} {
		if !strings.Contains(squeezed(pdf), squeezed(want)) {
			t.Errorf("the PDF lacks %.60q", want)
		}
	}
	text := string(all["dossier.txt"])
	if !strings.Contains(text, "中文") || !strings.Contains(text, long) || strings.Contains(text, "\u202e") {
		t.Error("the text is not whole, or obeyed")
	}
	if string(all["originals/01-foto van de loods.jpg"]) != "the bytes" || string(all["clean/01-foto van de loods.jpg.clean.txt"]) != "the bytes" || len(all) != 5 {
		t.Errorf("%d files", len(all))
	}
	if !strings.Contains(string(all["SHA256SUMS"]), "passages redacted: 0, in places: 0") {
		t.Error("the manifest does not say that nothing was redacted")
	}
	logged(t, w, "dossier")
}

// streams are all bytes of a PDF, with what is packed unpacked.
func streams(t *testing.T, pdf []byte) []byte {
	t.Helper()
	all, n := bytes.Clone(pdf), 0
	for _, m := range regexp.MustCompile(`(?s)stream\r?\n(.*?)endstream`).FindAllSubmatch(pdf, -1) {
		r, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue
		}
		text, _ := io.ReadAll(r)
		all, n = append(all, text...), n+1
	}
	if n < 3 {
		t.Fatalf("%d streams", n)
	}
	return all
}

// forms are a text in the encodings in which it could stand somewhere.
func forms(text string) (all [][]byte) {
	var little, big []byte
	for _, u := range utf16.Encode([]rune(text)) {
		little, big = append(little, byte(u), byte(u>>8)), append(big, byte(u>>8), byte(u))
	}
	return [][]byte{[]byte(text), little, big}
}

// TestDossier_Redacted_PassageIsNowhereAndNoLengthTellsIt: in letters, answers, notes, names of files and of handlers, the PDF's streams and metadata, and the archive.
func TestDossier_Redacted_PassageIsNowhereAndNoLengthTellsIt(t *testing.T) {
	w := newWorld(t)
	one := w.coder()
	const name, street = "Jadranka Škrobová", "Ж-straat 12"
	ref, pieces := w.file("verklaring jadranka ŠKROBOVÁ.txt", "geen naam hier")
	named, more := w.file("brief.txt", "Getekend: jadranka skrobova")
	report := one.reportMessage("Mijn collega "+name+" deed het.\nDat is JADRANKA \n škrobová van de "+street+".\nJadranka\u200b Škrobova\u0301 dus.", ref, named)
	report.Answers[0].Answer = "Ja, van " + name
	id := w.sole(w.bring(w.seal(report))).Case
	w.bring(append(pieces, more...)...)
	_, err := w.desk.Reply(id, "Wat doet "+name+"?")
	w.must(err)
	w.must(w.desk.AddNote(id, name+" gebeld."))
	w.must(w.desk.ChangeFile(id, "case-set", map[string]any{"x": name}, func(f *File) error { f.Labels, f.Handler = []string{name}, name; return nil }))
	before, err := w.desk.Show(id, 0)
	w.must(err)
	passages := []dossier.Passage{{Text: name, Letter: 1}, {Text: street}}
	made, all, pdf := w.dossierOf(id, DossierOptions{Language: "nl", Notes: true, Files: []int{1}, Passages: passages})
	if made.Passages != 2 || made.Places < 9 {
		t.Errorf("%+v", made)
	}
	inside := []byte(pdf)
	for file, data := range all {
		inside = append(append(inside, file...), data...)
		if file == DossierPDF {
			inside = append(inside, streams(t, data)...)
		}
	}
	lower := bytes.ToLower(inside)
	for _, word := range []string{name, "Jadranka", "jadranka", "Škrobová", "škrobová", "skrobova", "krobov", street, "Ж-straat", "straat 12"} {
		for i, form := range forms(word) {
			if bytes.Contains(inside, form) || i == 0 && bytes.Contains(lower, bytes.ToLower(form)) {
				t.Errorf("%q is there, in form %d", word, i)
			}
		}
	}
	if strings.Contains(pdf, "Ж") {
		t.Error("a letter that only a passage has")
	}
	if !strings.Contains(squeezed(pdf), "Mijncollega[weggelakt]deedhet.") || !strings.Contains(string(all["SHA256SUMS"]), "passages redacted: 2, in places: ") || all["originals/01-verklaring [weggelakt].txt"] == nil {
		t.Errorf("%s\n%s", pdf, all["SHA256SUMS"])
	}
	after, err := w.desk.Show(id, 0)
	w.must(err)
	if after.Tree[0].Letters[0].Text != before.Tree[0].Letters[0].Text || after.Tree[0].Letters[0].Files[0].Name != ref.Name {
		t.Error("the case was changed")
	}
}

func TestDossier_WhatCannotBeMade_IsRefusedAndLeavesNothing(t *testing.T) {
	w := newWorld(t)
	ref, pieces := w.file("brief.txt", "Getekend: Jadranka")
	wide, morePieces := w.file("brief16.txt", string(forms("Getekend: Jadranka")[1]))
	id := w.letter([]message.FileRef{ref, wide}, append(pieces, morePieces...)...)
	to := w.epoch().Recipient
	classic, err := age.GenerateX25519Identity()
	w.must(err)
	bestanden := []dossier.Passage{{Text: "bestanden"}}
	for name, c := range map[string]struct {
		o    DossierOptions
		want error
	}{
		"files without a seal":          {DossierOptions{AllFiles: true}, ErrArchiveTo},
		"two seals":                     {DossierOptions{To: to, Passphrase: "x"}, ErrArchiveTo},
		"an old recipient":              {DossierOptions{To: classic.Recipient().String()}, ErrRecipient},
		"a file that is not there":      {DossierOptions{To: to, Files: []int{3}}, ErrNoFile},
		"a passage that is not there":   {DossierOptions{Passages: []dossier.Passage{{Text: "Jadranka"}}}, dossier.ErrNotFound},
		"a passage of another letter":   {DossierOptions{Passages: []dossier.Passage{{Text: "bestanden", Letter: 2}}}, dossier.ErrNotFound},
		"a passage of nothing":          {DossierOptions{Passages: append(bestanden, dossier.Passage{Text: " a \u200b\n"})}, dossier.ErrPassage},
		"a file that holds the passage": {DossierOptions{To: to, Files: []int{1}, Passages: []dossier.Passage{{Text: "jadranka"}}}, ErrFileHolds},
		"one in which letters are wide": {DossierOptions{To: to, Files: []int{2}, Passages: []dossier.Passage{{Text: "jadranka"}}}, ErrFileHolds},
	} {
		dir := filepath.Join(t.TempDir(), "out")
		if _, err := w.desk.Dossier(context.Background(), id, dir, c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, expected %v", name, err, c.want)
		}
		if left, err := os.ReadDir(dir); err == nil && len(left) != 0 {
			t.Errorf("%s: left %v", name, left)
		}
	}
}

// TestDossier_SealedToAnotherBureau_OpensThere, and nowhere else.
func TestDossier_SealedToAnotherBureau_OpensThere(t *testing.T) {
	n := newNeighbours(t)
	id := n.a.sole(n.a.bring(n.a.coder().report("Een."))).Case
	dir := filepath.Join(t.TempDir(), "out")
	_, err := n.a.desk.Dossier(context.Background(), id, dir, DossierOptions{Language: "en", Peer: n.a.peer(n.b)})
	n.a.must(err)
	sealed, out := filepath.Join(dir, DossierArchive), n.path()
	if err := n.a.desk.OpenDossier(sealed, out); !errors.Is(err, ErrNotForUs) {
		t.Error(err)
	}
	n.b.must(n.b.desk.OpenDossier(sealed, out))
	file, err := os.ReadFile(out)
	n.b.must(err)
	if all := n.b.untar(bytes.NewReader(file)); !slices.Contains(strings.Fields(string(all["dossier.txt"])), "Een.") {
		t.Errorf("%s", all["dossier.txt"])
	}
	if err := n.b.desk.OpenDossier(sealed, out); !errors.Is(err, ErrFileThere) {
		t.Error(err)
	}
	if err := n.b.desk.OpenDossier(n.refer(id, ReferOptions{}), n.path()); !errors.Is(err, ErrNotDossier) {
		t.Error(err)
	}
}
