package courier_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"luwte/internal/courier"
	"luwte/internal/torchild"
)

func TestInit_Twice_KeepsTheKey(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "courier")
	first, err := courier.Init(dir)
	if err != nil || !regexp.MustCompile(`^[A-Z2-7]{52}$`).MatchString(first) {
		t.Fatalf("%q, %v", first, err)
	}
	if second, err := courier.Init(dir); err != nil || second != first {
		t.Errorf("%q became %q, %v", first, second, err)
	}
	info, err := os.Stat(filepath.Join(dir, "client.key"))
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if info, _ = os.Stat(dir); info.Mode()&fs.ModePerm != 0o700 {
		t.Error(info.Mode())
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("also there: %v", entries)
	}
}

func TestLoadKey_DamagedOrMissing_SaysSoWithoutQuoting(t *testing.T) {
	dir := t.TempDir()
	if _, err := courier.LoadKey(dir); !errors.Is(err, courier.ErrNoKey) {
		t.Error(err)
	}
	key, err := torchild.NewClientKey()
	if err != nil {
		t.Fatal(err)
	}
	for _, damage := range []string{" " + key.Private(), key.Private()[1:], key.Private() + "\n\n", key.Private()[:43] + "-"} {
		if err := os.WriteFile(filepath.Join(dir, "client.key"), []byte(damage), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := courier.Init(dir)
		if !errors.Is(err, torchild.ErrClientKey) || strings.Contains(err.Error(), damage[2:20]) {
			t.Errorf("%v", err)
		}
	}
}
