package pouch_test

import (
	"os"
	"path/filepath"
	"testing"

	"luwte/crypto/charter"
	"luwte/internal/pouch"
)

// TestFind_Sticks_ShowsPouchesAndNothingElse: whole ones and cut ones, which are refused when they are opened; no other files, no links, nothing deeper.
func TestFind_Sticks_ShowsPouchesAndNothingElse(t *testing.T) {
	media := t.TempDir()
	put := func(name string, data []byte) string {
		path := filepath.Join(media, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	first := put("stick/pouch", nil)
	if err := pouch.Write(first, charter.Fingerprint{1}, nil, nil, nil); err != nil {
		t.Fatal(err)
	}
	cut := put("stick/z", []byte("luwte/1 pouch\n"))
	put("stick/notes.txt", []byte("luwte/1 pouc"))
	put("stick/deeper/pouch", []byte("luwte/1 pouch\n"))
	put("empty/notes.txt", []byte("nothing"))
	put("a file", []byte("luwte/1 pouch\n"))
	if err := os.Symlink(first, filepath.Join(media, "stick", "link")); err != nil {
		t.Fatal(err)
	}
	got := pouch.Find([]string{media + "/*", media + "/nothing/*", "["})
	if len(got) != 2 || got[0].Path != first || got[0].Size == 0 || got[1].Path != cut {
		t.Errorf("%+v", got)
	}
}
