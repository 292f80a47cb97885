package keyring_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"testing"

	"luwte/internal/desk/keyring"
)

const passphrase = "six words that nobody else knows"

// TestSave_Passphrase_IsStretchedAsAgeDoes reads how much scrypt stands in the file. Everywhere else in tests scrypt is quick.
func TestSave_Passphrase_IsStretchedAsAgeDoes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keyring.age")
	made, err := keyring.New(keyring.Period{100, 200})
	if err != nil {
		t.Fatal(err)
	}
	if err := made.Save(path, passphrase); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if header, _, _ := bytes.Cut(file, []byte("\n---")); !regexp.MustCompile(`(?m)^-> scrypt \S+ 18$`).Match(header) {
		t.Errorf("the header is %s", header)
	}
}

// TestLoad_AfterSave_GivesTheSameKeysToItsPassphraseOnly has a quick scrypt.
func TestLoad_AfterSave_GivesTheSameKeysToItsPassphraseOnly(t *testing.T) {
	keyring.Quick(t)
	path := filepath.Join(t.TempDir(), "keyring.age")
	made, err := keyring.New(keyring.Period{100, 200}, keyring.Period{199, 300})
	if err != nil {
		t.Fatal(err)
	}
	if err := made.Save(path, passphrase); err != nil {
		t.Fatal(err)
	}
	if err := made.Save(path, passphrase); !errors.Is(err, keyring.ErrThere) {
		t.Errorf("saved over a keyring: %v", err)
	}
	loaded, err := keyring.Load(path, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := made.Identity(1)
	b, err := loaded.Identity(1)
	if err != nil || a.String() != b.String() || made.Register() != loaded.Register() || !reflect.DeepEqual(made.Epochs(), loaded.Epochs()) ||
		made.Bureau() != loaded.Bureau() || !bytes.Equal(rootOf(t, made), rootOf(t, loaded)) || !bytes.Equal(made.Dispatch().Seed(), loaded.Dispatch().Seed()) ||
		!reflect.DeepEqual(made.Marks(), loaded.Marks()) {
		t.Error("other keys")
	}
	if _, err := loaded.Identity(3); !errors.Is(err, keyring.ErrEpoch) {
		t.Error(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	wrong(t, path)
}

func rootOf(t *testing.T, k *keyring.Keys) []byte {
	t.Helper()
	root, err := k.Root()
	if err != nil {
		t.Fatal(err)
	}
	return root.Seed()
}

// wrong loads what is no keyring, or not with its passphrase.
func wrong(t *testing.T, path string) {
	t.Helper()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-1] ^= 1
	for name, c := range map[string]struct {
		file       []byte
		passphrase string
		want       error
	}{
		"wrong passphrase": {whole, "another", keyring.ErrPassphrase},
		"no passphrase":    {whole, "", keyring.ErrPassphrase},
		"empty file":       {nil, passphrase, keyring.ErrDamaged},
		"cut header":       {whole[:50], passphrase, keyring.ErrDamaged},
		"flipped bit":      {flipped, passphrase, keyring.ErrDamaged},
		"something else":   {[]byte("a letter to my aunt"), passphrase, keyring.ErrDamaged},
	} {
		other := filepath.Join(t.TempDir(), "other")
		if err := os.WriteFile(other, c.file, 0o600); err != nil {
			t.Fatal(err)
		}
		// Equality: nothing may be wrapped around it that could quote contents.
		if _, err := keyring.Load(other, c.passphrase); err != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := keyring.Load(path+"none", passphrase); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}
