package onion_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"luwte/server/onion"
)

// That tor takes these files and keeps the address is shown in the private network, by network_test.go.

func TestNewKey_Files_AreTorsFormats(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "front")
	address, err := onion.NewKey(dir)
	must(t, err)
	if len(address) != 62 || filepath.Ext(address) != ".onion" {
		t.Fatalf("address %q", address)
	}
	for name, want := range map[string]struct {
		header string
		size   int64
	}{
		"hs_ed25519_secret_key": {"== ed25519v1-secret: type0 ==\x00\x00\x00", 96},
		"hs_ed25519_public_key": {"== ed25519v1-public: type0 ==\x00\x00\x00", 64},
		"hostname":              {address + "\n", 63},
	} {
		path := filepath.Join(dir, name)
		data, err := os.ReadFile(path)
		must(t, err)
		info, err := os.Stat(path)
		must(t, err)
		if !bytes.HasPrefix(data, []byte(want.header)) || info.Size() != want.size || info.Mode() != 0o600 {
			t.Errorf("%s: %d bytes, mode %v", name, info.Size(), info.Mode())
		}
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("directory: %v, %v", info.Mode(), err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 3 {
		t.Errorf("the directory holds %v, %v", entries, err)
	}
}

func TestNewKey_KeyThere_IsRefusedAndKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "front")
	first, err := onion.NewKey(dir)
	must(t, err)
	if _, err := onion.NewKey(dir); !errors.Is(err, onion.ErrKeyExists) {
		t.Fatalf("a second key: %v", err)
	}
	if got, err := onion.Address(dir); err != nil || got != first {
		t.Fatalf("address %q, %v, want %q", got, err, first)
	}
}

func TestNewKey_UnfinishedDirectory_IsDoneAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "front")
	_, err := onion.NewKey(dir)
	must(t, err)
	must(t, os.Remove(filepath.Join(dir, "hs_ed25519_secret_key"))) // which is written last
	second, err := onion.NewKey(dir)
	must(t, err)
	if got, err := onion.Address(dir); err != nil || got != second {
		t.Fatalf("address %q, %v, want %q", got, err, second)
	}
}

func TestNewKey_OpenDirectory_IsRefused(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o755))
	if _, err := onion.NewKey(dir); err == nil {
		t.Fatal("a key was made where others can look")
	}
}

func TestAddress_FilesDoNotFit_IsRefused(t *testing.T) {
	for name, spoil := range map[string]func(dir string) error{
		"hostname edited":   func(dir string) error { return appendTo(filepath.Join(dir, "hostname"), "x") },
		"public key longer": func(dir string) error { return appendTo(filepath.Join(dir, "hs_ed25519_public_key"), "x") },
		"public key of another": func(dir string) error {
			path := filepath.Join(dir, "hs_ed25519_public_key")
			data, err := os.ReadFile(path)
			data[40] ^= 1
			return errors.Join(err, os.WriteFile(path, data, 0o600))
		},
		"header of another": func(dir string) error {
			path := filepath.Join(dir, "hs_ed25519_public_key")
			data, err := os.ReadFile(path)
			data[3] ^= 1
			return errors.Join(err, os.WriteFile(path, data, 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "front")
			_, err := onion.NewKey(dir)
			must(t, err)
			must(t, spoil(dir))
			if got, err := onion.Address(dir); !errors.Is(err, onion.ErrAddress) {
				t.Fatalf("%q, %v", got, err)
			}
		})
	}
}

func appendTo(path, text string) error {
	data, err := os.ReadFile(path)
	return errors.Join(err, os.WriteFile(path, append(data, text...), 0o600))
}
