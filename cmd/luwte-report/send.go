package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/parcel"
	"luwte/internal/cli"
	"luwte/internal/reporter"
	"luwte/internal/reporter/guide"
)

type sendOptions struct {
	target
	topic       string
	answersFile string
	files       files
}

func newSendCommand() *cobra.Command {
	o := &sendOptions{}
	cmd := &cobra.Command{
		Use: "send --drop URL", Short: "Send a report; its text comes from standard input",
		Long: `Seals the text on standard input to the bureau, sends it, and prints a code of 8 words when the drop has acknowledged that it keeps the
report. The code is the only way to an answer: note it on paper that leads nobody to you, and show it to no one. At a terminal it is shown until
it is written down, and then cleared from the screen.

Answers to the bureau's questions come from the file named by --answers-file, which may be a pipe such as /dev/fd/3, never as arguments, which
other users of the machine see and the shell keeps: a line QUESTION=VALUE each; VALUE is a text or, where there are options, an
option's id; a line more for each further option that holds. The topic is the first one that has these questions, unless --topic says which.

Give --bureau with the words from the card, all 12 or at least the first 8. Without it a drop that was taken over could show a bureau of its own, and read the report: at a
terminal you are asked for words before anything is sent, elsewhere they are shown, and it is sent.

To tell several bureaus, give --bureau once for each: each gets a report of its own, and you get a code for each, in the order of the flags. The
answers are to the first one's questions.

` + aboutFiles + `

If the connection breaks, the same bytes are sent again. Where it stays unknown whether the report has arrived, the code is printed too
and the exit status is 1.

--json prints, for each bureau, {"code": text, "id": hex, "acknowledged": true or false, "parcels": n, "tries": n, "bureau_words": [12 words],
"next_board": date or null}: id is that of the parcel with the words, tries how often parcels went out to the drop at least in part, next_board
the day by which the bureau promised its next board.`,
		Example: `  luwte-report send --drop http://ADDRESS.onion < report.txt
  luwte-report send --drop http://ADDRESS.onion --bureau "WORDS" --answers-file answers.txt < report.txt
  luwte-report send --drop http://ADDRESS.onion --file photo.jpg=evidence.jpg < report.txt`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error { return runSend(cmd, o) },
	}
	o.add(cmd)
	o.addReport(cmd)
	return cmd
}

// addReport adds what a report consists of, beside its text.
func (o *sendOptions) addReport(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.topic, "topic", "", "id of the topic")
	cmd.Flags().StringVar(&o.answersFile, "answers-file", "", "file with answers to the bureau's questions, a line QUESTION=VALUE each")
	o.files.add(cmd)
}

// draft reads a report from standard input and the files that were named.
func (o *sendOptions) draft(cmd *cobra.Command) (d reporter.Draft, err error) {
	given, err := readAnswers(o.answersFile)
	if err != nil {
		return d, err
	}
	d = reporter.Draft{Language: o.language, Topic: o.topic, Given: given}
	if d.Files, err = o.files.open(cmd); err != nil {
		return d, err
	}
	if d.Text, err = readText(cmd, cmd.InOrStdin()); err != nil {
		return d, remedy(err)
	}
	if d.Text == "" {
		return d, cli.Hint(errors.New("there is no text to send"), "give it on standard input: %s … < report.txt", cmd.CommandPath())
	}
	return d, nil
}

func runSend(cmd *cobra.Command, o *sendOptions) error {
	if _, err := o.check(); err != nil { // before somebody types a report for nothing
		return err
	}
	draft, err := o.draft(cmd)
	if err != nil {
		return err
	}
	return o.visit(cmd, func(ctx context.Context, drop *reporter.Drop, public *reporter.Public) error {
		letters, err := o.letters(cmd, public, draft)
		if err != nil {
			return err
		}
		for _, l := range letters {
			if len(letters) > 1 {
				tell(cmd, "To %s:", o.name(l.Bureau))
			}
			if err := o.post(cmd, drop, l, keepReport); err != nil {
				return err
			}
		}
		return nil
	})
}

