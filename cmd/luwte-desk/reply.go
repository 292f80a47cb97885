package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/plain"
	"luwte/internal/desk/replies"
)

// maxReply is more than any answer that fits into the notes of one code, in bytes.
const maxReply = 1 << 20

type replyOptions struct {
	deskOptions
	message  string
	template string
	anyway   bool
	draft    bool
	json     bool
}

func newReplyCommand() *cobra.Command {
	o := &replyOptions{}
	cmd := &cobra.Command{
		Use: "reply --dir DIR CASE [-m TEXT]", Short: "Write an answer",
		Long: `Adds an answer to a case. Without -m it is read from standard input. It goes out with the next export, and stays on every board until
the reporter has read it and written again, or it runs out.

Whoever found the reporter's code reads along until it is used. So do not repeat in a question what the answers contain. An answer that shares words in
a row, names, numbers or times with what the reporter wrote, or names a person, is not taken unless --anyway is given; it is printed instead, with what
was found. What is said in other words is not found.

--template prints a text to begin with, in the report's language, and adds nothing: ` + strings.Join(templateNames(), ", ") + `.

--json prints {"case": id, "answer": n, "notes": n}, notes being how many of the up to 15 of a code it takes.`,
		Example: `  luwte-desk reply --dir bureau 4g3k2m1x -m "We read your report. Since when is this so?"
  luwte-desk reply --dir bureau 4g3k2m1x --template questions > answer.txt
  luwte-desk reply --dir bureau 4g3k2m1x < answer.txt`,
		Args: cli.ExactArgs("CASE"),
		RunE: func(cmd *cobra.Command, args []string) error { return runReply(cmd, o, args[0]) },
	}
	o.add(cmd)
	cmd.Flags().StringVarP(&o.message, "message", "m", "", "the answer (otherwise standard input)")
	cmd.Flags().StringVar(&o.template, "template", "", "print this template: "+strings.Join(templateNames(), ", "))
	cmd.Flags().BoolVar(&o.anyway, "anyway", false, "take the answer although it gives something of the report away")
	cmd.Flags().BoolVar(&o.draft, "draft", false, "keep the answer with the case, to be gone on with; an empty one takes it away")
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

func runReply(cmd *cobra.Command, o *replyOptions, id string) error {
	return o.with(cmd, func(d *desk.Desk) error {
		if o.template != "" {
			return o.printTemplate(cmd, d, id)
		}
		text, err := o.text(cmd)
		if err != nil {
			return err
		}
		if o.draft {
			if err := d.KeepDraft(id, text); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "Kept with case %s; it goes nowhere until it is given as an answer.\n", id)
			return err
		}
		if err := o.check(cmd, d, id, text); err != nil {
			return err
		}
		answer, err := d.Reply(id, text)
		if err != nil {
			return err
		}
		notes, _ := replies.Notes(strings.TrimRight(text, "\r\n"))
		if o.json {
			return printJSON(cmd, replyJSON{id, answer, notes})
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "Answer %d of case %s goes out with the next export. It takes %s.\n", answer, id, counted(notes, "note"))
		return err
	})
}

// errGivesAway is returned when an answer shares something with the report.
var errGivesAway = errors.New("this answer may give the reporter away, and was not taken")

// check compares the answer with what the reporter wrote. What was typed is printed if it is not taken.
func (o *replyOptions) check(cmd *cobra.Command, d *desk.Desk, id, text string, allowed ...string) error {
	if o.anyway {
		return nil
	}
	checked, err := d.CheckReply(id, text, allowed...)
	if err != nil {
		return err
	}
	w := cmd.ErrOrStderr()
	if !checked.Whole {
		fmt.Fprintf(w, "The reporter's words are so many that the answer was compared with the first %d MiB only.\n", desk.MostCompared>>20)
	}
	if len(checked.Found) == 0 {
		return nil
	}
	fmt.Fprintf(w, "The answer:\n%s", plain.Block(officerBar, text))
	for _, f := range checked.Found {
		fmt.Fprintf(w, "It %s: %s\n", givesAway[f.Kind], plain.Quote(f.Excerpt))
	}
	return cli.Hint(errGivesAway, "write it in other words, or give --anyway")
}

// givesAway says what an answer does, by kind of warning.
var givesAway = map[replies.Kind]string{
	replies.Quote: "quotes the reporter", replies.Name: "has a name", replies.Number: "has a number of the report", replies.Time: "has a time of the report",
	replies.Unfilled: "has a place that is not filled in",
}

func templateNames() (names []string) {
	all, _ := replies.Templates() // a test reads them
	for _, t := range all {
		names = append(names, t.ID)
	}
	return names
}

func (o *replyOptions) printTemplate(cmd *cobra.Command, d *desk.Desk, id string) error {
	v, err := d.Show(id, 0)
	if err != nil {
		return err
	}
	all, err := replies.Templates()
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.ID == o.template {
			_, err = fmt.Fprintln(cmd.OutOrStdout(), t.In(v.Language))
			return err
		}
	}
	return cli.Hint(cli.Usage("there is no template %q", o.template), "choose one of: %s", strings.Join(templateNames(), ", "))
}

// text returns the answer from the flag, or all of standard input.
func (o *replyOptions) text(cmd *cobra.Command) (string, error) {
	if cmd.Flags().Changed("message") {
		return o.message, nil
	}
	if in, ok := cmd.InOrStdin().(*os.File); ok && term.IsTerminal(int(in.Fd())) {
		fmt.Fprintln(cmd.ErrOrStderr(), "Write the answer; end it with Ctrl-D on a line of its own.")
	}
	b, err := io.ReadAll(io.LimitReader(cli.Touching(cmd.InOrStdin()), maxReply))
	if err != nil {
		return "", fmt.Errorf("read answer: %w", err)
	}
	return string(b), nil
}

type replyJSON struct {
	Case   string `json:"case"`
	Answer int    `json:"answer"`
	Notes  int    `json:"notes"`
}
