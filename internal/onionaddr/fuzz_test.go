package onionaddr_test

import (
	"strings"
	"testing"

	"luwte/internal/fuzzing"
	"luwte/internal/onionaddr"
)

// FuzzParse: what is an address has its one form, which is an address, and no letter of it was another.
func FuzzParse(f *testing.F) {
	right := onionaddr.Of(make([]byte, 32))
	fuzzing.Add(f, 300, right)
	fuzzing.Add(f, 100, " HTTP://"+strings.ToUpper(right)+"/\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := onionaddr.Parse(text)
		if err != nil {
			return
		}
		if again, err := onionaddr.Parse(got); err != nil || again != got || len(got) != 62 || !strings.Contains(strings.ToLower(text), got) {
			t.Fatalf("%q became %q", text, got)
		}
	})
}
