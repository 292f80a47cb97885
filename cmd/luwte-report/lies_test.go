package main

import (
	"os/exec"
	"strings"
	"testing"

	"luwte/internal/testdrop/lies"
)

// TestLook_LyingDrop_ShowsNoneOfItsWords runs the program itself, where libraries may print too: what a drop says that is not signed is never on the terminal.
func TestLook_LyingDrop_ShowsNoneOfItsWords(t *testing.T) {
	truth := lies.Tell(t)
	says := map[string]string{
		"charters with words at once behind it": lies.Answer,
		"board with words at once behind it":    lies.Answer,
		"charters that are a page":              "error: ",
		"charters with status 401":              "error: ",
		"board that is a page":                  "",
	}
	for _, l := range lies.Table() {
		want, chosen := says[l.Name]
		if !chosen {
			continue
		}
		delete(says, l.Name)
		liar := truth.Lie(t, l)
		cmd := exec.CommandContext(t.Context(), "luwte-report", "look", "--drop", liar.URL)
		cmd.Stdin = strings.NewReader(strings.Join(truth.Code.Words("en"), " "))
		out, _ := cmd.CombinedOutput()
		if got := string(out); !liar.Told() || !strings.Contains(got, want) || strings.Contains(got, "Type your code") || strings.Contains(got, "Unsolicited") {
			t.Errorf("%s: %s", l.Name, got)
		}
		if sent := strings.Join(liar.Requests(t), ""); strings.Contains(sent, "POST") {
			t.Errorf("%s: sent %q", l.Name, sent)
		}
	}
	if len(says) > 0 {
		t.Errorf("lies that there are not: %v", says)
	}
}
