package ui

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sources are templates and programs of the screens, by file.
func sources(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			all[f] = string(b)
		}
	}
	return all
}

var keyed = regexp.MustCompile(`"([a-z]+)\.([a-z0-9 -]*)"`)

// used are the keys that stand in a source: a text of ours begins with the name of a file of texts. One that ends in - is the beginning of several.
func used(source string) (keys []string) {
	for _, m := range keyed.FindAllStringSubmatch(source, -1) {
		if _, err := os.Stat("texts/" + m[1] + ".json"); err == nil && m[2] != "html" {
			keys = append(keys, m[1]+"."+m[2])
		}
	}
	return keys
}

// TestTexts_KeysUsed_AreThereInBothLanguages, and every text is used somewhere.
func TestTexts_KeysUsed_AreThereInBothLanguages(t *testing.T) {
	seen := map[string]bool{}
	for file, source := range sources(t) {
		for _, key := range used(source) {
			found := false
			for name := range texts {
				if name == key || strings.HasSuffix(key, "-") && strings.HasPrefix(name, key) {
					seen[name], found = true, true
				}
			}
			if !found {
				t.Errorf("%s uses %s, which there is not", file, key)
			}
		}
	}
	for name, text := range texts {
		if !seen[name] {
			t.Errorf("%s is used nowhere", name)
		}
		for _, l := range Languages {
			if strings.TrimSpace(text[l]) == "" {
				t.Errorf("%s is not in %q", name, l)
			}
		}
		if len(text) != len(Languages) || !slices.Equal(verbs(text["nl"]), verbs(text["en"])) {
			t.Errorf("%s: %q takes other values than %q, or it is in other languages too", name, text["nl"], text["en"])
		}
	}
}

func verbs(text string) []string {
	_, more, two := strings.Cut(text, "|")
	if two {
		text = more
	}
	return regexp.MustCompile(`%[a-z%]`).FindAllString(text, -1)
}

// TestTexts_OneOrMore_AreSaidAsSuch.
func TestTexts_OneOrMore_AreSaidAsSuch(t *testing.T) {
	for n, want := range map[int]string{0: "0 zaken", 1: "1 zaak", 2: "2 zaken"} {
		if got := text("nl", "list.caption", n); !strings.HasPrefix(got, want) {
			t.Errorf("%d: %q", n, got)
		}
	}
}

// TestProblems_EachSentinel_HasASentence.
func TestProblems_EachSentinel_HasASentence(t *testing.T) {
	w := newWorld(t)
	for _, p := range problems {
		if s := w.ui.problemOf(p.is); strings.HasPrefix(s.Sentence, "[") || s.status < 400 || strings.Contains(s.Sentence, "luwte-desk") {
			t.Errorf("%v: %+v", p.is, s)
		}
	}
}
