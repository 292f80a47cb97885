package desk

import (
	"slices"
	"strings"
	"testing"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
)

// TestWritten_MoreThanIsCompared_HasTheReportFirst: a flood of letters must not push out what the answer is to be compared with.
func TestWritten_MoreThanIsCompared_HasTheReportFirst(t *testing.T) {
	letter := func(text string) cases.LetterView { return cases.LetterView{Words: cases.Words{Text: text}} }
	report := letter("the report")
	report.Answers = []message.Answer{{ID: "asked", Answer: "an answer"}}
	report.Files = []cases.File{{Name: "photo of Bert.jpg"}}
	v := &cases.View{
		Tree:  []cases.BranchView{{Letters: []cases.LetterView{report}}, {Letters: []cases.LetterView{letter("a follow-up")}}},
		Filed: []cases.LetterView{letter("filed")},
	}
	all, whole := written(v)
	if want := []string{"the report", "an answer", "photo of Bert.jpg", "a follow-up", "filed"}; !slices.Equal(all, want) || !whole {
		t.Errorf("%q, %v", all, whole)
	}
	for range 40 {
		v.Filed = append(v.Filed, letter(strings.Repeat("x", 250_000)))
	}
	all, whole = written(v)
	if size := len(strings.Join(all, "")); all[0] != "the report" || all[3] != "a follow-up" || whole || size != MostCompared {
		t.Errorf("%d bytes, %v", size, whole)
	}
}
