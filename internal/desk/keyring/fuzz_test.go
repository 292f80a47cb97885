package keyring

import (
	"bytes"
	"errors"
	"testing"

	"luwte/crypto/canon"
	"luwte/internal/fuzzing"
)

// FuzzParse: what an opened file of keys has inside is keys in their one encoding, or damaged; no error says anything else.
func FuzzParse(f *testing.F) {
	k, err := New(Period{100, 200}, Period{200, 300})
	if err != nil {
		f.Fatal(err)
	}
	s, err := k.sealed()
	if err != nil {
		f.Fatal(err)
	}
	plaintext, err := canon.Marshal(s)
	if err != nil {
		f.Fatal(err)
	}
	fuzzing.Add(f, 100, plaintext)
	f.Fuzz(func(t *testing.T, data []byte) {
		k, err := parse(data)
		if err != nil {
			if err != ErrDamaged {
				t.Fatal(err)
			}
			return
		}
		s, err := k.sealed()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := canon.Marshal(s); err != nil || !bytes.Equal(again, data) {
			t.Fatal("read, and written otherwise")
		}
	})
}

// FuzzUnseal: a file that is no file of keys is damaged, or of another passphrase.
func FuzzUnseal(f *testing.F) {
	workFactor = 8
	f.Cleanup(func() { workFactor = 0 })
	file, err := Seal("a passphrase of some length", []byte("keys"))
	if err != nil {
		f.Fatal(err)
	}
	damaged := errors.New("damaged")
	fuzzing.Add(f, 60, file)
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.Contains(data, []byte("-> scrypt ")) && !bytes.Contains(data, []byte(" 8\n")) {
			return // as much work as the file asks for, up to age's bound
		}
		text, err := Unseal(data, "a passphrase of some length", damaged)
		if err == nil && string(text) != "keys" || err != nil && err != damaged && !errors.Is(err, ErrPassphrase) {
			t.Fatalf("%q, %v", text, err)
		}
	})
}
