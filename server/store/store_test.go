package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"luwte/server/store"
	"luwte/server/store/storetest"
)

func TestBolt_Suite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) (store.Store, func() store.Store) {
		dir := filepath.Join(t.TempDir(), "store")
		s := create(t, dir)
		return s, func() store.Store {
			must(t, s.Close())
			s = open(t, dir)
			return s
		}
	})
}

func create(t testing.TB, dir string) store.Store {
	t.Helper()
	s, err := store.Create(dir)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func open(t testing.TB, dir string, options ...store.Option) store.Store {
	t.Helper()
	s, err := store.Open(dir, options...)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var inbox = store.Inbox{0xaa, 0x01, 0x5e, 0xed, 0xaa, 0x02, 0x5e, 0xed, 0xaa, 0x03, 0x5e, 0xed, 0xaa, 0x04, 0x5e, 0xed}

// rounds is how often a test at random goes round: as often as given, or twenty
// times that where LUWTE_SOAK is set.
func rounds(usual int) int {
	if os.Getenv("LUWTE_SOAK") == "" {
		return usual
	}
	return 20 * usual
}

// fastDir is a directory in memory if there is one: what dies with its process
// only, loses nothing of what it wrote to files.
func fastDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "luwte-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	return dir
}
