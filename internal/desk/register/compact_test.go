package register_test

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"testing"

	bolt "go.etcd.io/bbolt"

	"luwte/internal/desk/register"
)

// sealedAs returns the bytes of a record as they are in the file.
func sealedAs(t *testing.T, path, bucket string) (sealed []byte) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *bolt.Tx) error {
		_, value := tx.Bucket([]byte(bucket)).Cursor().First()
		sealed = bytes.Clone(value)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func reopen(t *testing.T, path string) *register.Register {
	t.Helper()
	r, err := register.Open(path, key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// TestCompact_DeletedRecord_IsNotInTheFile: bbolt alone leaves it there, or the test would show nothing.
func TestCompact_DeletedRecord_IsNotInTheFile(t *testing.T) {
	t.Run("here", compactDeleted)
	t.Run("where an open file keeps its name", func(t *testing.T) {
		register.AsOnWindows(t)
		compactDeleted(t)
	})
}

func compactDeleted(t *testing.T) {
	r, path := create(t)
	put(t, r, "things", "kept", "kept")
	put(t, r, "gone", "a", "the key of a case")
	r.Close()
	sealed := sealedAs(t, path, "gone")
	r = reopen(t, path)
	if err := r.Update(func(tx *register.Tx) error { return tx.Delete("gone", "a") }); err != nil {
		t.Fatal(err)
	}
	if file, err := os.ReadFile(path); err != nil || !bytes.Contains(file, sealed) {
		t.Fatalf("bbolt leaves no trace by itself, %v", err)
	}
	if err := r.Compact(); err != nil {
		t.Fatal(err)
	}
	if file, err := os.ReadFile(path); err != nil || bytes.Contains(file, sealed) {
		t.Errorf("it is still in the file, %v", err)
	}
	if _, err := register.Open(path, key); !errors.Is(err, register.ErrInUse) {
		t.Errorf("another opens it: %v", err)
	}
	put(t, r, "things", "later", "later")
	r.Close()
	got, err := all(reopen(t, path), "things")
	if want := map[string]string{"kept": "kept", "later": "later"}; err != nil || !maps.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
}

func TestCompact_CutBeforeItHasTheName_OldIsWholeAndTheRestGoes(t *testing.T) {
	r, path := create(t)
	put(t, r, "things", "a", "b")
	r.Close()
	half := path + ".fresh"
	if err := os.WriteFile(half, []byte("half of a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := all(reopen(t, path), "things")
	if err != nil || got["a"] != "b" {
		t.Errorf("%v, %v", got, err)
	}
	if names, err := filepath.Glob(filepath.Dir(path) + "/*"); err != nil || len(names) != 1 {
		t.Errorf("%v, %v", names, err)
	}
}

// TestPurge_CutBeforeTheFileIsWrittenAnew_OpenDoesIt stops where a power cut would: after the transaction.
func TestPurge_CutBeforeTheFileIsWrittenAnew_OpenDoesIt(t *testing.T) {
	r, path := create(t)
	put(t, r, "gone", "a", "the key of a case")
	r.Close()
	sealed := sealedAs(t, path, "gone")
	r = reopen(t, path)
	dir := filepath.Dir(path)
	if err := os.Rename(dir, dir+" away"); err != nil { // no new file can be made
		t.Fatal(err)
	}
	if err := r.Purge(func(tx *register.Tx) error { return tx.Delete("gone", "a") }); err == nil {
		t.Fatal("it was not cut short")
	}
	r.Close()
	if err := os.Rename(dir+" away", dir); err != nil {
		t.Fatal(err)
	}
	if file, err := os.ReadFile(path); err != nil || !bytes.Contains(file, sealed) {
		t.Fatalf("the test shows nothing, %v", err)
	}
	for range 2 {
		r = reopen(t, path)
		if file, err := os.ReadFile(path); err != nil || bytes.Contains(file, sealed) {
			t.Errorf("it is still in the file, %v", err)
		}
		r.Close()
	}
}

// TestFile_Lengths_AreThoseOfTheirSize: a word more or less does not show.
func TestFile_Lengths_AreThoseOfTheirSize(t *testing.T) {
	lengths := map[int]bool{}
	for _, text := range []string{"", "a", "in gevaar", "de naam van een bestand.pdf"} {
		r, path := create(t)
		put(t, r, "things", "a", text)
		r.Close()
		lengths[len(sealedAs(t, path, "things"))] = true
	}
	if len(lengths) != 1 {
		t.Errorf("lengths %v", lengths)
	}
}
