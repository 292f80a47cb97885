package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/reporter"
)

func newLookCommand() *cobra.Command {
	t := &target{}
	cmd := &cobra.Command{
		Use: "look --drop URL", Short: "Look for an answer with a code",
		Long: `Asks for the code, or takes it from the first line of standard input, and shows what the bureau has answered. Looking leaves no trace: it
is the same download for everyone, and the code does not leave this machine. It can be repeated.

The exit status is 0 whatever there is, also nothing; it is 1 where the words do not make a code.

--json prints {"outcome": "nothing|receipt|answers|alarm", "old": bool, "date": date or null, "received": n, "missing": [file names],
"answers": [{"date": date, "text": text, "slots": [n]}], "lacking": bool, "bureau": hex or null}. old says that the board should have been
followed by another; date and received are the receipt's; lacking, that something for this code cannot be read.`,
		Example: `  luwte-report look --drop http://ADDRESS.onion`,
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, args []string) error { return runLook(cmd, t) },
	}
	t.add(cmd)
	return cmd
}

func runLook(cmd *cobra.Command, t *target) error {
	if _, err := t.check(); err != nil {
		return err
	}
	if err := t.oneBureau(); err != nil {
		return err
	}
	c, _, err := readCode(cmd)
	if err != nil {
		return remedy(err)
	}
	return t.visit(cmd, func(_ context.Context, _ *reporter.Drop, public *reporter.Public) error {
		return t.show(cmd, public, c)
	})
}

// show looks and prints what there is.
func (t *target) show(cmd *cobra.Command, public *reporter.Public, c code.Code) error {
	bureaus, err := t.bureaus(cmd, public)
	if err != nil {
		return err
	}
	seen, err := reporter.Look(bureaus, c, day.Today())
	if err != nil {
		return err
	}
	if t.json {
		return cli.JSON(cmd.OutOrStdout(), seenJSON(seen))
	}
	return printSeen(cmd.OutOrStdout(), seen)
}

type answerJSON struct {
	Date  day.Day `json:"date"`
	Text  string  `json:"text"`
	Slots []int   `json:"slots"`
}

func seenJSON(seen *reporter.Seen) any {
	out := struct {
		Outcome  string               `json:"outcome"`
		Old      bool                 `json:"old"`
		Date     *day.Day             `json:"date"`
		Received uint64               `json:"received"`
		Missing  []string             `json:"missing"`
		Answers  []answerJSON         `json:"answers"`
		Lacking  bool                 `json:"lacking"`
		Bureau   *charter.Fingerprint `json:"bureau"`
	}{Outcome: seen.Outcome, Old: seen.Old, Missing: []string{}, Answers: []answerJSON{}, Lacking: seen.Lacking}
	if r := seen.Receipt; r != nil {
		out.Date, out.Received, out.Missing = &r.Date, r.Received, r.Missing
	}
	if seen.Alarm != nil {
		out.Date = &seen.Alarm.Date
	}
	for _, a := range seen.Answers {
		out.Answers = append(out.Answers, answerJSON(a))
	}
	if seen.Bureau != nil {
		out.Bureau = &seen.Bureau.Charter.Bureau
	}
	return out
}

const (
	saysNothing = `There is nothing for this code. It may be that
  - it is too early: the bureau has not published a board since your report arrived;
  - the code was used already to add something: then the newer code is the one that shows what there is;
  - what you sent did not arrive. If there is still nothing on the next board: after luwte-report add, look with the old code and add it again,
    giving this code as next code; after luwte-report send, report again.`
	saysAlarm = `Somebody else may have used this code. The bureau answers nothing here until it has decided what happened; it has seen that this is so.
If you added something twice yourself and have two new codes: luwte-report add with the old code, and give both new codes as next codes.
If you did not, somebody may have found your code: take care, and report again with a new code if you can.`
	saysLacking = "Something for this code cannot be read; look again when the next board is there."
	saysOld     = "The board is old: the bureau had promised a newer one by now. There may be more than this drop shows."
	saysNoBoard = "The bureau has not published a board yet."
)

func printSeen(w io.Writer, seen *reporter.Seen) error {
	var parts []string
	switch {
	case seen.Outcome == reporter.Alarm:
		parts = append(parts, saysAlarm)
	case seen.Outcome == reporter.Nothing && !seen.Lacking:
		parts = append(parts, saysNothing)
	}
	if r := seen.Receipt; r != nil {
		parts = append(parts, fmt.Sprintf("Receipt of %s: messages that the bureau has received on this code: %d.", r.Date, r.Received))
		for _, file := range r.Missing {
			parts = append(parts, "Not received whole: "+line(file))
		}
	}
	for _, a := range seen.Answers {
		parts = append(parts, fmt.Sprintf("Answer of %s:\n%s", a.Date, plain(a.Text)))
	}
	if seen.Outcome == reporter.Receipt {
		parts = append(parts, "There is no answer yet. Look again later, with this code.")
	}
	for _, says := range []struct {
		when bool
		text string
	}{{seen.Lacking, saysLacking}, {seen.NoBoard && seen.Bureau == nil, saysNoBoard}, {seen.Old, saysOld}} {
		if says.when {
			parts = append(parts, says.text)
		}
	}
	_, err := fmt.Fprintln(w, strings.Join(parts, "\n\n"))
	return err
}
