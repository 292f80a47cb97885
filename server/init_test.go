package server_test

import (
	"os"
	"path/filepath"
	"testing"

	"luwte/server"
)

// TestInit_CutOff: while it wrote down where the key lies.
func TestInit_CutOffAtTheKeysPlace_CanBeRepeated(t *testing.T) {
	for name, place := range map[string]server.KeyPlace{"the same": {Dir: shortTempDir(t)}, "another place": {}} {
		dir := shortTempDir(t)
		must(t, os.WriteFile(filepath.Join(dir, "key.json.new"), []byte(`{"di`), 0o600))
		if _, err := server.Init(dir, server.WithKeyPlace(place)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Lstat(filepath.Join(dir, "key.json.new")); !os.IsNotExist(err) {
			t.Errorf("%s: it is still there", name)
		}
	}
}