// letters makes a report to each bureau, before any is sent.
func (o *sendOptions) letters(cmd *cobra.Command, public *reporter.Public, draft reporter.Draft) (letters []*reporter.Letter, err error) {
	bureaus, err := o.proven(cmd, public)
	if err != nil {
		return nil, err
	}
	if len(bureaus) > 1 {
		draft.Form = &bureaus[0].Charter.Form
	}
	for _, b := range bureaus {
		if b.BoardErr != nil {
			tell(cmd, "Warning: %v.", b.BoardErr)
		}
		l, err := b.Report(code.New(), draft, day.Today())
		if err != nil {
			return nil, err
		}
		letters = append(letters, l)
	}
	return letters, nil
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

// post sends, and prints the code when the letter is on the drop's disk, or may be: a code that leads nowhere does no harm, one that was
// thrown away does. keep says what to do with the code.
func (t *target) post(cmd *cobra.Command, drop *reporter.Drop, l *reporter.Letter, keep string) error {
	defer l.Close()
	var meter reporter.Meter
	err := drop.Send(cmd.Context(), l, func(p reporter.Progress) { tellProgress(cmd, &meter, p) })
	unsure := l.MayHaveArrived()
	if err != nil && !unsure {
		return err
	}
	if err := t.giveCode(cmd, l, keep, !unsure); err != nil {
		return err
	}
	if unsure {
		return fmt.Errorf("%w: %w", errUnsure, err)
	}
	if b := l.Bureau.Board; b != nil && !b.Old(day.Today()) {
		tell(cmd, "Look for the receipt after %s, when the bureau's next board is due.", b.Next)
	}
	return nil
}

func tellProgress(cmd *cobra.Command, meter *reporter.Meter, p reporter.Progress) {
	step, worth := meter.Take(p)
	switch {
	case !worth:
	case step.Lost != nil:
		tell(cmd, "%v. It goes on where it was, in %v.", step.Lost, step.Again.Round(time.Second))
	case step.Left > 0:
		tell(cmd, "Sending: %d %%, %d MiB left, about %v.", step.Percent, step.LeftMiB, roughly(step.Left))
	default:
		tell(cmd, "Sending: %d %%, %d MiB left.", step.Percent, step.LeftMiB)
	}
}

// roughly is an estimate as people say it.
func roughly(d time.Duration) string {
	if d < time.Minute {
		return "less than a minute"
	}
	return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
}

// giveCode shows the code to somebody at a terminal until it is written down, and clears the screen, which keeps what was shown; it prints it where
// nobody sits, and where somebody did not go through with it: it cannot be had again.
func (t *target) giveCode(cmd *cobra.Command, l *reporter.Letter, keep string, acknowledged bool) error {
	terminal, ok := guide.OpenTerminal(cmd.InOrStdin(), cmd.OutOrStdout())
	if ok && !t.json && guide.Note(cmd.Context(), terminal, t.language, l.Code, keep == keepTurn) == nil {
		return nil
	}
	err := t.printCode(cmd, l, acknowledged)
	if err == nil {
		tell(cmd, "%s", keep)
	}
	return err
}

func (t *target) printCode(cmd *cobra.Command, l *reporter.Letter, acknowledged bool) error {
	words := strings.Join(l.Code.Words(t.language), " ")
	if !t.json {
		_, err := fmt.Fprintln(cmd.OutOrStdout(), words)
		return err
	}
	out := struct {
		Code         string    `json:"code"`
		ID           parcel.ID `json:"id"`
		Acknowledged bool      `json:"acknowledged"`
		Parcels      int       `json:"parcels"`
		Tries        int       `json:"tries"`
		BureauWords  []string  `json:"bureau_words"`
		NextBoard    *day.Day  `json:"next_board"`
	}{Code: words, ID: l.ID, Acknowledged: acknowledged, Tries: l.Tries, BureauWords: l.Bureau.Charter.Words(t.language)}
	out.Parcels, _ = l.Parcels()
	if l.Bureau.Board != nil {
		out.NextBoard = &l.Bureau.Board.Next
	}
	return cli.JSON(cmd.OutOrStdout(), out)
}
