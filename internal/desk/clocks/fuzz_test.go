package clocks

import (
	"testing"

	"luwte/internal/fuzzing"
)

// FuzzParseMoment: a moment that is read is the same when it was written and read again.
func FuzzParseMoment(f *testing.F) {
	for _, text := range []string{"2026-01-05", "2026-01-05 13:45", "2026-01-05T13:45", "2026-01-05 13:45 UTC", ""} {
		fuzzing.Add(f, 100, text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseMoment(text)
		if err != nil || m.None() {
			return
		}
		if again, err := ParseMoment(m.String()); err != nil || again != m {
			t.Fatalf("%q is %s, which is %s, %v", text, m, again, err)
		}
	})
}
