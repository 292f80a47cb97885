package onion_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"luwte/internal/torchild"
	"luwte/server/onion"
)

func TestAuthorize_GoodKey_WritesTorsLine(t *testing.T) {
	dir, key := t.TempDir(), publicKey(t)
	must(t, onion.Authorize(dir, "courier", publicKey(t)))
	must(t, onion.Authorize(dir, "courier", key)) // replaces it
	data, err := os.ReadFile(filepath.Join(dir, "authorized_clients", "courier.auth"))
	if err != nil || string(data) != "descriptor:x25519:"+key+"\n" {
		t.Fatalf("%q, %v", data, err)
	}
	if names, err := onion.Clients(dir); err != nil || len(names) != 1 || names[0] != "courier" {
		t.Fatalf("%v, %v", names, err)
	}
}

func TestAuthorize_BadKey_IsRefused(t *testing.T) {
	good := publicKey(t)
	spare := good[:51] + map[bool]string{true: "B", false: "R"}[good[51] == 'A'] // the last letter has four spare bits
	for name, key := range map[string]string{
		"empty": "", "short": good[:51], "long": good + "A", "small letters": strings.ToLower(good), "padded": good + "====",
		"line end": good + "\n", "line end inside": good[:20] + "\n" + good[20:], "blank before": " " + good,
		"prefixed": "x25519:" + good, "spare bits": spare, "digit 1": "1" + good[1:], "all zeros": strings.Repeat("A", 52),
		"second line": good + "\ndescriptor:x25519:" + good,
	} {
		dir := t.TempDir()
		if err := onion.Authorize(dir, "courier", key); !errors.Is(err, onion.ErrClientKey) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := onion.Clients(dir); !errors.Is(err, onion.ErrNoClients) {
			t.Errorf("%s: clients: %v", name, err)
		}
	}
}

func TestAuthorize_BadName_IsRefused(t *testing.T) {
	for _, name := range []string{"", "..", "../x", "a/b", "Courier", "a.auth", strings.Repeat("a", 33), "a\n"} {
		if err := onion.Authorize(t.TempDir(), name, publicKey(t)); !errors.Is(err, onion.ErrClientName) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// tor passes over a file that it cannot read, and with none left the door would be open to all.
func TestClients_FileTorPassesOver_IsRefused(t *testing.T) {
	dir := t.TempDir()
	must(t, onion.Authorize(dir, "courier", publicKey(t)))
	must(t, os.WriteFile(filepath.Join(dir, "authorized_clients", "second.auth"), []byte("descriptor:x25519:oops\n"), 0o600))
	if names, err := onion.Clients(dir); !errors.Is(err, onion.ErrClientKey) {
		t.Fatalf("%v, %v", names, err)
	}
}

func publicKey(t *testing.T) string {
	t.Helper()
	key, err := torchild.NewClientKey()
	must(t, err)
	return key.Public()
}
