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
}

type remark struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

func (e *examined) add(language string, remarks ...evidence.Remark) {
	for _, r := range remarks {
		e.Remarks = append(e.Remarks, remark{r.Code, r.In(language)})
	}
}

// cleaning puts clean copies beside the originals: into a directory of their own, where no name is a reporter's, so that no hostile file can
// pass for a clean copy.
type cleaning struct {
	evidence.Cleaner
	dir      string   // of the clean copies, in that of the originals
	from, to *os.Root // originals, clean copies
	language string
	left     int64 // bytes of clean copies that may be written yet
	names    safename.Names
}

// cleanFiles returns what each file is that was written and is whole, and makes clean copies; nil for other files.
func cleanFiles(ctx context.Context, o *filesOptions, files []desk.TakenFile) ([]*examined, error) {
	all := make([]*examined, len(files))
	root, err := os.OpenRoot(o.out)
	if errors.Is(err, os.ErrNotExist) {
		return all, nil // no letter names a file
	}
	if err != nil {
		return nil, err
	}
	defer root.Close()
	c := &cleaning{from: root, language: o.language, left: o.Limit}
	if err := c.makeDir(files); err != nil {
		return nil, fmt.Errorf("make directory for clean copies: %w", err)
	}
	defer c.to.Close()
	for i, f := range files {
		if f.State != desk.FileWhole || f.Written == "" {
			continue
		}
		if all[i], err = c.file(ctx, f.Written); err != nil {
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

func (c *cleaning) file(ctx context.Context, name string) (*examined, error) {
	original, err := c.from.Open(name)
	if err != nil {
		return nil, err
	}
	defer original.Close()
	found, err := evidence.Examine(name, original)
	if err != nil {
		return nil, err
	}
	e := &examined{Type: found.Type, SHA256: found.SHA256, Copies: []string{}, Remarks: []remark{}, class: found.Class.In(c.language)}
	e.add(c.language, found.Remarks...)
	remarks, err := c.Clean(ctx, found, original, func(made evidence.Copy) error {
		copied, err := c.write(name, made)
		if err == nil {
			e.Copies = append(e.Copies, copied)
		}
		return err
	})
	e.add(c.language, remarks...)
	if errors.Is(err, errLimit) {
		e.add(c.language, evidence.Remark{Code: evidence.BeyondLimit})
		return e, nil
	}
	return e, err
}

// write gives a clean copy its name when it is whole on disk, and overwrites nothing.
func (c *cleaning) write(name string, made evidence.Copy) (string, error) {
	if c.left -= int64(len(made.Data)); c.left < 0 {
		return "", errLimit
	}
	const unfinished = ".unfinished"
	f, err := c.to.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = f.Write(made.Data)
	copied := c.names.Of(name, made.Suffix)
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
	default:
		fmt.Fprintln(w, "  no clean copy")
	}
	for _, r := range e.Remarks {
		fmt.Fprintf(w, "  ! %s\n", strings.TrimSpace(plain.Line(r.Text)))
	}
}
