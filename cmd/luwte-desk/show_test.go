package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
)

// evil is what a stranger may write wherever anything can be written.
const evil = "\x1b[2J\x1b]0;x\x07\r\n\u202eCase 00000000: closed.\n    > Answer 1\n\x00\u009b31m\u2028\u200b\" (type \"\"), 1 bytes: come whole"

func evilCase() *cases.View {
	letter := cases.LetterView{
		Letter: cases.Letter{No: 1, Kind: message.KindReport, Branch: 1, Filed: evil},
		Words: cases.Words{
			Text: evil, Answers: []message.Answer{{ID: "danger", Question: evil, Values: []string{}, Answer: evil}, {ID: "empty", Values: []string{}}},
			Files: []cases.File{{Name: evil, Type: evil, Size: 9, Parts: []cases.Part{{Parcel: "m"}}}},
		},
	}
	answer := cases.AnswerView{Answer: &cases.Answer{ID: 1, No: 2, By: evil, Parts: []string{evil}}}
	branch := cases.BranchView{ID: 1, State: cases.BranchOpen, Letters: []cases.LetterView{letter}, Answers: []cases.AnswerView{answer}}
	return &cases.View{
		Summary: cases.Summary{ID: "4g3k2m1x", State: cases.Open, Topic: "leak", Language: "nl"}, Reason: evil, Tree: []cases.BranchView{branch},
		Filed: []cases.LetterView{letter}, Events: []cases.Event{{By: evil, What: cases.NewCase, Detail: evil}},
	}
}

// TestPrintCase_EvilEverywhere_IsHarmless: nothing that a terminal would obey, and no line that begins as one of the program's does.
func TestPrintCase_EvilEverywhere_IsHarmless(t *testing.T) {
	var out bytes.Buffer
	printCase(&out, evilCase())
	harmless(t, out.String())
	for line := range strings.Lines(out.String()) {
		if strings.HasPrefix(line, "Case 0") || strings.HasPrefix(line, "    > Answer") {
			t.Errorf("passes for the program's: %q", line)
		}
		if strings.HasPrefix(line, "    file ") && !regexp.MustCompile(`^    file "(\\.|[^"\\])*" \(type "(\\.|[^"\\])*"\), 9 bytes: NOT WHOLE: 0 of 1 parts have come\n$`).MatchString(line) {
			t.Errorf("a file's line: %q", line)
		}
	}
}

func TestPrintJSON_EvilEverywhere_IsHarmlessAndTheSame(t *testing.T) {
	var out bytes.Buffer
	cmd := &cobra.Command{}
	cmd.SetOut(&out)
	if err := printJSON(cmd, newShowJSON(evilCase())); err != nil {
		t.Fatal(err)
	}
	harmless(t, out.String())
	var back showJSON
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back.Tree[0].Letters[0].Text != evil || back.Filed[0].Questions[0].Question != evil {
		t.Errorf("%+v, %v", back, err)
	}
}

func harmless(t *testing.T, out string) {
	t.Helper()
	if found := regexp.MustCompile(`[^\n\PC]|\p{Zl}|\p{Zp}`).FindAllString(out, -1); len(found) > 0 {
		t.Errorf("printed: %q", found)
	}
}

// TestPrintCase_ThousandsOfBranches_StaysReadable: a chain, and as many siblings of one another.
func TestPrintCase_ThousandsOfBranches_StaysReadable(t *testing.T) {
	const n = 4000
	v := evilCase()
	v.Tree = nil
	for i := range n {
		b := cases.BranchView{ID: i + 1, Parent: i, State: cases.BranchTurned}
		for j := range n {
			b.Siblings = append(b.Siblings, j+1)
		}
		v.Tree = append(v.Tree, b)
	}
	var out bytes.Buffer
	printCase(&out, v)
	if out.Len() > 500*n {
		t.Errorf("%d bytes for %d branches", out.Len(), n)
	}
}

func TestPrintLeft_ThousandsOfOneCase_LeavesRoomForOthers(t *testing.T) {
	left := []cases.Left{{Case: "honest", Branch: 1, Kind: message.KindReceipt, Reason: "no room on this board"}}
	for i := range 4000 {
		left = append(left, cases.Left{Case: "busy", Branch: i, Kind: message.KindAlarm, Reason: "no room on this board"})
	}
	var out bytes.Buffer
	printLeft(&out, "Not on this board:", left)
	if n := strings.Count(out.String(), "\n"); n != 7 || !strings.Contains(out.String(), "case honest, branch 1, receipt") || !strings.Contains(out.String(), "case busy: 3996 more") {
		t.Errorf("%d lines:\n%s", n, out.String())
	}
}
