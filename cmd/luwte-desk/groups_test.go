package main

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"luwte/internal/cli"
)

func TestGroups_EachName_IsACommandInItsGroup(t *testing.T) {
	root := newRoot()
	for _, g := range groups {
		for _, name := range g.commands {
			cmd, _, err := root.Find([]string{name})
			if err != nil || cmd.Name() != name || cmd.GroupID != g.title {
				t.Errorf("%s of %q is %v in %q, %v", name, g.title, cmd.Name(), cmd.GroupID, err)
			}
		}
	}
}

func TestCommands_AnArgumentWhereNoneIsTaken_IsASentenceWithARemedy(t *testing.T) {
	for _, name := range []string{"list", "clocks", "ui", "about"} {
		var stderr bytes.Buffer
		status := cli.Run(t.Context(), newRoot(), []string{name, "extra"}, strings.NewReader(""), io.Discard, &stderr)
		if status != cli.ExitUsage || !strings.Contains(stderr.String(), name+" takes no arguments, and there is one\n") || !strings.Contains(stderr.String(), "hint: ") {
			t.Errorf("%s: %d, %s", name, status, &stderr)
		}
	}
}
