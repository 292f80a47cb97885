package server_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"luwte/server"
	"luwte/server/failpoint"
)

// TestCheck_SavingFails: what was saved by then is sealed under a key of its own, which must not stay behind: not where keys lie, nor, unlinked alone, on the disk.
func TestCheck_SavingFails_LeavesNoKeyBehind(t *testing.T) {
	for name, place := range map[string]server.KeyPlace{"beside the data": {}, "elsewhere": {Dir: shortTempDir(t)}} {
		t.Run(name, func(t *testing.T) {
			dir, save, kept := filepath.Join(shortTempDir(t), "d"), filepath.Join(shortTempDir(t), "s"), filepath.Join(shortTempDir(t), "key")
			_, err := server.Init(dir, server.WithKeyPlace(place))
			must(t, err)
			before := keysIn(t, place.Dir)
			full := errors.New("the disk is full")
			var key []byte
			restore := failpoint.Set(func(step string) error {
				if step != "point: write" {
					return nil
				}
				made := append(keysIn(t, filepath.Join(save, ".restoring", "store", "*")), keysIn(t, place.Dir)...)
				made = slices.DeleteFunc(made, func(path string) bool { return slices.Contains(before, path) })
				if len(made) != 1 {
					t.Errorf("keys %q", made)
					return full
				}
				must(t, os.Link(made[0], kept)) // whoever reads the disk finds what is unlinked
				key, err = os.ReadFile(kept)
				must(t, err)
				return full
			})
			_, err = server.Check(t.Context(), dir, save)
			restore()
			if !errors.Is(err, full) {
				t.Fatal(err)
			}
			if now, err := os.ReadFile(kept); err != nil || bytes.Equal(now, key) {
				t.Errorf("the key can still be read, %v", err)
			}
			if after := keysIn(t, place.Dir); len(after) != len(before) {
				t.Errorf("keys %q", after)
			}
			_, err = server.Check(t.Context(), dir, save)
			must(t, err)
		})
	}
}

// keysIn lists the files of keys in directories like dir, if it is not empty.
func keysIn(t *testing.T, dir string) (all []string) {
	t.Helper()
	for _, name := range []string{"key", "*.key"} {
		found, err := filepath.Glob(filepath.Join(dir, name))
		must(t, err)
		if dir != "" {
			all = append(all, found...)
		}
	}
	return all
}
