package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"luwte/internal/desk"
	"luwte/internal/desk/evidence"
	"luwte/internal/desk/plain"
	"luwte/internal/desk/safename"
)

const cleanWarning = "Files from reporters are from strangers and may be hostile. Look only at what is in the directory of the clean copies, which were made apart from this machine's " +
	"files and network. Do not open the originals on this machine, nor in a file manager that shows previews: they are evidence, to be kept as they are."

// examined is what a file is, and its clean copies.
type examined struct {
	Type    string   `json:"type"`
	SHA256  string   `json:"sha256"`
	Copies  []string `json:"copies"`
	Remarks []remark `json:"remarks"`
	class   string
	kept    int // clean copies in the register
}

type remark struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

func newExamined(e *desk.Evidence, language string) *examined {
	x := &examined{Type: e.Type, SHA256: e.SHA256, Copies: []string{}, Remarks: []remark{}, class: evidence.Class(e.Class).In(language), kept: len(e.Copies)}
	for _, r := range e.Remarks {
		x.Remarks = append(x.Remarks, remark{r.Code, r.In(language)})
	}
	return x
}

// cleaning puts clean copies beside the originals: into a directory of their own, where no name is a reporter's, so that no hostile file can
// pass for a clean copy.
type cleaning struct {
	d        *desk.Desk
	id       string
	dir      string   // of the clean copies, in that of the originals
	from, to *os.Root // originals, clean copies
	language string
	left     int64 // bytes of clean copies that may be written yet
	names    safename.Names
}

// cleanFiles returns what each file is that was written and is whole, keeps clean copies with the case, and writes them out; nil for other files.
func cleanFiles(ctx context.Context, d *desk.Desk, id string, o *filesOptions, files []desk.TakenFile) ([]*examined, error) {
	all := make([]*examined, len(files))
	root, err := os.OpenRoot(o.out)
	if errors.Is(err, os.ErrNotExist) {
		return all, nil // no letter names a file
	}
	if err != nil {
		return nil, err
	}
	defer root.Close()
	c := &cleaning{d: d, id: id, from: root, language: o.language, left: o.Limit}
	if err := c.makeDir(files); err != nil {
		return nil, fmt.Errorf("make directory for clean copies: %w", err)
	}
	defer c.to.Close()
	for i, f := range files {
		if f.State != desk.FileWhole || f.Written == "" {
			continue
		}
		if all[i], err = c.file(ctx, i+1, f.Written); err != nil {
			return nil, fmt.Errorf("make a clean copy of %s: %w", f.Written, err)
		}
	}
	return all, nil
}

// makeDir makes the directory "clean", or "clean (2)" if a reporter's file has that name.
func (c *cleaning) makeDir(files []desk.TakenFile) (err error) {
	var names safename.Names
	for _, f := range files {
		names.Take(f.Written)
	}
	c.dir = names.Of("clean", "")
	if err := c.from.Mkdir(c.dir, 0o700); err != nil {
		return err
	}
	c.to, err = c.from.OpenRoot(c.dir)
	return err
}

// errLimit stops clean copies that would go beyond --limit.
var errLimit = errors.New("beyond --limit")

func (c *cleaning) file(ctx context.Context, no int, name string) (*examined, error) {
	e, err := c.d.Examine(ctx, c.id, no, evidence.Look)
	if err != nil {
		return nil, err
	}
	x := newExamined(e, c.language)
	err = c.d.CleanCopies(c.id, no, func(made desk.CleanCopy, data []byte) error {
		copied, err := c.write(name, made.Suffix, data)
		if err == nil {
			x.Copies = append(x.Copies, copied)
		}
		return err
	})
	if errors.Is(err, errLimit) {
		r := evidence.Remark{Code: evidence.BeyondLimit}
		x.Remarks = append(x.Remarks, remark{r.Code, r.In(c.language)})
		return x, nil
	}
	return x, err
}

// write gives a clean copy its name when it is whole on disk, and overwrites nothing.
func (c *cleaning) write(name, suffix string, data []byte) (string, error) {
	if c.left -= int64(len(data)); c.left < 0 {
		return "", errLimit
	}
	const unfinished = ".unfinished"
	f, err := c.to.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	copied := c.names.Of(name, suffix)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		if _, there := c.to.Lstat(copied); there == nil {
			err = desk.ErrNotEmpty // somebody else writes there too
		} else {
			err = c.to.Rename(unfinished, copied)
		}
	}
	if err != nil {
		return "", errors.Join(err, c.to.Remove(unfinished))
	}
	return c.dir + "/" + copied, nil
}

// print shows people what a file is, under its line.
func (e *examined) print(w io.Writer) {
	fmt.Fprintf(w, "  %s; %s; SHA-256 %s\n", plain.Line(e.Type), e.class, e.SHA256)
	switch n := len(e.Copies); {
	case n == 1:
		fmt.Fprintf(w, "  clean copy: \"%s\"\n", e.Copies[0])
	case n > 1:
		fmt.Fprintf(w, "  clean copies: \"%s\" to \"%s\", %d pages\n", e.Copies[0], e.Copies[n-1], n)
	case e.kept > 0:
		fmt.Fprintf(w, "  %s kept with the case\n", copies(e.kept))
	default:
		fmt.Fprintln(w, "  no clean copy")
	}
	for _, r := range e.Remarks {
		fmt.Fprintf(w, "  ! %s\n", strings.TrimSpace(plain.Line(r.Text)))
	}
}

func copies(n int) string {
	if n == 1 {
		return "1 clean copy is"
	}
	return fmt.Sprintf("%d clean copies are", n)
}
