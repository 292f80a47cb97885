package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/reporter"
)

// saved are files that were downloaded before, for work without a network.
type saved struct {
	charters string
	boards   []string
}

func (s *saved) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.charters, "charters", "", "file of the drop's charters, saved by the page or by luwte-report save (required)")
	cmd.Flags().StringArrayVar(&s.boards, "board", nil, "file of a bureau's board; can be repeated")
}

// read reads and verifies the files.
func (s *saved) read(cmd *cobra.Command) (*reporter.Public, error) {
	if s.charters == "" {
		return nil, cli.Hint(cli.Usage("--charters is missing"), "name the file in which the page or luwte-report save has put the charters")
	}
	charters, err := os.ReadFile(s.charters)
	if err != nil {
		return nil, cli.Hint(err, "--charters names a file that you can read")
	}
	var boards [][]byte
	for _, name := range s.boards {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, cli.Hint(err, "--board names a file that you can read")
		}
		boards = append(boards, b)
	}
	public, err := reporter.Local(charters, boards...)
	if err != nil {
		return nil, remedy(err)
	}
	tellRefused(cmd, public)
	return public, nil
}

type sealOptions struct {
	report sendOptions
	added  addOptions // its bureau, language and files are those of report: a flag is one of both
	saved  saved
	isAdd  bool
	out    string
}

func newSealCommand() *cobra.Command {
	o := &sealOptions{}
	cmd := &cobra.Command{
		Use: "seal --charters FILE --out FILE", Short: "Without a network: seal a report, or an addition, to a file",
		Long: `Seals the text on standard input, and files, to the bureau, writes the sealed parcels to a new file, and prints the code of 8 words. It needs
no network: the charters were saved before. The file goes to the drop with luwte-report upload, or with the plain form that the drop's page
shows at Tor Browser's level Safest. Without the bureau's key nobody can open it; how large it is can be seen.

With --add it is an addition to a conversation: the first line of standard input is your code, the rest the text; --board names the board that
shows what there is for the code.

` + aboutFiles + `

--json prints what luwte-report send prints; nothing is acknowledged yet.`,
		Example: `  luwte-report seal --charters charters.ndjson --out sealed < report.txt
  luwte-report seal --charters charters.ndjson --board board --add --out sealed
  luwte-report upload --drop http://ADDRESS.onion sealed`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error { return runSeal(cmd, o) },
	}
	o.saved.add(cmd)
	o.report.addBureau(cmd)
	o.report.addReport(cmd)
	cmd.Flags().StringVar(&o.out, "out", "", "file for the sealed parcels, a new one (required)")
	cmd.Flags().BoolVar(&o.isAdd, "add", false, "seal an addition to a conversation; the first line of standard input is the code")
	cmd.Flags().StringVar(&o.added.nextFile, "next-code-file", "", "with --add: file with the next codes noted on earlier tries, one a line, the latest first")
	cmd.Flags().BoolVar(&o.added.unseen, "unseen", false, "with --add: seal although the code shows nothing")
	cmd.Flags().BoolVar(&o.report.json, "json", false, "print JSON")
	return cmd
}

func runSeal(cmd *cobra.Command, o *sealOptions) error {
	t := &o.report.target
	o.added.target, o.added.files = *t, o.report.files
	err := errors.Join(t.oneBureau(), t.checkLanguage())
	switch {
	case err != nil:
		return err
	case o.out == "":
		return cli.Hint(cli.Usage("--out is missing"), "name a new file for the sealed parcels")
	case !o.isAdd && (o.added.nextFile != "" || o.added.unseen):
		return cli.Hint(cli.Usage("--next-code-file and --unseen are for additions"), "give --add too, or leave them out")
	case o.isAdd && (o.report.topic != "" || o.report.answersFile != ""):
		return cli.Hint(cli.Usage("--topic and --answers-file are for reports"), "leave them out with --add")
	}
	if _, err := os.Lstat(o.out); err == nil { // before somebody types for nothing
		return remedyOut(fs.ErrExist)
	}
	public, err := o.saved.read(cmd)
	if err != nil {
		return err
	}
	letter, keep, err := o.letter(cmd, public)
	if err != nil {
		return remedy(err)
	}
	defer letter.Close()
	if err := reporter.WriteSealed(o.out, letter); err != nil {
		return remedyOut(err)
	}
	if err := t.printCode(cmd, letter, false); err != nil {
		return err
	}
	tell(cmd, "%s", keep)
	tell(cmd, "It has not been sent: upload the file, and destroy it afterwards.")
	return nil
}

