package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/dossier"
)

type dossierOptions struct {
	deskOptions
	desk.DossierOptions
	out, file, words, passages, sealFile string
	redact, files                        []string
	json                                 bool
}

func newDossierCommand() *cobra.Command {
	o := &dossierOptions{}
	cmd := &cobra.Command{
		Use: "dossier --dir DIR CASE --out DIR", Short: "Make a dossier of a case: a PDF, and a sealed archive",
		Long: `Writes into a new or empty directory dossier.pdf, with everything that is known of the case: letters, answers, what was done, files with size and SHA-256, who read it, and the hash of that log. And,
where it is said to whom it is sealed, dossier.tar.age: the PDF, the same as text, the reporter's files as they came, the clean copies that are kept of them (luwte-desk files CASE --clean), and SHA256SUMS, which sha256sum -c checks.

  --to age1pq1…          a recipient; only hybrid ones
  --passphrase-out FILE  a passphrase, the file's first line; or "-": asked for at the terminal
  --bureau CHARTER.json  another bureau, which opens it with: luwte-desk dossier open

--redact TEXT takes a passage out, wherever it stands: in letters, answers, notes, names. Capitals, accents and spaces do not matter. --redact 3:TEXT takes one out that has to be found in letter 3. --redactions FILE has
one passage on each line. In its place stands a bar that does not tell how long it was. A file that holds a passage as text is refused; in pictures, PDF, Office and archives it is NOT looked for: look yourself, or leave them out.

--files takes numbers as they stand in the dossier, "all" or "none". The archive has all of them, or, where something is taken out, none. The case itself is not changed.

--json prints {"pdf": path, "archive": path or "", "files": n, "copies": n, "passages": n, "places": n}.`,
		Example: `  luwte-desk dossier --dir bureau 4g3k2m1x --out dossier --notes --to age1pq1…
  luwte-desk dossier --dir bureau 4g3k2m1x --out dossier --redact "Jan de Vries" --redact "3:onze garage" --files 2 --bureau om.json
  luwte-desk dossier open --dir bureau dossier.tar.age --out dossier.tar`,
		Args: cli.ExactArgs("CASE"),
		RunE: func(cmd *cobra.Command, args []string) error { return runDossier(cmd, o, args[0]) },
	}
	o.add(cmd)
	f := cmd.Flags()
	f.StringVar(&o.out, "out", "", "directory for it, new or empty (required)")
	f.StringVar(&o.Language, "language", "nl", "of the dossier: nl or en")
	f.BoolVar(&o.Notes, "notes", false, "with the officers' notes")
	f.StringArrayVar(&o.redact, "redact", nil, "a passage to take out; NUMBER:TEXT: one that stands in that letter")
	f.StringVar(&o.passages, "redactions", "", "file with a passage on each line")
	f.StringSliceVar(&o.files, "files", nil, "numbers of files for the archive, all or none")
	f.StringVar(&o.To, "to", "", "seal it to a recipient")
	f.StringVar(&o.sealFile, "passphrase-out", "", "seal it under a passphrase")
	f.StringVar(&o.file, "bureau", "", "seal it to another bureau: its charter")
	f.StringVar(&o.words, "words", "", "words of that bureau's card, at least the first 8; only the first time")
	f.BoolVar(&o.json, "json", false, "print JSON")
	cmd.AddCommand(newDossierOpenCommand())
	return cmd
}

func runDossier(cmd *cobra.Command, o *dossierOptions, id string) (err error) {
	if o.out == "" {
		return cli.Hint(cli.Usage("--out is missing"), "name a directory for the dossier: --out DIR")
	}
	if o.Language != "en" && o.Language != "nl" {
		return cli.Hint(cli.Usage("there is no language %q", o.Language), "--language nl or --language en")
	}
	if err := o.read(); err != nil {
		return err
	}
	if o.Passphrase, err = sealWith(cmd, o.sealFile); err != nil {
		return err
	}
	return o.with(cmd, func(d *desk.Desk) error {
		if o.file != "" {
			if o.Peer, err = acceptCharter(cmd, d, o.file, o.words); err != nil {
				return err
			}
		}
		o.AllFiles = o.AllFiles || len(o.files) == 0 && len(o.Passages) == 0 && (o.To != "" || o.Passphrase != "" || o.Peer != nil)
		m, err := d.Dossier(cmd.Context(), id, o.out, o.DossierOptions)
		if errors.Is(err, desk.ErrNotEmpty) {
			return cli.Hint(err, "name one that is new: --out DIR")
		}
		if err != nil {
			return err
		}
		return o.print(cmd, m)
	})
}

