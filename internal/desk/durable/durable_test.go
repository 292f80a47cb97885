package durable_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"luwte/internal/desk/durable"
)

func TestWriteFile_OverAnOldOne_IsWholePrivateAndAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for _, text := range []string{"old and long", "new"} {
		if err := durable.WriteFile(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != text {
			t.Errorf("%q, %v", got, err)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	alone(t, filepath.Dir(path))
}

func alone(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// TestWriteFile_NameTaken_LeavesNothing fails at the last step: a directory has the name.
func TestWriteFile_NameTaken_LeavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.MkdirAll(filepath.Join(path, "inside"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := durable.WriteFile(path, []byte("new")); err == nil {
		t.Error("written over a directory")
	}
	alone(t, filepath.Dir(path))
	if err := durable.WriteFile(filepath.Join(path, "none", "file"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}
