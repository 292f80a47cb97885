package words_test

import (
	"os"
	"strings"
	"testing"

	"luwte/crypto/words"
)

// dictionary is of Debian's package wdutch, which deploy/prepare.sh installs for the tests.
const dictionary = "/usr/share/dict/dutch"

func TestDutch_Words_AreInTheDictionary(t *testing.T) {
	data, err := os.ReadFile(dictionary)
	if err != nil {
		t.Fatalf("install Debian's package wdutch, as deploy/prepare.sh test does: %v", err)
	}
	known := map[string]bool{}
	for w := range strings.Lines(string(data)) {
		known[strings.TrimSpace(w)] = true
	}
	for _, w := range words.Dutch().Words() {
		if !known[w] {
			t.Errorf("%q", w)
		}
	}
}
