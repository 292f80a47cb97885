// Package manualtest holds a program's manual page and completions against its commands: what --help says, they say.
//
// It trusts the command tree that it is given. Only tests of cmd/ import it.
package manualtest

import (
	"bytes"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"luwte/internal/cli"
)

// Check fails where a command or a flag that --help shows is not in its place on the page, where groff or bash does not understand what is printed, or where a
// shell is not told of a command. It takes a function because a tree is good for one run.
func Check(t *testing.T, newRoot func() *cobra.Command) {
	t.Helper()
	var page bytes.Buffer
	if err := cli.Manual(&page, newRoot(), "1", "2026-11-23"); err != nil {
		t.Fatal(err)
	}
	sections := rendered(t, page.Bytes())
	checked := 0
	walk(newRoot(), func(cmd *cobra.Command) {
		checked++
		checkCommand(t, cmd, sections)
		if cmd.HasAvailableSubCommands() {
			checkCompletion(t, newRoot(), cmd)
		}
	})
	if checked < 3 {
		t.Fatalf("%d commands were looked at", checked)
	}
	var script bytes.Buffer
	if err := newRoot().GenBashCompletionV2(&script, true); err != nil {
		t.Fatal(err)
	}
	run(t, &script, "bash", "-n")
}

// walk calls a function for every command that --help shows.
func walk(cmd *cobra.Command, do func(*cobra.Command)) {
	do(cmd)
	for _, sub := range cmd.Commands() {
		if !sub.Hidden && sub.Name() != "help" {
			walk(sub, do)
		}
	}
}

// rendered returns what a reader sees, by heading, each paragraph in one line. groff has nothing to warn of.
func rendered(t *testing.T, page []byte) map[string]string {
	t.Helper()
	text := run(t, bytes.NewReader(page), "groff", "-ww", "-man", "-Kutf8", "-Tutf8", "-rLL=2000n", "-P-cbou")
	sections := map[string]string{}
	var heading string
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		if indent := len(line) - len(strings.TrimLeft(line, " ")); trimmed != "" && indent < 7 && !strings.HasPrefix(trimmed, "-") {
			heading = trimmed
			continue
		}
		sections[heading] += trimmed + "\n"
	}
	return sections
}

// checkCommand: the command has a section, in which its first sentence stands and each of its flags with what it does.
func checkCommand(t *testing.T, cmd *cobra.Command, sections map[string]string) {
	t.Helper()
	path := strings.TrimPrefix(strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()), " ")
	heading := strings.TrimSpace(path + strings.TrimPrefix(cmd.Use, cmd.Name()))
	wanted := []string{cmd.Short + "."}
	switch {
	case path == "":
		heading, wanted = "DESCRIPTION", nil
	case cmd.HasSubCommands():
		return // its commands stand there
	}
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden && f.Name != "help" {
			_, usage := pflag.UnquoteUsage(f)
			wanted = append(wanted, "--"+f.Name, usage)
		}
	})
	section, ok := sections[heading]
	if !ok {
		t.Errorf("the page has no heading %q", heading)
	}
	for _, text := range wanted {
		if !strings.Contains(section, text) {
			t.Errorf("under %q does not stand %q:\n%s", heading, text, section)
		}
	}
}

// checkCompletion: what a shell asks a program at a tab beneath the command has each command in it.
func checkCompletion(t *testing.T, root, cmd *cobra.Command) {
	t.Helper()
	var out, errors bytes.Buffer
	args := append([]string{"__complete"}, strings.Fields(cmd.CommandPath())[1:]...)
	if status := cli.Run(t.Context(), root, append(args, ""), strings.NewReader(""), &out, &errors); status != cli.ExitOK {
		t.Fatalf("%v: %d, %s", args, status, &errors)
	}
	for _, sub := range cmd.Commands() {
		if !sub.Hidden && !strings.Contains("\n"+out.String(), "\n"+sub.Name()+"\t") {
			t.Errorf("%v does not offer %s:\n%s", args, sub.Name(), &out)
		}
	}
}

// run runs a program that has nothing to complain of, and returns what it prints.
func run(t *testing.T, stdin io.Reader, name string, args ...string) string {
	t.Helper()
	var out, complaints bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &out, &complaints
	if err := cmd.Run(); err != nil || complaints.Len() > 0 {
		t.Errorf("%s %s: %v\n%s", name, strings.Join(args, " "), err, &complaints)
	}
	return out.String()
}
