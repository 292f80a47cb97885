package keyring

import (
	"testing"

	"luwte/crypto/canon"
)

func TestParse_AnythingElse_IsErrDamaged(t *testing.T) {
	k, err := New(100, 200)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*sealed){
		"other format":   func(s *sealed) { s.Format = "luwte/2 keyring" },
		"short root":     func(s *sealed) { s.Root = s.Root[1:] },
		"short dispatch": func(s *sealed) { s.Dispatch = s.Dispatch[1:] },
		"short register": func(s *sealed) { s.Register = s.Register[1:] },
		"no epochs":      func(s *sealed) { s.Epochs = []sealedEpoch{} },
		"epoch twice":    func(s *sealed) { s.Epochs = append(s.Epochs, s.Epochs[0]) },
		"identity":       func(s *sealed) { s.Epochs[0].Identity = s.Epochs[0].Identity[1:] },
		"marks":          func(s *sealed) { s.Epochs[0].Marks = nil },
	} {
		s := k.sealed()
		spoil(&s)
		plaintext, err := canon.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parse(plaintext); err != ErrDamaged {
			t.Errorf("%s: %v", name, err)
		}
	}
	plaintext, err := canon.Marshal(k.sealed())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parse(plaintext); err != nil {
		t.Error(err)
	}
}