// read reads passages and numbers of files from flags.
func (o *dossierOptions) read() error {
	for _, text := range o.redact {
		p := dossier.Passage{Text: text}
		if number, rest, ok := strings.Cut(text, ":"); ok {
			if n, err := strconv.Atoi(number); err == nil && n > 0 {
				p = dossier.Passage{Text: rest, Letter: n}
			}
		}
		o.Passages = append(o.Passages, p)
	}
	if o.passages != "" {
		b, err := os.ReadFile(o.passages)
		if err != nil {
			return fmt.Errorf("read the passages: %w", err)
		}
		for line := range strings.Lines(strings.TrimPrefix(string(b), "\ufeff")) {
			if line = strings.TrimSpace(line); line != "" {
				o.Passages = append(o.Passages, dossier.Passage{Text: line})
			}
		}
	}
	for _, f := range o.files {
		n, err := strconv.Atoi(f)
		switch {
		case f == "all":
			o.AllFiles = true
		case f == "none":
		case err != nil || n < 1:
			return cli.Hint(cli.Usage("%q is no number of a file", f), "for example --files 1,3, --files all or --files none")
		default:
			o.Files = append(o.Files, n)
		}
	}
	return nil
}

// sealWith returns a passphrase for the archive: from a file, or asked for.
func sealWith(cmd *cobra.Command, file string) (string, error) {
	var passphrase string
	var err error
	switch file {
	case "":
		return "", nil
	case "-":
		passphrase, err = cli.NewPassphrase(cmd, "A passphrase for the archive, of at least six words: ")
	default:
		passphrase, err = (&deskOptions{asFile: file}).handlerPassphrase(cmd, "")
	}
	if err != nil {
		return "", err
	}
	return passphrase, cli.CheckPassphrase(passphrase)
}

func (o *dossierOptions) print(cmd *cobra.Command, m *desk.DossierMade) error {
	archive := m.Archive
	if archive != "" {
		archive = filepath.Join(o.out, archive)
	}
	if o.json {
		return printJSON(cmd, map[string]any{"pdf": filepath.Join(o.out, m.PDF), "archive": archive, "files": m.Files, "copies": m.Copies, "passages": m.Passages, "places": m.Places})
	}
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "The dossier is %s.\n", filepath.Join(o.out, m.PDF))
	if m.Passages > 0 {
		fmt.Fprintf(w, "Taken out: %s, in %s. Read it before you hand it over: what says the same in other words is still there.\n", counted(m.Passages, "passage"), counted(m.Places, "place"))
	}
	if archive == "" {
		fmt.Fprintln(w, "There is no sealed archive: say to whom with --to, --passphrase-out or --bureau.")
		return nil
	}
	fmt.Fprintf(w, "The sealed archive is %s, with %s and %s. The PDF beside it is not sealed.\n", archive, counted(m.Files, "file"), strings.Replace(counted(m.Copies, "clean copy"), "copys", "copies", 1))
	return nil
}

func newDossierOpenCommand() *cobra.Command {
	o, out := &deskOptions{}, ""
	cmd := &cobra.Command{
		Use: "open --dir DIR FILE --out FILE.tar", Short: "Open a dossier that another bureau sealed to this one",
		Long:    "Writes what is in the archive into a new tar file. Files from reporters are in it: do not open them on this machine.",
		Example: `  luwte-desk dossier open --dir bureau dossier.tar.age --out dossier.tar`,
		Args:    cli.ExactArgs("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return cli.Hint(cli.Usage("--out is missing"), "name a file: --out dossier.tar")
			}
			return o.with(cmd, func(d *desk.Desk) error {
				if err := d.OpenDossier(args[0], out); err != nil {
					return err
				}
				_, err := fmt.Fprintf(cmd.OutOrStdout(), "It is in %s. Unpacked, its hashes are checked with: sha256sum -c SHA256SUMS\n\nWARNING: %s\n", out, filesWarning)
				return err
			})
		},
	}
	o.add(cmd)
	cmd.Flags().StringVar(&out, "out", "", "the file to write (required)")
	return cmd
}
