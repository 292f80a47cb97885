package ui

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"luwte/internal/desk/clocks"
)

// TestHandbook_WordsInBold_StandOnTheScreens: the officer's handbook has in bold what the screens say, and nothing else.
func TestHandbook_WordsInBold_StandOnTheScreens(t *testing.T) {
	said := map[string]bool{}
	for _, text := range texts {
		for _, form := range strings.Split(text["nl"], "|") {
			said[form] = true
			first, _, _ := strings.Cut(form, ". ")
			said[first+"."] = true // of a warning of several sentences
		}
	}
	for _, k := range clocks.Kinds {
		said[k.Name("nl")] = true
	}
	quoted := regexp.MustCompile(`\*\*([^*]+)\*\*`).FindAllStringSubmatch(handbook(t), -1)
	if len(quoted) < 70 {
		t.Errorf("only %d words are in bold", len(quoted))
	}
	for _, q := range quoted {
		if !said[q[1]] {
			t.Errorf("no screen says %q", q[1])
		}
	}
}

// TestHandbook_EveryScreen_IsInIt: an officer finds each screen of the navigation in the handbook.
func TestHandbook_EveryScreen_IsInIt(t *testing.T) {
	page, n := handbook(t), 0
	for key, text := range texts {
		if strings.HasSuffix(key, ".nav") {
			n++
			if !strings.Contains(page, "**"+text["nl"]+"**") {
				t.Errorf("the handbook does not tell of %s", text["nl"])
			}
		}
	}
	if n < 8 {
		t.Errorf("only %d screens are in the navigation", n)
	}
}

// TestHandbook_Commands_AreThoseOfTheFirstDay: what the handbook has typed stands in deploy/README.md too, where a test runs it.
func TestHandbook_Commands_AreThoseOfTheFirstDay(t *testing.T) {
	tested, err := os.ReadFile("../../../deploy/README.md")
	if err != nil {
		t.Fatal(err)
	}
	commands := regexp.MustCompile(`(?m)^    \S.*\n`).FindAllString(handbook(t), -1)
	if len(commands) == 0 {
		t.Error("the handbook has no command")
	}
	for _, c := range commands {
		if !strings.Contains(string(tested), c) {
			t.Errorf("deploy/README.md has no %q", c)
		}
	}
}

func handbook(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../../../deploy/handboek.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}
