package words_test

import (
	"strings"
	"testing"

	"luwte/crypto/words"
	"luwte/internal/fuzzing"
)

// FuzzRead: words that are read are all of one list, and their indices are those of the words in full; an error quotes no more than a word.
func FuzzRead(f *testing.F) {
	for _, l := range both() {
		all := l.Words()
		fuzzing.Add(f, 100, strings.Join(all[:8], " "))
		fuzzing.Add(f, 100, "1. "+strings.ToUpper(all[2040][:min(4, len(all[2040]))])+"-"+all[700]+"\n2 "+all[3]+"é")
	}
	f.Fuzz(func(t *testing.T, text string) {
		given := words.Split(text)
		indices, list, err := words.Read(given)
		if err != nil {
			if len(err.Error()) > 200 {
				t.Fatalf("%v", err)
			}
			return
		}
		for i, index := range indices {
			if again, err := list.Find(list.Words()[index]); err != nil || again != index || !strings.HasPrefix(list.Words()[index], given[i]) && !strings.HasPrefix(given[i], list.Words()[index]) {
				t.Fatalf("%q is %d, %q", given[i], index, list.Words()[index])
			}
		}
	})
}
