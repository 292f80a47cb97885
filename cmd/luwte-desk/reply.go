package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"luwte/internal/cli"
	"luwte/internal/desk"
)

// maxReply is more than any answer that fits into the notes of one code, in bytes.
const maxReply = 1 << 20

type replyOptions struct {
	deskOptions
	message string
	json    bool
}

func newReplyCommand() *cobra.Command {
	o := &replyOptions{}
	cmd := &cobra.Command{
		Use: "reply --dir DIR CASE [-m TEXT]", Short: "Write an answer",
		Long: `Adds an answer to a case. Without -m it is read from standard input. It goes out with the next export, and stays on every board until
the reporter has read it and written again, or it runs out.

Whoever found the reporter's code reads along until it is used. So do not repeat in a question what the answers contain.

--json prints {"case": id, "answer": n}.`,
		Example: `  luwte-desk reply --dir bureau 4g3k2m1x -m "We read your report. Since when is this so?"
  luwte-desk reply --dir bureau 4g3k2m1x < answer.txt`,
		Args: cli.ExactArgs("CASE"),
		RunE: func(cmd *cobra.Command, args []string) error { return runReply(cmd, o, args[0]) },
	}
	o.add(cmd)
	cmd.Flags().StringVarP(&o.message, "message", "m", "", "the answer (otherwise standard input)")
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

func runReply(cmd *cobra.Command, o *replyOptions, id string) error {
	return o.with(cmd, func(d *desk.Desk) error {
		text, err := o.text(cmd)
		if err != nil {
			return err
		}
		answer, err := d.Reply(id, text)
		if err != nil {
			return err
		}
		if o.json {
			return printJSON(cmd, replyJSON{id, answer})
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "Answer %d of case %s goes out with the next export.\n", answer, id)
		return err
	})
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
}
