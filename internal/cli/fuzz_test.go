package cli

import (
	"io"
	"strings"
	"testing"

	"luwte/internal/fuzzing"
)

// FuzzReadLine: lines are read one by one, and what follows is left to others.
func FuzzReadLine(f *testing.F) {
	fuzzing.Add(f, 200, "passphrase\r\n\nnext\x00 line")
	f.Fuzz(func(t *testing.T, text string) {
		in := strings.NewReader(text)
		left := text
		for {
			line, err := ReadLine(in)
			if err == io.EOF {
				break
			}
			want, rest, ended := strings.Cut(left, "\n")
			if ended {
				want = strings.TrimSuffix(want, "\r")
			}
			if err != nil || line != want {
				t.Fatalf("%q begins with %q, %v", left, line, err)
			}
			left = rest
		}
		if left != "" {
			t.Fatalf("%q was not read", left)
		}
	})
}
