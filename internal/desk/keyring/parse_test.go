package keyring

import (
	"testing"

	"luwte/crypto/canon"
)

func TestParse_AnythingElse_IsErrDamaged(t *testing.T) {
	k, err := New(Period{100, 200})
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*sealed){
		"other format":   func(s *sealed) { s.Format = "luwte/2 keyring" },
		"short root":     func(s *sealed) { s.Root = s.Root[1:] },
		"short dispatch": func(s *sealed) { s.Dispatch = s.Dispatch[1:] },
		"short register": func(s *sealed) { s.Register = s.Register[1:] },
		"epoch twice":    func(s *sealed) { s.Epochs = append(s.Epochs, s.Epochs[0]) },
		"seed":           func(s *sealed) { s.Epochs[0].Seed = s.Epochs[0].Seed[1:] },
		"other seed":     func(s *sealed) { s.Epochs[0].Seed[0] ^= 1 },
		"no list":        func(s *sealed) { s.Epochs = nil },
	} {
		s, err := k.sealed()
		if err != nil {
			t.Fatal(err)
		}
		spoil(&s)
		plaintext, err := canon.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parse(plaintext); err != ErrDamaged {
			t.Errorf("%s: %v", name, err)
		}
	}
	s, err := k.sealed()
	if err != nil {
		t.Fatal(err)
	}
	plaintext, err := canon.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parse(plaintext); err != nil {
		t.Error(err)
	}
}
