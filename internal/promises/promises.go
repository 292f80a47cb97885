// Package promises reads SECURITY.md: what it says that an adversary cannot do, and the tests that it names for it. Only tests and internal/mutate import it.
package promises

import (
	"regexp"
	"strings"
)

// Cannot is a line of SECURITY.md that says what an adversary cannot do.
type Cannot struct {
	Adversary string // the heading it stands under
	Says      string
	Tests     []string // names of Go tests, and titles of the page's
}

var (
	goTest  = regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*`)
	webTest = regexp.MustCompile("`web ([^`]+)`")
)

// Tests returns the tests that a text names.
func Tests(text string) (names []string) {
	names = goTest.FindAllString(text, -1)
	for _, m := range webTest.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

// Cannots returns the items, "- ", of all lists that follow a line "Cannot:", to the next empty line. An item ends where the next begins.
func Cannots(page string) (all []Cannot) {
	adversary, listed := "", false
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "### "):
			adversary, listed = strings.TrimPrefix(line, "### "), false
		case line == "Cannot:":
			listed = true
		case line == "":
			listed = false
		case listed && strings.HasPrefix(line, "- "):
			all = append(all, Cannot{Adversary: adversary, Says: strings.TrimPrefix(line, "- ")})
		case listed && len(all) > 0:
			all[len(all)-1].Says += " " + strings.TrimSpace(line)
		}
	}
	for i := range all {
		all[i].Tests = Tests(all[i].Says)
	}
	return all
}
