package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/parcel"
	"luwte/internal/cli"
	"luwte/internal/reporter"
	"luwte/internal/wire"
)

type sendOptions struct {
	target
	topic       string
	answersFile string
}

func newSendCommand() *cobra.Command {
	o := &sendOptions{}
	cmd := &cobra.Command{
		Use: "send --drop URL", Short: "Send a report; its text comes from standard input",
		Long: `Seals the text on standard input to the bureau, sends it, and prints a code of 8 words when the drop has acknowledged that it keeps the
report. The code is the only way to an answer: note it on paper that leads nobody to you, and show it to no one.

Answers to the bureau's questions come from the file named by --answers-file, which may be a pipe such as /dev/fd/3, never as arguments, which
other users of the machine see and the shell keeps: a line QUESTION=VALUE each; VALUE is a text or, where there are options, an
option's id; a line more for each further option that holds. The topic is the first one that has these questions, unless --topic says which.

Give --bureau with words from the card. Without it a drop that was taken over could show a bureau of its own, and read the report: at a
terminal you are asked for words before anything is sent, elsewhere they are shown, and it is sent.

If the connection breaks, the same bytes are sent again. Where it stays unknown whether the report has arrived, the code is printed too
and the exit status is 1.

--json prints {"code": text, "id": hex, "acknowledged": true or false, "bureau_words": [12 words], "next_board": date or null}: id is the
parcel's, next_board the day by which the bureau promised its next board.`,
		Example: `  luwte-report send --drop http://ADDRESS.onion < report.txt
  luwte-report send --drop http://ADDRESS.onion --bureau "word word word word" --answers-file answers.txt < report.txt`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error { return runSend(cmd, o) },
	}
	o.add(cmd)
	cmd.Flags().StringVar(&o.topic, "topic", "", "id of the topic")
	cmd.Flags().StringVar(&o.answersFile, "answers-file", "", "file with answers to the bureau's questions, a line QUESTION=VALUE each")
	return cmd
}

func runSend(cmd *cobra.Command, o *sendOptions) error {
	if _, err := o.check(); err != nil { // before somebody types a report for nothing
		return err
	}
	given, err := readAnswers(o.answersFile)
	if err != nil {
		return err
	}
	text, err := readText(cmd, cmd.InOrStdin())
	if err != nil {
		return remedy(err)
	}
	if text == "" {
		return cli.Hint(errors.New("there is no text to send"), "give it on standard input: luwte-report send … < report.txt")
	}
	draft := reporter.Draft{Language: o.language, Topic: o.topic, Given: given, Text: text}
	return o.visit(cmd, func(ctx context.Context, drop *reporter.Drop, public *reporter.Public) error {
		b, err := o.proven(cmd, public)
		if err != nil {
			return err
		}
		if b.BoardErr != nil {
			tell(cmd, "Warning: %v.", b.BoardErr)
		}
		c := code.New()
		sealed, err := b.Report(c, draft, day.Today())
		if err != nil {
			return err
		}
		return o.post(cmd, drop, posted{b, c, sealed, keepReport})
	})
}

// readAnswers reads lines QUESTION=VALUE. What is wrong with one is told by its number: it may hold a secret.
func readAnswers(file string) (reporter.Given, error) {
	given := reporter.Given{}
	if file == "" {
		return given, nil
	}
	lines, err := readLines(file)
	if err != nil {
		return nil, cli.Hint(fmt.Errorf("read the answers: %w", err), "see whether the file is there and may be read")
	}
	for i, line := range lines {
		id, value, ok := strings.Cut(line, "=")
		if !ok || id == "" || value == "" {
			return nil, cli.Hint(fmt.Errorf("answer %d is not QUESTION=VALUE", i+1), "as in who=known, a line each")
		}
		given[id] = append(given[id], value)
	}
	return given, nil
}

const keepReport = "Note this code now, on paper, and keep it where it leads nobody to you. It is the only way to an answer and cannot be had again."

// posted is a sealed parcel with the code that it brings into use.
type posted struct {
	bureau *reporter.Bureau
	code   code.Code
	sealed []byte
	keep   string // what to do with the code
}

// post sends, and prints the code when the parcel is on the drop's disk, or may be: a code that leads nowhere does no harm, one that was
// thrown away does.
func (t *target) post(cmd *cobra.Command, drop *reporter.Drop, p posted) error {
	err := drop.Post(cmd.Context(), p.bureau, p.sealed)
	var lost *wire.LostError
	unsure := errors.As(err, &lost) && lost.Sent
	if err != nil && !unsure {
		return err
	}
	if err := t.printCode(cmd, p, !unsure); err != nil {
		return err
	}
	if unsure {
		return fmt.Errorf("%w: %w", errUnsure, err)
	}
	tell(cmd, "%s", p.keep)
	if b := p.bureau.Board; b != nil && !b.Old(day.Today()) {
		tell(cmd, "Look for the receipt after %s, when the bureau's next board is due.", b.Next)
	}
	return nil
}

func (t *target) printCode(cmd *cobra.Command, p posted, acknowledged bool) error {
	words := strings.Join(p.code.Words(t.language), " ")
	if !t.json {
		_, err := fmt.Fprintln(cmd.OutOrStdout(), words)
		return err
	}
	out := struct {
		Code         string    `json:"code"`
		ID           parcel.ID `json:"id"`
		Acknowledged bool      `json:"acknowledged"`
		BureauWords  []string  `json:"bureau_words"`
		NextBoard    *day.Day  `json:"next_board"`
	}{words, parcel.IDOf(p.sealed), acknowledged, p.bureau.Charter.Bureau.Words(t.language), nil}
	if p.bureau.Board != nil {
		out.NextBoard = &p.bureau.Board.Next
	}
	return cli.JSON(cmd.OutOrStdout(), out)
}
