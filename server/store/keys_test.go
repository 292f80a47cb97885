package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"luwte/server/store"
	"luwte/server/store/storetest"
)

// keyed makes a store with an inbox and a parcel, and its model.
func keyed(t *testing.T, dir string, keys store.Keys) (store.Store, *storetest.Memory) {
	t.Helper()
	s, err := store.Create(dir, store.WithKeys(keys))
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	model := &storetest.Memory{}
	for _, either := range []store.Store{s, model} {
		must(t, either.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
	}
	putBoth(t, s, model, 1)
	return s, model
}

func TestKeys_Elsewhere_AreThereOnlyAndChangeWithTheTide(t *testing.T) {
	base := t.TempDir()
	dir, keys := filepath.Join(base, "store"), store.Keys{Dir: filepath.Join(base, "keys")}
	if _, err := store.Create(dir, store.WithKeys(keys)); !errors.Is(err, store.ErrNoKeyDir) {
		t.Errorf("Create: %v", err)
	}
	must(t, os.Mkdir(keys.Dir, 0o700))
	s, model := keyed(t, dir, keys)
	only := func() []byte {
		t.Helper()
		files, err := filepath.Glob(keys.Dir + "/*")
		must(t, err)
		if len(files) != 1 {
			t.Fatalf("keys: %v", files)
		}
		key, err := os.ReadFile(files[0])
		must(t, err)
		return key
	}
	before := only()
	tide(t, s)
	if bytes.Equal(only(), before) {
		t.Error("the tide kept the key")
	}
	must(t, s.Close())
	wantNowhere(t, dir, before, only())
	again := open(t, dir, store.WithKeys(keys))
	storetest.Verify(t, again, model)
	must(t, again.Close())
	if _, err := store.Open(dir); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("Open without: %v", err)
	}
	must(t, os.RemoveAll(keys.Dir))
	if _, err := store.Open(dir, store.WithKeys(keys)); !errors.Is(err, store.ErrNoKeyDir) {
		t.Errorf("Open: %v", err)
	}
	must(t, os.Mkdir(keys.Dir, 0o700)) // as after the machine was off
	if _, err := store.Open(dir, store.WithKeys(keys)); !errors.Is(err, store.ErrNoKey) {
		t.Errorf("Open: %v", err)
	}
}

func TestKeys_Sealed_OpenWithNothingElse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	keys, other := store.Keys{Wrap: bytes.Repeat([]byte{1}, 32)}, store.Keys{Wrap: bytes.Repeat([]byte{2}, 32)}
	s, model := keyed(t, dir, keys)
	tide(t, s)
	must(t, s.Close())
	for _, wrong := range []store.Keys{{}, other} {
		if _, err := store.Open(dir, store.WithKeys(wrong)); !errors.Is(err, store.ErrSealedKey) {
			t.Errorf("Open: %v", err)
		}
	}
	again := open(t, dir, store.WithKeys(keys))
	storetest.Verify(t, again, model)
}

// wantNowhere looks for keys in all files of a directory.
func wantNowhere(t *testing.T, dir string, keys ...[]byte) {
	t.Helper()
	files, err := filepath.Glob(dir + "/*/*")
	must(t, err)
	for _, path := range files {
		content, err := os.ReadFile(path)
		must(t, err)
		for _, key := range keys {
			if bytes.Contains(content, key) {
				t.Errorf("a key is in %q", path)
			}
		}
	}
}
