package deptest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSecurity_NamedTests_Exist: a promise whose test was renamed or removed is a promise without a test.
func TestSecurity_NamedTests_Exist(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	var sources strings.Builder
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, ".test.ts") {
			data, err := os.ReadFile(path)
			sources.Write(data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`Test[A-Z][A-Za-z0-9]*_[A-Za-z0-9_]*`).FindAllString(string(page), -1)
	if len(named) < 25 {
		t.Fatalf("only %d tests are named", len(named))
	}
	for _, name := range named {
		if !strings.Contains(sources.String(), "func "+name) {
			t.Errorf("SECURITY.md names %s, which there is not", name)
		}
	}
	for _, quoted := range regexp.MustCompile("`web ([a-z][^`]*)`").FindAllStringSubmatch(string(page), -1) {
		if !strings.Contains(sources.String(), `test("`+quoted[1]) {
			t.Errorf("SECURITY.md names the page's test %q, which there is not", quoted[1])
		}
	}
}
