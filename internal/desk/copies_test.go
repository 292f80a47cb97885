package desk

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/evidence"
)

// TestExamine_Files_AreKeptCleanWithTheCaseAndTheOriginalsAsTheyAre: pictures and PDF, which need the jail, are in evidence's own tests and in cmd/luwte-desk's.
func TestExamine_Files_AreKeptCleanWithTheCaseAndTheOriginalsAsTheyAre(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Keeper)
	long := strings.Repeat("PLANTEDTEXT \u202eomgekeerd\n", 25_000) // its copy is of several pieces
	text, parcels := w.file("brief.txt", long[:message.MaxBody], long[message.MaxBody:2*message.MaxBody], long[2*message.MaxBody:])
	html, more := w.file("foto.jpg", "<!DOCTYPE html><script>alert(1)</script>")
	broken, damaged := w.file("kapot.txt", "anders")
	broken.SHA256[0]++
	gone, _ := w.file("weg.txt", "nooit gekomen")
	id := w.letter([]message.FileRef{text, html, broken, gone}, append(append(parcels, more...), damaged...)...)

	e, err := w.desk.Examine(ctx, id, 1, evidence.Look)
	w.must(err)
	if e.Class != string(evidence.Text) || len(e.Copies) != 1 || len(e.Copies[0].Pieces) < 2 || e.SHA256 != hex.EncodeToString(text.SHA256[:]) {
		t.Fatalf("%+v", e)
	}
	if e, err = w.desk.Examine(ctx, id, 2, evidence.Look); err != nil || e.Class != string(evidence.HTML) || len(e.Copies) != 0 || len(e.Remarks) != 2 || !strings.Contains(e.Remarks[1].In("nl"), "Alleen bewaard") {
		t.Errorf("%+v, %v", e, err)
	}
	for no, want := range map[int]error{3: ErrFileDamaged, 4: ErrNotWhole, 5: ErrNoFile, 0: ErrNoFile} {
		if _, err := w.desk.Examine(ctx, id, no, evidence.Look); !errors.Is(err, want) {
			t.Errorf("file %d: %v", no, err)
		}
		if err := w.desk.SaveOriginal(ctx, id, no, nil); !errors.Is(err, want) {
			t.Errorf("original %d: %v", no, err)
		}
	}
	disk, err := os.ReadFile(filepath.Join(w.dir, registerFile))
	if err != nil || bytes.Contains(disk, []byte("PLANTEDTEXT")) {
		t.Errorf("the clean copy is on the disk: %v", err)
	}

	w.must(w.desk.Exclude(id, "Bram Kok")) // the copies go under the case's new key
	_, data, err := w.desk.LookAt(id, 1, 1)
	if want := strings.ReplaceAll(long, "\u202e", `\u202e`); err != nil || string(data) != want {
		t.Errorf("%d bytes, expected %d, %v", len(data), len(want), err)
	}
	var saved bytes.Buffer
	w.must(w.desk.SaveOriginal(ctx, id, 1, func(f TakenFile) (io.Writer, error) { return &saved, nil }))
	if saved.String() != long {
		t.Error("the original is another")
	}
	files, known, err := w.desk.CaseFiles(id)
	if err != nil || len(files) != 4 || known[0] == nil || known[2] != nil || files[3].State != FileMissing {
		t.Errorf("%+v, %+v, %v", files, known, err)
	}
	w.enter("Bram Kok")
	if _, _, err := w.desk.LookAt(id, 1, 1); !errors.Is(err, cases.ErrNoCase) {
		t.Errorf("who was shut out: %v", err)
	}
}
