package backup_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"path/filepath"
	"reflect"
	"testing"

	"luwte/internal/testbureau"
	"luwte/internal/torchild"
	"luwte/server/backup"
	"luwte/server/onion"
)

const passphrase = "six words that nobody else knows"

// configuration is one of a drop with two inboxes, the second of which comes over tor.
func configuration(t *testing.T) *backup.Configuration {
	t.Helper()
	keys := func(name string) onion.Keys {
		dir := filepath.Join(t.TempDir(), name)
		_, err := onion.NewKey(dir)
		must(t, err)
		if name == "door" {
			key, err := torchild.NewClientKey()
			must(t, err)
			must(t, onion.Authorize(dir, "courier", key.Public()))
		}
		k, err := onion.ReadKeys(dir)
		must(t, err)
		return k
	}
	one, two := testbureau.New(), testbureau.New()
	if one.Inbox() > two.Inbox() {
		one, two = two, one
	}
	return &backup.Configuration{Front: keys("front"), Inboxes: []backup.Inbox{
		{ID: one.Inbox(), Charter: one.CharterLine(), Door: []onion.Keys{}},
		{ID: two.Inbox(), Charter: []byte{}, Door: []onion.Keys{keys("door")}},
	}}
}

// TestOpen_Sealed: what was sealed comes back, to the right passphrase alone; nothing of it shows, and no byte can be changed.
func TestOpen_Sealed_ComesBackWholeOrNotAtAll(t *testing.T) {
	c := configuration(t)
	file, err := backup.Seal(c, passphrase)
	must(t, err)
	got, err := backup.Open(file, passphrase)
	if err != nil || !reflect.DeepEqual(got, c) {
		t.Fatalf("%v: %+v", err, got)
	}
	if _, err := backup.Open(file, passphrase+" "); !errors.Is(err, backup.ErrPassphrase) {
		t.Errorf("with another passphrase: %v", err)
	}
	for _, shows := range [][]byte{c.Front.Secret[:16], c.Front.Public[:16], []byte(c.Inboxes[0].ID), c.Inboxes[0].Charter[:64]} {
		if bytes.Contains(file, shows) {
			t.Errorf("the file shows %q", shows)
		}
	}

	if err := backup.Check(nil); !errors.Is(err, backup.ErrNotBackup) {
		t.Errorf("an empty file: %v", err)
	}
	for n := 1; n < len(file); n += 1 + n/8 { // each is hashed
		if err := backup.Check(file[:n]); !errors.Is(err, backup.ErrCut) {
			t.Fatalf("cut after %d bytes: %v", n, err)
		}
		altered := bytes.Clone(file)
		altered[n] ^= 0x10
		if backup.Check(altered) == nil {
			t.Fatalf("byte %d altered, and not noticed", n)
		}
	}
	if err := backup.Check(append(bytes.Clone(file), 0)); !errors.Is(err, backup.ErrAltered) {
		t.Errorf("with a byte more: %v", err)
	}

	forged := bytes.Clone(file)
	forged[len(forged)-sha256.Size-40] ^= 1 // in what is sealed, and the hash made again
	sum := sha256.Sum256(forged[:len(forged)-sha256.Size])
	copy(forged[len(forged)-sha256.Size:], sum[:])
	if got, err := backup.Open(forged, passphrase); err == nil {
		t.Errorf("a forged file opens: %+v", got)
	}
}

// TestSeal_WhatNoDropHas: a door without a courier would stand open to everyone.
func TestSeal_WhatNoDropHas_IsRefused(t *testing.T) {
	whole, err := json.Marshal(configuration(t))
	must(t, err)
	for name, spoil := range map[string]func(c *backup.Configuration){
		"no inboxes":           func(c *backup.Configuration) { c.Inboxes = nil },
		"out of order":         func(c *backup.Configuration) { c.Inboxes[0], c.Inboxes[1] = c.Inboxes[1], c.Inboxes[0] },
		"twice":                func(c *backup.Configuration) { c.Inboxes[1] = c.Inboxes[0] },
		"a key too short":      func(c *backup.Configuration) { c.Front.Secret = c.Front.Secret[1:] },
		"another's charter":    func(c *backup.Configuration) { c.Inboxes[1].Charter = c.Inboxes[0].Charter },
		"no charter":           func(c *backup.Configuration) { c.Inboxes[0].Charter = []byte("{}") },
		"no id":                func(c *backup.Configuration) { c.Inboxes[0].ID = "0" },
		"a door for everyone":  func(c *backup.Configuration) { c.Inboxes[1].Door[0].Clients = []onion.Client{} },
		"a courier's key":      func(c *backup.Configuration) { c.Inboxes[1].Door[0].Clients[0].Key = "A" },
		"a courier elsewhere":  func(c *backup.Configuration) { c.Inboxes[1].Door[0].Clients[0].Name = "../x" },
		"a front door for one": func(c *backup.Configuration) { c.Front.Clients = c.Inboxes[1].Door[0].Clients },
	} {
		var c *backup.Configuration
		must(t, json.Unmarshal(whole, &c))
		spoil(c)
		if _, err := backup.Seal(c, passphrase); err == nil {
			t.Errorf("%s: was sealed", name)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
