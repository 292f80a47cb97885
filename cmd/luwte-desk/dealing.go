package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"luwte/crypto/quorum"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/keyring"
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
}

func (o *dealingOptions) add(cmd *cobra.Command) {
	cmd.Flags().IntVar(&o.needed, "needed", 0, "how many custodians open the keys together")
	cmd.Flags().StringArrayVar(&o.custodians, "custodian", nil, "name of a custodian; once for each, 1 to 9")
	cmd.Flags().IntVar(&o.months, "months", desk.DefaultMonths, "how many months ahead have their own key")
	cmd.Flags().BoolVar(&o.daily, "daily", false, "the desk opens with a passphrase for daily work, and custodians release each month's key to it")
	cmd.Flags().StringVar(&o.out, "out", "", "directory for shares, pages and minutes: a stick, or memory, not this disk (required)")
	cmd.Flags().StringVar(&o.paper, "paper", "nl", "language of pages and minutes: nl or en")
	cmd.Flags().BoolVar(&o.anyway, "anyway", false, "go on although the machine is not as it should be; the minutes say so")
}

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
	if info, err := os.Stat(o.out); err != nil || !info.IsDir() {
		return nil, cli.Hint(cli.Usage("--out is not a directory"), "make it first, or see whether the stick is in its place")
	}
	for _, name := range o.files() {
		if _, err := os.Lstat(filepath.Join(o.out, name)); !errors.Is(err, fs.ErrNotExist) {
			return nil, cli.Hint(fmt.Errorf("there is a file %s in %s already", name, o.out), "use an empty directory")
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

// hand gives every custodian the share, one after another, then makes the keys those of the desk. If anything fails before that, nothing has changed:
// what was written in --out is removed, and what was printed is a share of nothing.
func (o *dealingOptions) hand(cmd *cobra.Command, d *desk.Dealt, bureau, actor string, checks []machine.Check) error {
	if err := o.handAll(cmd, d, bureau, actor, checks); err != nil {
		return errors.Join(err, o.takeBack(cmd))
	}
	if err := d.Finish(); err != nil { // the files stay: whether they count, is to be seen
		return cli.Hint(err, "keep the shares; luwte-desk share check --dir DIR FILE says whether they are those in force")
	}
	return nil
}

func (o *dealingOptions) handAll(cmd *cobra.Command, d *desk.Dealt, bureau, actor string, checks []machine.Check) error {
	for i, s := range d.Shares {
		if err := o.handOne(cmd, d, s, o.custodians[i], bureau); err != nil {
			return err
		}
	}
	pdf, err := o.minutes(d, bureau, actor, checks)
	if err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(o.out, minutesFile), pdf); err != nil {
		return remedy(err)
	}
	if cmd.Context().Err() != nil {
		return cli.ErrInterrupted
	}
	return nil
}

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

// takeBack removes what was written in --out for keys that did not come into force.
func (o *dealingOptions) takeBack(cmd *cobra.Command) error {
	var removed []string
	for _, name := range o.files() {
		switch err := os.Remove(filepath.Join(o.out, name)); {
		case err == nil:
			removed = append(removed, name)
		case !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("remove a share that does not count: %w", err)
		}
	}
	if len(removed) > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "Removed from %s: %s. What was printed, or copied, of these shares opens nothing; destroy it.\n", o.out, strings.Join(removed, ", "))
	}
	return durable.SyncDir(o.out)
}

// handOne gives one custodian the page and, with a passphrase, the file, and goes on when both were read back: the page by the words on it.
func (o *dealingOptions) handOne(cmd *cobra.Command, d *desk.Dealt, s *quorum.Share, name, bureau string) error {
	page := papers.Share{Language: o.paper, Bureau: bureau, Words: d.Bureau.Words(o.paper), Custodian: s.Custodian, Name: name, Needed: s.K, N: s.N, Dealing: s.Dealing,
		Day: d.Day, Key: s.PaperKey()}
	pdf, err := page.PDF()
	if err != nil {
		return paperRemedy(err)
	}
	if err := o.handPage(cmd, s, name, pdf); err != nil {
		return err
	}
	passphrase, err := newSharePassphrase(cmd, name)
	if err != nil || passphrase == "" {
		return err
	}
	file := filepath.Join(o.out, shareFile(s.Custodian, "age"))
	if err := keyring.SaveShare(file, passphrase, s); err != nil {
		return remedy(err)
	}
	read, err := keyring.LoadShare(file, passphrase)
	if err == nil {
		err = d.Check(read)
	}
	if err != nil {
		return cli.Hint(fmt.Errorf("the file that was written does not read back: %w", err), "use another stick")
	}
	return nil
}

// handPage writes a custodian's page and removes it when it is on paper: the words were typed from there. So no two pages lie open at once.
func (o *dealingOptions) handPage(cmd *cobra.Command, s *quorum.Share, name string, pdf []byte) error {
	file := filepath.Join(o.out, shareFile(s.Custodian, "pdf"))
	if err := durable.WriteFile(file, pdf); err != nil {
		return remedy(err)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s: print %s, or copy its 24 words by hand. When they are typed back, the file is removed.\n", name, file)
	for {
		line, err := cli.Secret(cmd, name+": the 24 words, from the paper (not shown): ")
		if err != nil {
			return err
		}
		key, err := quorum.ParseWords(line)
		if err == nil && key != s.PaperKey() {
			err = quorum.ErrWrong
		}
		if err == nil {
			break
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "Not the words of this page: %v. Try again.\n", shareMistake(err))
	}
	if err := os.Remove(file); err != nil {
		return fmt.Errorf("remove a page: %w", err)
	}
	return durable.SyncDir(o.out)
}

// newSharePassphrase asks until the custodian typed the same twice, or a token.
func newSharePassphrase(cmd *cobra.Command, name string) (string, error) {
	for {
		first, err := cli.Secret(cmd, fmt.Sprintf("%s: a passphrase for the file of your share, of at least six words, or a token's identity (AGE-PLUGIN-…) or its file, or nothing for paper only: ", name))
		if err != nil || first == "" {
			return "", err
		}
		if identity, ok := tokenIn(first); ok {
			return identity, nil
		}
		if err := cli.CheckPassphrase(first); err != nil {
			fmt.Fprintf(cmd.ErrOrStderr(), "%v. Try again.\n", err)
			continue
		}
		second, err := cli.Secret(cmd, "Once more: ")
		if err != nil || first == second {
			return second, err
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "%v. Try again.\n", cli.ErrSecondPassphrase)
	}
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
		fmt.Fprintln(out, "First make a new backup: luwte-desk backup. The new shares open none from before, and nothing will, when what the minutes list is destroyed.")
	}
}
