package worksheet

import (
	"encoding/json"
	"testing"

	"luwte/internal/fuzzing"
)

// FuzzParse: a worksheet that is read says the same when it was written and read again.
func FuzzParse(f *testing.F) {
	s, err := New()
	if err != nil {
		f.Fatal(err)
	}
	s.Fill(leak)
	s.Phase, s.Decision = Supplementary, Decision{Made: true, Ground: Effort, Reasons: "Te veel mensen.", By: "Anna", Day: "2026-01-05"}
	s.Log = []Entry{{"2026-01-05", "Anna", "feit", "gevolg", "maatregel"}}
	data, err := json.Marshal(s)
	if err != nil {
		f.Fatal(err)
	}
	fuzzing.Add(f, 150, data)
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse(data)
		if err != nil {
			return
		}
		again, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		read, err := Parse(again)
		if err != nil {
			t.Fatal(err)
		}
		h := Head{Language: "nl", Case: "4g3k2m1x"}
		if read.Text(h) != s.Text(h) {
			t.Fatal("it says something else")
		}
	})
}
