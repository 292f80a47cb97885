package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"luwte/internal/desk/cases"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/register"
	"luwte/internal/desk/safename"
)

// ErrNotEmpty is returned when files are to be written into a directory that holds something.
var ErrNotEmpty = errors.New("the directory for the files is not empty")

// States of a file that was to be taken out.
const (
	FileWhole   = "whole"    // all its bytes are there, and are those that the reporter sealed
	FileMissing = "missing"  // pieces of it have not come
	FileDamaged = "damaged"  // all pieces have come, and they are not the file that the letter names
	FileLeftOut = "left out" // it would go beyond FilesOptions.Limit
)

// FilesOptions says what is written.
type FilesOptions struct {
	Damaged bool  // damaged files too, with the suffix ".damaged"
	Limit   int64 // bytes in all: a letter can name one piece thousands of times
}

// unknownFiles is the Reason where a letter cannot be read.
const unknownFiles = "the record of this letter is damaged: which files it names is not known"

// TakenFile is a file of a case and what became of it. Its Name and Type are the reporter's. A letter whose record is damaged has one that is
// damaged and has no name.
type TakenFile struct {
	cases.File
	Letter  int // number of the letter that names it
	State   string
	Written string // name under which it was written, or empty
	Reason  string // why it is damaged
}

// Here counts the pieces that have come.
func (f *TakenFile) Here() (n int) {
	for _, p := range f.Parts {
		if p.Have {
			n++
		}
	}
	return n
}

// Files writes the whole files of a case into a directory, which it makes, and returns all files in the order of the letters that name
// them. Names are made safe and are never paths. Nothing is overwritten, opened or run, and no more than a piece is held in memory. A file has
// its name once its bytes are on disk and right. It returns cases.ErrNoCase, ErrNotEmpty, or the context's error.
func (d *Desk) Files(ctx context.Context, id, dir string, o FilesOptions) ([]TakenFile, error) {
	files, err := d.filesOf(id)
	if err != nil || len(files) == 0 {
		return nil, err
	}
	root, err := emptyDir(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	// Before the first byte: nobody takes out a file without a line in the log.
	err = d.reg.Update(func(tx *register.Tx) error {
		return d.logEvent(tx, d.event("files", id, map[string]any{"files": len(files), "damaged": o.Damaged}))
	})
	if err != nil {
		return nil, err
	}
	err = d.reg.View(func(tx *register.Tx) error {
		t := &takingOut{ctx: ctx, d: d, id: id, tx: tx, root: root, o: o}
		for i := range files {
			if err := t.take(&files[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return files, errors.Join(err, durable.SyncDir(dir))
}

// filesOf returns the files of a case, which is shown in as many parts as it takes.
func (d *Desk) filesOf(id string) (all []TakenFile, err error) {
	for from, more := 0, true; more; {
		v, err := d.show(id, from)
		if err != nil {
			return nil, err
		}
		all = append(all, filesOf(v)...)
		from, more = v.Next, v.Next != 0
	}
	return all, nil
}

// filesOf returns what the letters of a case name, filed letters too: what they bring may be evidence.
func filesOf(v *cases.View) (all []TakenFile) {
	letters := slices.Clone(v.Filed)
	for _, b := range v.Tree {
		letters = append(letters, b.Letters...)
	}
	for _, l := range letters {
		for _, f := range l.Files {
			all = append(all, TakenFile{File: f, Letter: l.No})
		}
		if l.Damaged {
			all = append(all, TakenFile{Letter: l.No, State: FileDamaged, Reason: unknownFiles})
		}
	}
	slices.SortStableFunc(all, func(a, b TakenFile) int { return cmp.Compare(a.Letter, b.Letter) })
	return all
}

// emptyDir makes a directory for the user alone, or takes one that is empty. What is opened in the root cannot be outside of it.
func emptyDir(dir string) (*os.Root, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make directory: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("look into directory: %w", err)
	}
	if len(entries) > 0 {
		return nil, ErrNotEmpty
	}
	return os.OpenRoot(dir)
}

// takingOut is one call of Files.
type takingOut struct {
	ctx   context.Context
	d     *Desk
	id    string
	tx    *register.Tx
	root  *os.Root
	o     FilesOptions
	names safename.Names
	total int64 // bytes written
}

// unfinished is a name that no file of a case gets: safename gives none with a dot in front.
const unfinished = ".unfinished"

func (t *takingOut) take(f *TakenFile) error {
	switch {
	case f.State != "":
		return nil
	case !f.Whole():
		f.State = FileMissing
		return nil
	case f.Size > uint64(max(0, t.o.Limit-t.total)):
		f.State = FileLeftOut
		return nil
	}
	n, err := t.write(f)
	t.total += n
	if err == nil && (f.State == FileWhole || t.o.Damaged) {
		return t.name(f)
	}
	if removed := t.root.Remove(unfinished); !errors.Is(removed, fs.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}

// name gives the unfinished file its name.
func (t *takingOut) name(f *TakenFile) error {
	suffix := ""
	if f.State == FileDamaged {
		suffix = ".damaged"
	}
	name := t.names.Of(f.Name, suffix)
	if _, err := t.root.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(ErrNotEmpty, err) // somebody else writes there too
	}
	if err := t.root.Rename(unfinished, name); err != nil {
		return err
	}
	f.Written = name
	return nil
}

// write joins the pieces of a file, syncs it and says in its State whether it is the one that the letter names.
func (t *takingOut) write(f *TakenFile) (n int64, err error) {
	out, err := t.root.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	sum := sha256.New()
	n, f.Reason, err = t.join(io.MultiWriter(out, sum), f)
	if err != nil {
		return n, err
	}
	if f.Reason == "" && hex.EncodeToString(sum.Sum(nil)) != f.SHA256 {
		f.Reason = "its SHA-256 is not the one that the letter names"
	}
	f.State = FileWhole
	if f.Reason != "" {
		f.State = FileDamaged
	}
	return n, out.Sync()
}

// join writes the pieces in order, never more bytes than the letter names. It returns in words what is wrong with them.
func (t *takingOut) join(w io.Writer, f *TakenFile) (n int64, wrong string, err error) {
	for i, p := range f.Parts {
		if err := t.ctx.Err(); err != nil {
			return n, "", fmt.Errorf("interrupted: %w", err)
		}
		body, err := t.d.body(t.tx, t.id, p.Parcel)
		if err != nil {
			return n, fmt.Sprintf("piece %d of it cannot be read from the register", i+1), nil
		}
		if left := int64(f.Size) - n; int64(len(body)) > left {
			body, wrong = body[:left], "it is longer than the letter says"
		}
		written, err := w.Write(body)
		n += int64(written)
		if err != nil || wrong != "" {
			return n, wrong, err
		}
	}
	if n < int64(f.Size) {
		wrong = "it is shorter than the letter says"
	}
	return n, wrong, nil
}
