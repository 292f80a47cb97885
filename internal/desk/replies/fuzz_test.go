package replies

import (
	"strings"
	"testing"

	"luwte/internal/fuzzing"
)

// FuzzCheck: what is warned of stands in the answer.
func FuzzCheck(f *testing.F) {
	letter := "Ik ben Jan de Vries en ik belde op 12 maart om 14:35 met 06-12345678."
	fuzzing.Add(f, 150, "U belde op 12 maart om 14:35, schreef Jan de Vries.", letter)
	fuzzing.Add(f, 50, "[datum] é\u0301 ﬁets", "é fiets")
	f.Fuzz(func(t *testing.T, answer, letter string) {
		for _, w := range Check(answer, []string{letter}, "Bureau") {
			if w.Kind == "" || !strings.Contains(answer, w.Excerpt) {
				t.Fatalf("%+v of %q", w, answer)
			}
		}
		if notes, fits := Notes(answer); notes < 0 || fits && notes > 15 {
			t.Fatalf("%d notes", notes)
		}
	})
}
