package guide

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"luwte/crypto/day"
	"luwte/internal/reporter"
)

var used = regexp.MustCompile(`g\.(one|count|list)\("([^"]+)"(\s*\+)?|(way\{)"([^"]+)"`)

// TestTexts_AllThatAreSaid_AreThereInEveryLanguage reads which texts the guide asks for out of its own source.
func TestTexts_AllThatAreSaid_AreThereInEveryLanguage(t *testing.T) {
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	all, n := load(), 0
	for _, name := range sources {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range used.FindAllStringSubmatch(string(source), -1) {
			n++
			if m[4] != "" {
				m[2] = m[5]
			}
			for tag, texts := range all {
				if m[3] == "" {
					v, ok := texts.find(m[2])
					if _, isText := v.(string); !ok || isText != (m[1] != "list") || v == "" {
						t.Errorf("%s: %s lacks %q", name, tag, m[2])
					}
				}
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d uses were found", n)
	}
}

// TestTexts_Languages_SayTheSame: no language has a text or a gap that another lacks.
func TestTexts_Languages_SayTheSame(t *testing.T) {
	gap := regexp.MustCompile(`\{\d\}`)
	all := load()
	for _, a := range all {
		for _, b := range all {
			for key, v := range a.own {
				other, ok := b.own[key]
				if key == "awaiting" {
					continue
				}
				if !ok {
					t.Errorf("%s has %q and %s lacks it", a.tag, key, b.tag)
					continue
				}
				for _, g := range gap.FindAllString(v.(string), -1) {
					if !strings.Contains(other.(string), g) {
						t.Errorf("%s in %s lacks %s", key, b.tag, g)
					}
				}
			}
			for key := range a.page {
				if _, ok := b.page[key]; !ok && !strings.Contains(key, "#") {
					t.Errorf("%s has the page's %q and %s lacks it", a.tag, key, b.tag)
				}
			}
		}
	}
}

// TestTexts_ThePages_AreTakenOver: what is generated is generated again and compared.
func TestTexts_ThePages_AreTakenOver(t *testing.T) {
	if out, err := exec.Command("node", "texts/page.mjs", "--check").CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	for _, name := range []string{"nl", "en", "pap"} { // read, so that go test knows what its answer depends on
		if _, err := os.ReadFile("../../../web/src/language/" + name + ".ts"); err != nil {
			t.Error(err)
		}
	}
}

func TestDate_InEachLanguage_IsSaidByTheMonth(t *testing.T) {
	d, err := day.Parse("2026-03-09")
	if err != nil {
		t.Fatal(err)
	}
	for tag, want := range map[string]string{"nl": "9 maart 2026", "en": "9 March 2026", "pap": "9 di mart 2026"} {
		if got := load()[tag].date(d); got != want {
			t.Errorf("%s: %q", tag, got)
		}
	}
}

func TestPlaces_Drawn_AreDifferentAndInRange(t *testing.T) {
	seen := map[int]bool{}
	for range 500 {
		drawn := reporter.Places(3, 8)
		for i, p := range drawn {
			if p < 1 || p > 8 || i > 0 && p <= drawn[i-1] {
				t.Fatalf("%v", drawn)
			}
			seen[p] = true
		}
	}
	if len(seen) != 8 {
		t.Errorf("only %v", seen)
	}
}
