package day_test

import (
	"testing"

	"luwte/crypto/day"
	"luwte/internal/fuzzing"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1970-01-01", "2026-02-28", "9999-12-31"} {
		fuzzing.Add(f, 100, s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := day.Parse(text); err == nil && (d.String() != text || d > day.Last) {
			t.Fatalf("%q is %s", text, d)
		}
	})
}