func (o *sealOptions) letter(cmd *cobra.Command, public *reporter.Public) (l *reporter.Letter, keep string, err error) {
	if o.isAdd {
		turn, err := o.added.turn(cmd)
		if err != nil {
			return nil, "", err
		}
		sealed, err := o.added.seal(cmd, turn, public)
		if err != nil {
			return nil, "", err
		}
		return sealed.Letter, keepTurn, nil
	}
	draft, err := o.report.draft(cmd)
	if err != nil {
		return nil, "", err
	}
	letters, err := o.report.letters(cmd, public, draft)
	if err != nil {
		return nil, "", err
	}
	return letters[0], keepReport, nil
}

func remedyOut(err error) error {
	if errors.Is(err, fs.ErrExist) {
		return cli.Hint(errors.New("there is something under this name already, and nothing is overwritten"), "choose another name for --out")
	}
	return remedy(err)
}

func newOpenCommand() *cobra.Command {
	t, s := &target{}, &saved{}
	cmd := &cobra.Command{
		Use: "open --charters FILE --board FILE", Short: "Without a network: look for an answer on a saved board",
		Long: `Asks for the code, or takes it from the first line of standard input, and shows what the bureau has answered on a board that was saved
before. It needs no network. Whoever finds the board and the code can read the same: destroy the saved board when you have read it.

The exit status and what --json prints are those of luwte-report look.`,
		Example: `  luwte-report open --charters charters.ndjson --board board`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := errors.Join(t.oneBureau(), t.checkLanguage()); err != nil {
				return err
			}
			if len(s.boards) == 0 {
				return cli.Hint(cli.Usage("--board is missing"), "name the file in which the page or luwte-report save has put the board")
			}
			public, err := s.read(cmd)
			if err != nil {
				return err
			}
			c, _, err := readCode(cmd)
			if err != nil {
				return remedy(err)
			}
			return remedy(t.show(cmd, public, c))
		},
	}
	s.add(cmd)
	t.addBureau(cmd)
	cmd.Flags().BoolVar(&t.json, "json", false, "print JSON")
	return cmd
}

func newSaveCommand() *cobra.Command {
	t, out := &target{}, ""
	cmd := &cobra.Command{
		Use: "save --drop URL --out DIR", Short: "Save charters and boards, to work without a network",
		Long: `Downloads what the drop serves to everyone, verifies it, and writes it as it came into a new or empty directory: charters.ndjson, and for each
bureau board-INBOX. A saved board and a code together show what the bureau answered: destroy the board when you have read it.`,
		Example: `  luwte-report save --drop http://ADDRESS.onion --out saved`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return cli.Hint(cli.Usage("--out is missing"), "name a new directory: --out DIR")
			}
			return runSave(cmd, t, out)
		},
	}
	t.addDrop(cmd)
	cmd.Flags().StringVar(&out, "out", "", "directory for the files, new or empty (required)")
	return cmd
}

func runSave(cmd *cobra.Command, t *target, out string) error {
	return t.visit(cmd, func(_ context.Context, _ *reporter.Drop, public *reporter.Public) error {
		if err := os.MkdirAll(out, 0o700); err != nil {
			return err
		}
		if there, err := os.ReadDir(out); err != nil || len(there) > 0 {
			return cli.Hint(errors.Join(err, errors.New("the directory is not empty, and nothing is overwritten")), "name a new one with --out")
		}
		write := func(name string, data []byte) error {
			path := filepath.Join(out, name)
			if err := os.WriteFile(path, data, 0o600); err != nil {
				return err
			}
			_, err := fmt.Fprintln(cmd.OutOrStdout(), path)
			return err
		}
		if err := write("charters.ndjson", public.Charters); err != nil {
			return err
		}
		for _, b := range public.Bureaus {
			if b.BoardRaw == nil {
				continue
			}
			if err := write("board-"+b.Charter.Bureau.Inbox().String(), b.BoardRaw); err != nil {
				return err
			}
		}
		return nil
	})
}
