package failpoint_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"luwte/server/failpoint"
)

func TestStep_Hook_DecidesUntilRestored(t *testing.T) {
	broken := errors.New("broken")
	if err := failpoint.Step("a: b"); err != nil {
		t.Error(err)
	}
	restore := failpoint.Set(func(step string) error {
		if step == "a: b" {
			return broken
		}
		return nil
	})
	if err := failpoint.Step("a: b"); err != broken {
		t.Error(err)
	}
	if err := failpoint.Step("a: c"); err != nil {
		t.Error(err)
	}
	restore()
	if err := failpoint.Step("a: b"); err != nil {
		t.Error(err)
	}
}

func TestSet_InPrograms_IsNotCalled(t *testing.T) {
	seen := 0
	for _, root := range []string{"../../cmd", "../../crypto", "../../internal", "../../server"} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			seen++
			text, err := os.ReadFile(path)
			if bytes.Contains(text, []byte("failpoint.Set")) {
				t.Errorf("%s sets a hook", path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < 100 {
		t.Errorf("only %d files were looked at", seen)
	}
}
