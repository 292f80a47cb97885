package backup

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"path/filepath"
	"testing"

	"luwte/internal/fuzzing"
	"luwte/internal/testbureau"
	"luwte/server/onion"
)

func someConfiguration(f *testing.F) *Configuration {
	dir := filepath.Join(f.TempDir(), "front")
	if _, err := onion.NewKey(dir); err != nil {
		f.Fatal(err)
	}
	keys, err := onion.ReadKeys(dir)
	if err != nil {
		f.Fatal(err)
	}
	b := testbureau.New()
	return &Configuration{Front: keys, Inboxes: []Inbox{{ID: b.Inbox(), Charter: b.CharterLine(), Door: []onion.Keys{}}}}
}

// FuzzConfiguration: what a backup has inside is one in its one encoding, or refused.
func FuzzConfiguration(f *testing.F) {
	plain, err := someConfiguration(f).marshal()
	if err != nil {
		f.Fatal(err)
	}
	fuzzing.Add(f, 150, plain)
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := unmarshal(data)
		if err != nil {
			return
		}
		if again, err := c.marshal(); err != nil || !bytes.Equal(again, data) {
			t.Fatalf("read, and written otherwise: %v", err)
		}
	})
}

// FuzzCheck: a file is a whole backup or it is said what is wrong, also where somebody made its hash again.
func FuzzCheck(f *testing.F) {
	file, err := Seal(someConfiguration(f), "six words that nobody else knows")
	if err != nil {
		f.Fatal(err)
	}
	fuzzing.Add(f, 150, file, false)
	fuzzing.Add(f, 100, file, true)
	f.Fuzz(func(t *testing.T, data []byte, resum bool) {
		if resum && len(data) > sha256.Size {
			sum := sha256.Sum256(data[:len(data)-sha256.Size])
			data = append(bytes.Clone(data[:len(data)-sha256.Size]), sum[:]...)
		}
		err := Check(data)
		for _, known := range []error{ErrNotBackup, ErrVersion, ErrCut, ErrAltered} {
			if errors.Is(err, known) {
				return
			}
		}
		if err != nil || len(data) < headerSize+sha256.Size {
			t.Fatalf("%d bytes: %v", len(data), err)
		}
	})
}
