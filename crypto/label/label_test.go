package label_test

import (
	"os"
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

func TestSpecified_Labels_StandInTheSpecificationAndThePage(t *testing.T) {
	for _, file := range []string{"../SPEC.md", "../../web/src/label.ts"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range label.Specified() {
			if !strings.Contains(string(data), strings.ReplaceAll(l, "\n", `\n`)) {
				t.Errorf("%s does not have %q", file, l)
			}
		}
	}
}
