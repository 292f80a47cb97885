package label_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/label"
)

func TestAll_Labels_AreDistinctAndNoneAPrefix(t *testing.T) {
	all := label.All()
	for i, a := range all {
		if !strings.HasPrefix(a, "luwte/1 ") {
			t.Errorf("%q names no version", a)
		}
		for j, b := range all {
			if i != j && strings.HasPrefix(a, b) {
				t.Errorf("%q begins with %q", a, b)
			}
		}
	}
}

// TestAll_Sources_HaveNoOtherLabels: every such string stands in this package, nowhere else.
func TestAll_Sources_HaveNoOtherLabels(t *testing.T) {
	files := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{"node_modules", ".git", "vectors", "label"}, d.Name()) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files++
		data, err := os.ReadFile(path)
		if strings.Contains(string(data), `"luwte/1`) {
			t.Errorf("%s has a label of its own", path)
		}
		return err
	})
	if err != nil || files < 50 {
		t.Errorf("%d files, %v", files, err)
	}
}

func TestSpecified_Labels_StandInTheSpecificationAndThePage(t *testing.T) {
	for _, file := range []string{"../SPEC.md", "../../web/src/label.ts"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		labels := label.Specified()
		if file == "../SPEC.md" {
			labels = append(append(labels, label.OfTheDesk()...), label.OfReleases()...)
		}
		for _, l := range labels {
			if !strings.Contains(string(data), strings.ReplaceAll(l, "\n", `\n`)) {
				t.Errorf("%s does not have %q", file, l)
			}
		}
	}
}
