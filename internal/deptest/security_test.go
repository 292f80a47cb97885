package deptest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"luwte/internal/promises"
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
	if len(named) < 150 {
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

// adversaries are those of whom SECURITY.md has to say what they can do and what not.
var adversaries = []string{
	"Somebody who watches the network", "The reporter's employer", "Visitors who keep every board", "A flooder", "A thief of the drop's disk, once",
	"A thief of the drop's disk, twice", "A live intruder in the drop", "The courier", "Another bureau on the same drop", "A thief of the desk",
	"One corrupt custodian", "A hostile reporter", "Who finds a code that is live", "Who finds a used code", "Somebody who records everything, and has a quantum computer later",
}

// TestSecurity_EveryCannot_NamesItsTest: each adversary is there, with what he can do and what he cannot, and nothing is said to be impossible without a test that shows it.
func TestSecurity_EveryCannot_NamesItsTest(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]int{}
	for _, c := range promises.Cannots(string(page)) {
		lines[c.Adversary]++
		if len(c.Tests) == 0 {
			t.Errorf("%s cannot %s: no test is named", c.Adversary, c.Says)
		}
	}
	for _, a := range adversaries {
		if lines[a] == 0 || !regexp.MustCompile("### "+regexp.QuoteMeta(a)+"\n\nCan(, [^\n]*)?:\n- ").Match(page) {
			t.Errorf("SECURITY.md does not say what this one can do and what not: %s", a)
		}
	}
}
