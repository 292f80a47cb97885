// Package findings is how luwte-drop doctor and luwte-courier health say what they found: a level, a sentence, and what to do.
//
// It knows nothing of what is looked at. The drop and the courier import it.
package findings

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Level says how bad something is. In JSON it is its name.
type Level int

// Levels, from the best.
const (
	OK      Level = iota
	Unseen        // could not be looked at
	Warning       // works, and will not for long, or less well than it should
	Bad           // does not work, or does not protect
)

var names = []string{"ok", "unseen", "warning", "bad"}

func (l Level) String() string { return names[l] }

// MarshalText returns the level's name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads a level's name.
func (l *Level) UnmarshalText(text []byte) error {
	i := slices.Index(names, string(text))
	if i < 0 {
		return fmt.Errorf("no level is named %q", text)
	}
	*l = Level(i)
	return nil
}

// Finding is one thing that was looked at.
type Finding struct {
	Name  string `json:"name"` // what was looked at, for machines; the same in every version
	Of    string `json:"of"`   // which inbox, file or door, or ""
	Level Level  `json:"level"`
	Says  string `json:"says"` // one sentence
	Do    string `json:"do"`   // what to do, or "" where there is nothing
}

// Worst is the level of the worst finding.
func Worst(all []Finding) Level {
	worst := OK
	for _, f := range all {
		worst = max(worst, f.Level)
	}
	return worst
}

// Print writes a list for people: the worst first, what to do after the last of those that ask for the same, and how many there are of each level last.
func Print(w io.Writer, all []Finding) error {
	sorted, first := slices.Clone(all), map[string]int{} // where each remedy comes first
	for i := len(all) - 1; i >= 0; i-- {
		first[all[i].Do] = i
	}
	slices.SortStableFunc(sorted, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Level, a.Level), cmp.Compare(first[a.Do], first[b.Do]))
	})
	counts := map[Level]int{}
	for i, f := range sorted {
		counts[f.Level]++
		what := f.Name
		if f.Of != "" {
			what += " of " + f.Of
		}
		fmt.Fprintf(w, "%-8s %s: %s\n", f.Level, what, f.Says)
		if f.Do != "" && (i+1 == len(sorted) || sorted[i+1].Do != f.Do) {
			fmt.Fprintf(w, "         → %s\n", f.Do)
		}
	}
	var parts []string
	for level := Bad; level >= OK; level-- {
		switch n := counts[level]; {
		case n > 1 && level == Warning:
			parts = append(parts, fmt.Sprintf("%d warnings", n))
		case n > 0:
			parts = append(parts, fmt.Sprintf("%d %s", n, level))
		}
	}
	_, err := fmt.Fprintln(w, strings.Join(parts, ", "))
	return err
}
