package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/reporter"
)

// maxNoted is how many next codes can be given: one to use again, and the 16 siblings of SPEC §6.
const maxNoted = 17

type addOptions struct {
	target
	nextFile string
	unseen   bool
	files    files
}

func newAddCommand() *cobra.Command {
	o := &addOptions{}
	cmd := &cobra.Command{
		Use: "add --drop URL", Short: "Answer the bureau, add something, or confirm having read",
		Long: `Asks for the code, or takes it from the first line of standard input; the rest of it is the text. It looks first, tells the bureau which
answers you have read, and sends your text, which may be empty if there are answers. Then it prints a new code, to which the conversation
moves. Keep the old code until the new one shows its receipt.

If an earlier try broke off and you noted the new code that it printed, give that code again, so that the bureau sees one message and not
two people: at the prompt, or as a line of the file named by --next-code-file, which may be a pipe such as /dev/fd/3. The first one is used
again; give all that you noted, the latest first.

` + aboutFiles + `

Where it stays unknown whether the message has arrived, the new code is printed too and the exit status is 1.

--json prints what luwte-report send prints.`,
		Example: `  luwte-report add --drop http://ADDRESS.onion`,
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, args []string) error { return runAdd(cmd, o) },
	}
	o.add(cmd)
	o.addTurn(cmd)
	return cmd
}

// addTurn adds what a follow-up consists of, beside its text.
func (o *addOptions) addTurn(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.nextFile, "next-code-file", "", "file with the next codes noted on earlier tries, one a line, the latest first")
	cmd.Flags().BoolVar(&o.unseen, "unseen", false, "send although the code shows nothing")
	o.files.add(cmd)
}

// turn reads a follow-up from standard input and the files that were named.
func (o *addOptions) turn(cmd *cobra.Command) (turn reporter.Turn, err error) {
	turn = reporter.Turn{Unseen: o.unseen, Language: o.language}
	if turn.Files, err = o.files.open(cmd); err != nil {
		return turn, err
	}
	var rest io.Reader
	if turn.Code, rest, err = readCode(cmd); err != nil {
		return turn, remedy(err)
	}
	if turn.Noted, err = o.noted(cmd); err != nil {
		return turn, remedy(err)
	}
	if turn.Text, err = readText(cmd, rest); err != nil {
		return turn, remedy(err)
	}
	return turn, nil
}

func runAdd(cmd *cobra.Command, o *addOptions) error {
	_, err := o.check()
	if err == nil {
		err = o.oneBureau()
	}
	if err != nil {
		return err
	}
	turn, err := o.turn(cmd)
	if err != nil {
		return err
	}
	return o.visit(cmd, func(_ context.Context, drop *reporter.Drop, public *reporter.Public) error {
		sealed, err := o.seal(cmd, turn, public)
		if err != nil {
			return err
		}
		return o.post(cmd, drop, sealed.Letter, keepTurn)
	})
}

// seal makes the follow-up, and says what its writer must know.
func (o *addOptions) seal(cmd *cobra.Command, turn reporter.Turn, public *reporter.Public) (*reporter.Sealed, error) {
	bureaus, err := o.bureaus(cmd, public)
	if err == nil && o.unseen && len(bureaus) == 1 { // a code that shows something proves the bureau
		_, err = o.proven(cmd, public)
	}
	if err != nil {
		return nil, err
	}
	sealed, err := turn.Seal(bureaus, day.Today())
	if err != nil {
		return nil, o.sayWhich(err, public)
	}
	if sealed.Seen.Outcome == reporter.Alarm {
		tell(cmd, "Warning: somebody else may have used this code; the bureau may not answer until it has decided what happened.")
	}
	if sealed.Again {
		tell(cmd, "The next code that you noted is used again.")
	}
	return sealed, nil
}

const keepTurn = "Note this new code now. Keep the old code too until the new one shows its receipt; then destroy the old one."

// noted returns the next codes from earlier tries: from the file, or asked for at a terminal.
func (o *addOptions) noted(cmd *cobra.Command) (codes []code.Code, err error) {
	in, ok := cli.AtTerminal(cmd)
	switch {
	case o.nextFile != "":
		codes, err = readNoted(o.nextFile)
	case ok:
		codes, err = askNoted(cmd, in)
	}
	if err == nil && len(codes) > maxNoted {
		err = cli.Hint(fmt.Errorf("these are more than %d next codes", maxNoted), "give the latest ones")
	}
	return codes, err
}

func readNoted(file string) (codes []code.Code, err error) {
	lines, err := readLines(file)
	if err != nil {
		return nil, cli.Hint(fmt.Errorf("read the next codes: %w", err), "see whether the file is there and may be read")
	}
	for i, line := range lines {
		c, err := code.Parse(line)
		if err != nil {
			return nil, fmt.Errorf("next code %d: %w", i+1, err)
		}
		codes = append(codes, c)
	}
	return codes, nil
}

func askNoted(cmd *cobra.Command, in *os.File) (codes []code.Code, err error) {
	for {
		tell(cmd, "Did an earlier try to add something print a new code, which has shown nothing yet? Give it, or press Enter.")
		c, given, err := askCode(cmd, in)
		if err != nil || !given {
			return codes, err
		}
		codes = append(codes, c)
	}
}
