package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/reporter"
)

// saved are files that were downloaded before, for work without a network.
type saved struct {
	charters, boards []string
	memory           memory
}

func (s *saved) add(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&s.charters, "charters", nil, "file bureaus.dat with the drop's charters and boards, as its page offers it or luwte-report save makes it (required)")
	cmd.Flags().StringArrayVar(&s.boards, "board", nil, "file of a board by itself; can be repeated")
	s.memory.add(cmd)
}

// read reads and verifies the files.
func (s *saved) read(cmd *cobra.Command) (*reporter.Public, error) {
	if len(s.charters) == 0 {
		return nil, cli.Hint(cli.Usage("--charters is missing"), "name the file bureaus.dat that the page offers, or that luwte-report save has made")
	}
	if err := s.memory.open(); err != nil {
		return nil, err
	}
	var files [][]byte
	for _, name := range slices.Concat(s.charters, s.boards) {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, cli.Hint(err, "--charters and --board name files that you can read")
		}
		files = append(files, data)
	}
	public, err := reporter.Local(files...)
	if err == nil {
		err = s.memory.opened.Take(public)
	}
	if errors.Is(err, reporter.ErrWentBack) {
		return nil, cli.Hint(err, "save charters and boards again; if it stays so, the drop may have been taken over: send nothing, and ask for a new card")
	}
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

With --add it is an addition to a conversation: the first line of standard input is your code, the rest the text.

What is more than 64 parcels, 16 MiB, goes to further files, FILE-2 and so on: upload all of them, in this order. A browser that loses its
connection begins one file again, not all.

` + aboutFiles + `

--json prints what luwte-report send prints; nothing is acknowledged yet.`,
		Example: `  luwte-report seal --charters bureaus.dat --out sealed < report.txt
  luwte-report seal --charters bureaus.dat --add --out sealed
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
	names, err := reporter.WriteSealed(o.out, letter)
	if err != nil {
		return remedyOut(err)
	}
	if err := t.giveCode(cmd, letter, keep, false); err != nil {
		return err
	}
	tell(cmd, "It has not been sent: upload %s, and destroy it afterwards.", strings.Join(names, " "))
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
		Use: "open --charters FILE", Short: "Without a network: look for an answer on a saved board",
		Long: `Asks for the code, or takes it from the first line of standard input, and shows what the bureau has answered on a board that was saved
before. It needs no network. Whoever finds the board and the code can read the same: destroy the saved board when you have read it.

The exit status and what --json prints are those of luwte-report look.`,
		Example: `  luwte-report open --charters bureaus.dat`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := errors.Join(t.oneBureau(), t.checkLanguage()); err != nil {
				return err
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
		Use: "save --drop URL --out FILE", Short: "Save charters and boards, to work without a network",
		Long: `Downloads what the drop serves to everyone, verifies it, and writes the charters and boards of all bureaus to a new file, the same that the
drop's page offers as bureaus.dat. A saved board and a code together show what the bureau answered: destroy the file when you have read it.`,
		Example: `  luwte-report save --drop http://ADDRESS.onion --out bureaus.dat`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return cli.Hint(cli.Usage("--out is missing"), "name a new file: --out bureaus.dat")
			}
			if _, err := os.Lstat(out); err == nil {
				return remedyOut(fs.ErrExist)
			}
			return t.visit(cmd, func(_ context.Context, _ *reporter.Drop, public *reporter.Public) error {
				return writeNew(out, public.All())
			})
		},
	}
	t.addDrop(cmd)
	cmd.Flags().StringVar(&out, "out", "", "file for charters and boards, a new one (required)")
	return cmd
}

// writeNew writes a file that only its owner can read, and never over another.
func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return remedyOut(err)
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}
