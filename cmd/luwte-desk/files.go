package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/evidence"
	"luwte/internal/desk/plain"
)

// filesWarning is printed with every file that is taken out.
const filesWarning = "Files from reporters are from strangers and may be hostile. Nothing here has opened them. " +
	"Do not open them on this machine, nor in a file manager that shows previews: take them to a machine that is kept for it."

// errDamaged is returned when files are not what the letters that name them say.
var errDamaged = errors.New("files are damaged")

type filesOptions struct {
	deskOptions
	desk.FilesOptions
	out      string
	mib      int
	json     bool
	clean    bool
	language string
}

func newFilesCommand() *cobra.Command {
	o := &filesOptions{}
	cmd := &cobra.Command{
		Use: "files --dir DIR CASE [--out DIR]", Short: "List the files of a case, make clean copies, take them out of the register",
		Long: `Without --out the files are listed, with what is known of them; nothing is written out.

With --out, writes the files of a case that have come whole into a new or empty directory, after checking size and SHA-256, and says which have not
come whole yet. Names are made safe: of a path only the last part is used, and the same names are numbered. The files themselves are as
the reporter sent them.

` + filesWarning + `

--clean says of each file what it is by its content, and makes clean copies, which are kept in the register with the case, beside the originals; with --out they are written
into the directory "clean" beside them: of pictures (JPEG, PNG, WebP,
the first frame of a GIF) as NAME.clean.jpg or .png, of text as NAME.clean.txt, of each page of a PDF as NAME.page-001.png. Pictures and PDF are opened in bubblewrap,
by a program that can reach no network and no file but that one; Debian's packages bubblewrap and poppler-utils are needed. All other files
(web pages, SVG, Office, archives, programs, …) are only saved, with a warning. The originals stay as they are.

A damaged file, whose bytes are not those that the letter names, is written with --damaged only, as NAME.damaged. Damaged files make the
exit status 1.

--json prints {"warning": text, "files": [{"letter": n, "name", "type", "size", "sha256", "parts": n, "here": n, "state":
"whole"|"missing"|"damaged"|"left out", "reason", "written": name or "", with --clean "content": {"type", "sha256", "copies": [name…],
"remarks": [{"code", "text"}…]}}…]}. "type" is what the reporter's program said, "content" what the bytes say. "left out" is what would go
beyond --limit. A letter whose record is damaged has one file, damaged, without a name.`,
		Example: `  luwte-desk files --dir bureau 4g3k2m1x --clean
  luwte-desk files --dir bureau 4g3k2m1x --out files-4g3k2m1x
  luwte-desk files --dir bureau 4g3k2m1x --out files-4g3k2m1x --clean`,
		Args: cli.ExactArgs("CASE"),
		RunE: func(cmd *cobra.Command, args []string) error { return runFiles(cmd, o, args[0]) },
	}
	o.add(cmd)
	cmd.Flags().StringVar(&o.out, "out", "", "directory for the files, new or empty")
	cmd.Flags().BoolVar(&o.Damaged, "damaged", false, "write damaged files too")
	cmd.Flags().IntVar(&o.mib, "limit", 1024, "MiB to write at most, in all; and as much again of clean copies")
	cmd.Flags().BoolVar(&o.clean, "clean", false, "say what each file is, and put clean copies beside the originals")
	cmd.Flags().StringVar(&o.language, "language", "en", "language of what --clean says: nl or en")
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

func runFiles(cmd *cobra.Command, o *filesOptions, id string) error {
	if o.language != "en" && o.language != "nl" {
		return cli.Hint(cli.Usage("there is no language %q", o.language), "--language nl or --language en")
	}
	o.Limit = int64(o.mib) << 20
	return o.with(cmd, func(d *desk.Desk) error {
		if o.out == "" {
			return listFiles(cmd, d, o, id)
		}
		files, err := d.Files(cmd.Context(), id, o.out, o.FilesOptions)
		if errors.Is(err, desk.ErrNotEmpty) {
			return cli.Hint(err, "name one that is new: --out DIR")
		}
		if err != nil {
			return err
		}
		contents := make([]*examined, len(files))
		if o.clean {
			if contents, err = cleanFiles(cmd.Context(), d, id, o, files); err != nil {
				return cli.Hint(err, "the originals are written; for clean copies name a new directory")
			}
		}
		return showFiles(cmd, o, id, files, contents)
	})
}

// listFiles shows the files of a case where they are, with --clean after looking into each.
func listFiles(cmd *cobra.Command, d *desk.Desk, o *filesOptions, id string) error {
	files, known, err := d.CaseFiles(id)
	if err != nil {
		return err
	}
	contents := make([]*examined, len(files))
	for i, f := range files {
		if o.clean && known[i] == nil && f.State == desk.FileWhole {
			known[i], err = d.Examine(cmd.Context(), id, i+1, evidence.Look)
			switch {
			case errors.Is(err, desk.ErrFileDamaged):
				files[i].State, files[i].Reason = desk.FileDamaged, err.Error()
			case err != nil:
				return err
			}
		}
		if known[i] != nil {
			contents[i] = newExamined(known[i], o.language)
		}
	}
	return showFiles(cmd, o, id, files, contents)
}

func showFiles(cmd *cobra.Command, o *filesOptions, id string, files []desk.TakenFile, contents []*examined) (err error) {
	if o.json {
		err = printJSON(cmd, newFilesJSON(files, contents))
	} else {
		printFiles(cmd.OutOrStdout(), id, files, contents, o.out != "")
	}
	return errors.Join(err, damaged(files))
}

func damaged(files []desk.TakenFile) error {
	for _, f := range files {
		if f.State == desk.FileDamaged {
			return cli.Hint(errDamaged, "ask the reporter to send them again; --damaged writes what there is of them")
		}
	}
	return nil
}

func printFiles(w io.Writer, id string, files []desk.TakenFile, contents []*examined, writing bool) {
	if len(files) == 0 {
		fmt.Fprintf(w, "No letter of case %s names a file.\n", id)
		return
	}
	written, warning := 0, filesWarning
	for i, f := range files {
		what := fmt.Sprintf("\"%s\", %d bytes", plain.Line(f.Name), f.Size)
		if f.SHA256 == "" {
			what = "files"
		}
		state := outcome(f)
		if !writing && f.State == desk.FileWhole {
			state = "whole, SHA-256 " + f.SHA256
		}
		fmt.Fprintf(w, "letter %d, %s: %s\n", f.Letter, what, state)
		if contents[i] != nil {
			contents[i].print(w)
			warning = cleanWarning
		}
		if f.Written != "" {
			written++
		}
	}
	if writing {
		fmt.Fprintf(w, "%s written of %d.\n", counted(written, "file"), len(files))
	}
	if written > 0 {
		fmt.Fprintf(w, "\nWARNING: %s\n", warning)
	}
}

func outcome(f desk.TakenFile) string {
	switch {
	case f.State == desk.FileMissing:
		return fmt.Sprintf("NOT WHOLE: %d of %d parts have come; not written", f.Here(), len(f.Parts))
	case f.State == desk.FileLeftOut:
		return "LEFT OUT: it goes beyond --limit; not written"
	case f.State == desk.FileDamaged && f.Written == "":
		return "DAMAGED: " + f.Reason + "; not written"
	case f.State == desk.FileDamaged:
		return fmt.Sprintf("DAMAGED: %s; written as \"%s\"", f.Reason, f.Written)
	}
	return fmt.Sprintf("whole, written as \"%s\"", f.Written)
}

type takenJSON struct {
	Letter  int    `json:"letter"`
	Name    string `json:"name"`
	Type    string `json:"type"`
	Size    uint64 `json:"size"`
	SHA256  string `json:"sha256"`
	Parts   int    `json:"parts"`
	Here    int    `json:"here"`
	State   string `json:"state"`
	Reason  string `json:"reason"`
	Written string `json:"written"`

	Content *examined `json:"content,omitempty"`
}

type filesJSON struct {
	Warning string      `json:"warning"`
	Files   []takenJSON `json:"files"`
}

func newFilesJSON(files []desk.TakenFile, contents []*examined) filesJSON {
	out := filesJSON{filesWarning, []takenJSON{}}
	for i, f := range files {
		if contents[i] != nil {
			out.Warning = cleanWarning
		}
		out.Files = append(out.Files, takenJSON{
			f.Letter, f.Name, f.Type, f.Size, f.SHA256, len(f.Parts), f.Here(), f.State, f.Reason, f.Written, contents[i],
		})
	}
	return out
}
