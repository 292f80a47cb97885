package cli

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// seeAlso has each program's section of the manual (man-pages(7): 8 is for those who keep a system).
var seeAlso = []struct{ name, section string }{{"luwte-courier", "1"}, {"luwte-desk", "1"}, {"luwte-drop", "8"}, {"luwte-report", "1"}}

// Manual writes a program's manual page in roff with the macros of man(7): every command that is not hidden, with its flags and examples, in the words of
// --help. The date, as 2026-11-23, and the version are all that the page has from outside the command tree.
func Manual(w io.Writer, root *cobra.Command, section, date string) error {
	var m manual
	name := root.Name()
	m.line(`.TH %s %s %s %s %s`, quoted(strings.ToUpper(name)), quoted(section), `"`+date+`"`, quoted("Luwte "+version), quoted("Luwte"))
	m.line(".SH NAME\n%s \\- %s", roff(name), roff(uncapital(root.Short)))
	m.line(".SH SYNOPSIS\n\\fB%s\\fR [\\fIcommand\\fR] [\\fIflags\\fR]", roff(name))
	m.line(".SH DESCRIPTION")
	m.text(root.Long)
	m.line(".PP\nEach command has \\fB\\-\\-help\\fR.")
	m.flags(root)
	m.line(".SH COMMANDS")
	m.commands(root)
	m.line(".SH EXAMPLES")
	m.example(root.Example)
	m.line(".SH EXIT STATUS")
	m.text(strings.TrimPrefix(strings.TrimSpace(exitHelp), "Exit status: "))
	m.line(".SH SEE ALSO")
	var others []string
	for _, other := range seeAlso {
		if other.name != name {
			others = append(others, fmt.Sprintf(`\fB%s\fR(%s)`, roff(other.name), other.section))
		}
	}
	m.line("%s", strings.Join(others, ", "))
	_, err := w.Write(m.Bytes())
	return err
}

type manual struct{ bytes.Buffer }

func (m *manual) line(format string, args ...any) { fmt.Fprintf(m, format+"\n", args...) }

// commands writes those beneath a command, each with all that --help says of it.
func (m *manual) commands(parent *cobra.Command) {
	for _, cmd := range parent.Commands() {
		if cmd.Hidden || cmd.Name() == "help" {
			continue
		}
		if cmd.HasSubCommands() {
			m.commands(cmd)
			continue
		}
		path := strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
		_, takes, _ := strings.Cut(cmd.Use, " ")
		m.line(".SS %s", quoted(strings.TrimSpace(path+" "+takes)))
		m.text(cmd.Short + ".")
		if cmd.Long != "" {
			m.line(".PP")
			m.text(cmd.Long)
		}
		m.flags(cmd)
		if cmd.Example != "" {
			m.line(".PP\nFor example:\n.PP")
			m.example(cmd.Example)
		}
	}
}

// flags writes a command's flags as a list. --help is every command's.
func (m *manual) flags(cmd *cobra.Command) {
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		kind, usage := pflag.UnquoteUsage(f)
		term := `\fB\-\-` + roff(f.Name) + `\fR`
		if f.Shorthand != "" {
			term = `\fB\-` + roff(f.Shorthand) + `\fR, ` + term
		}
		if kind != "" {
			term += ` \fI` + roff(kind) + `\fR`
		}
		if initial := f.DefValue; !slices.Contains([]string{"", "false", "0", "0s", "[]"}, initial) {
			usage += " (default " + initial + ")"
		}
		m.line(".TP\n%s\n%s", term, roff(usage))
	})
}

// text writes paragraphs. A paragraph in which a line is indented, a list or a table, keeps its lines.
func (m *manual) text(text string) {
	for n, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if n > 0 {
			m.line(".PP")
		}
		if strings.HasPrefix(paragraph, " ") || strings.Contains(paragraph, "\n ") {
			m.example(paragraph)
			continue
		}
		for line := range strings.Lines(paragraph) {
			m.line("%s", roff(strings.TrimSpace(line)))
		}
	}
}

// example writes lines as they are.
func (m *manual) example(text string) {
	m.line(".nf")
	for line := range strings.Lines(strings.TrimRight(text, "\n")) {
		m.line("%s", roff(strings.TrimRight(line, "\n")))
	}
	m.line(".fi")
}

// roff returns a line that says in roff what it said. Hyphens stay the minus that can be copied into a shell, quotes those of ASCII.
func roff(line string) string {
	line = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(line)
	if strings.HasPrefix(line, ".") {
		line = `\&` + line
	}
	return line
}

// quoted returns an argument of a macro.
func quoted(text string) string { return `"` + strings.ReplaceAll(roff(text), `"`, `\(dq`) + `"` }

func uncapital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToLower(text[:1]) + text[1:]
}
