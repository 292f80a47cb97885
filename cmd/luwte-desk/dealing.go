package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/machine"
	"luwte/internal/desk/papers"
	"luwte/internal/desk/sheet"
)

// dealingOptions are the flags of what deals keys.
type dealingOptions struct {
	needed     int
	custodians []string
	months     int
	daily      bool
	out        string
	paper      string
	anyway     bool
	wait       time.Duration
}

func (o *dealingOptions) add(cmd *cobra.Command) {
	cmd.Flags().IntVar(&o.needed, "needed", 0, "how many custodians open the keys together")
	cmd.Flags().StringArrayVar(&o.custodians, "custodian", nil, "name of a custodian; once for each, 1 to 9")
	cmd.Flags().IntVar(&o.months, "months", desk.DefaultMonths, "how many months ahead have their own key")
	cmd.Flags().BoolVar(&o.daily, "daily", false, "the desk opens with a passphrase for daily work, and custodians release each month's key to it")
	cmd.Flags().StringVar(&o.out, "out", "", "directory for shares, pages and minutes: a stick, or memory, not this disk (required)")
	cmd.Flags().StringVar(&o.paper, "paper", "nl", "language of pages and minutes: nl or en")
	cmd.Flags().BoolVar(&o.anyway, "anyway", false, "go on although the machine is not as it should be; the minutes say so")
	cmd.Flags().DurationVar(&o.wait, "wait", pagesIdle, "while pages are printed and typed back, end after this time in which nothing is typed")
}

// pagesIdle is how long custodians have for a page: a printer in another room, or 24 words copied by hand.
const pagesIdle = time.Hour

func (o *dealingOptions) quorum() desk.Quorum {
	return desk.Quorum{Needed: o.needed, Custodians: o.custodians, Months: o.months}
}

// check looks at the flags and at the machine, and says what it found.
func (o *dealingOptions) check(cmd *cobra.Command) ([]machine.Check, error) {
	if o.out == "" {
		return nil, cli.Hint(cli.Usage("--out is missing"), "name a directory on a stick: --out DIR")
	}
	if o.paper != "nl" && o.paper != "en" {
		return nil, cli.Hint(cli.Usage("no papers in that language"), "--paper nl or --paper en")
	}
	if err := o.quorum().Check(); err != nil { // before anybody types a passphrase, or prints
		return nil, remedy(err)
	}
	if err := sheet.Bold.Has(strings.Join(o.custodians, "")); err != nil {
		return nil, paperRemedy(err)
	}
	if o.wait < time.Second {
		return nil, cli.Hint(cli.Usage("--wait is too short"), "for example --wait 1h")
	}
	if info, err := os.Stat(o.out); err != nil || !info.IsDir() {
		return nil, cli.Hint(cli.Usage("--out is not a directory"), "make it first, or see whether the stick is in its place")
	}
	if err := o.clearUnfinished(cmd); err != nil {
		return nil, remedy(err)
	}
	for _, name := range o.files() {
		if _, err := os.Lstat(filepath.Join(o.out, name)); !errors.Is(err, fs.ErrNotExist) {
			return nil, cli.Hint(fmt.Errorf("there is a file %s in %s already", name, o.out),
				"use an empty directory; whether a share that lies there counts, or is left of a dealing that was cut short, luwte-desk share check --dir DIR FILE says")
		}
	}
	checks, good := machine.Look(), true
	for _, c := range checks {
		fmt.Fprintf(cmd.ErrOrStderr(), "%-12s %-8s %s\n", c.What, c.Result, c.Detail)
		good = good && c.Result == machine.Good
	}
	if !good && !o.anyway {
		return nil, cli.Hint(errors.New("this machine is not as it should be"), "put it right, or go on with --anyway, which the minutes say")
	}
	return checks, nil
}

const minutesFile = "minutes.pdf"

func (o *dealingOptions) files() []string {
	files := []string{minutesFile}
	for i := range o.custodians {
		files = append(files, shareFile(i+1, "age"), shareFile(i+1, "pdf"))
	}
	return files
}

func shareFile(custodian int, kind string) string { return fmt.Sprintf("share-%d.%s", custodian, kind) }

func (o *dealingOptions) minutes(d *desk.Dealt, bureau, actor string, checks []machine.Check) ([]byte, error) {
	programs, err := machine.Programs()
	if err != nil {
		return nil, err
	}
	m := papers.Dealing{Language: o.paper, Anew: d.Void != nil, Bureau: bureau, F: d.Bureau, Day: d.Day, Actor: actor, Number: d.Dealing, Needed: d.Needed, Custodians: d.Custodians,
		Commitment: d.Commitment, Epochs: d.Epochs, Daily: o.daily, Root: d.Root, Before: d.Before, Checks: checks, Programs: programs}
	if d.Void != nil {
		m.Void = &papers.Void{Number: d.Void.Dealing, Custodians: d.Void.Custodians}
	}
	pdf, err := m.Minutes().PDF()
	return pdf, paperRemedy(err)
}

func paperRemedy(err error) error {
	switch {
	case errors.Is(err, sheet.ErrCharacter):
		return cli.Hint(err, "papers can show Latin, Greek and Cyrillic letters")
	case errors.Is(err, papers.ErrTooLong):
		return cli.Hint(err, "shorten the names")
	}
	return err
}

// handed says what is to be done with what lies in --out.
func (o *dealingOptions) handed(cmd *cobra.Command, d *desk.Dealt) {
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, `Dealing %d is in force: %d of %d custodians open the keys. Its words are:

    %s

Every custodian takes home the page and, with a passphrase, the file from %s, and checks it with luwte-desk share check.
Print minutes.pdf and have it signed. Then destroy what is left in %[5]s: a stick keeps pages that were removed, and so may the printer.
`, d.Dealing, d.Needed, len(d.Custodians), papers.CommitmentWords(o.paper, d.Commitment), o.out)
	if d.Void != nil && d.Void.Dealing > 0 {
		fmt.Fprintf(out, "The %s of dealing %d open nothing of it. With an old copy of dealing.json they would: destroy them, and the copies, as the minutes list.\n",
			counted(len(d.Void.Custodians), "share"), d.Void.Dealing)
	}
	if d.Void != nil {
		fmt.Fprintln(out, "Before anything is destroyed, make a new backup: luwte-desk backup. The new shares open none from before, and nothing will, when what the minutes list is destroyed.")
	}
}
