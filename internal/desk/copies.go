package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/content"
	"luwte/internal/desk/register"
	"luwte/internal/desk/vault"
)

var (
	// ErrNoFile is returned when a case has no file of a number, or no clean copy of one.
	ErrNoFile = errors.New("this case has no such file")
	// ErrNotWhole is returned when pieces of a file have not come.
	ErrNotWhole = errors.New("pieces of this file have not come yet")
	// ErrFileDamaged is returned when a file is not the one that its letter names.
	ErrFileDamaged = errors.New("this file is damaged")
)

// copiesLimit is how many bytes of clean copies of one file are kept; a page of a PDF takes some 100 kB to 2 MB.
const copiesLimit = 128 << 20

// Evidence is what a reporter's file is by its content, and its clean copies. It stands in the case's file; the copies lie in the register like the file's own pieces, under the
// case's key, and go where they go.
type Evidence struct {
	No int // of the file in the case, from 1
	content.Content
	Copies []CleanCopy
	Day    day.Day
	By     string
}

// CleanCopy is one that is kept: of a file, or of a page of it.
type CleanCopy struct {
	Suffix, Type string
	Size         int
	SHA256       string
	Pieces       []cases.Mark // under which its pieces lie: random, of the form of a reporter's pieces
}

// CaseFiles returns the files of a case in the order of the letters that name them, and what is known of their content, by the same order; nil where they were not looked into. That
// it was read is in the log.
func (d *Desk) CaseFiles(id string) ([]TakenFile, []*Evidence, error) {
	if d.identity == nil {
		return nil, nil, ErrWho
	}
	err := d.reg.Update(func(tx *register.Tx) error {
		if err := d.may(tx, id); err != nil {
			return err
		}
		return d.logEvent(tx, d.event("files-list", id, nil))
	})
	if err != nil {
		return nil, nil, err
	}
	files, err := d.filesOf(id)
	if err != nil {
		return nil, nil, err
	}
	f, err := d.CaseFile(id)
	known := make([]*Evidence, len(files))
	for i := range files {
		if files[i].State == "" {
			files[i].State = FileWhole
			if !files[i].Whole() {
				files[i].State = FileMissing
			}
		}
		known[i] = f.evidence(i+1, files[i].SHA256)
	}
	return files, known, err
}

// evidence returns what is known of a file, or nil.
func (f *File) evidence(no int, sum string) *Evidence {
	for i := range f.Evidence {
		if e := &f.Evidence[i]; e.No == no && e.SHA256 == sum {
			return e
		}
	}
	return nil
}

// wholeFile returns a file of a case by its number.
func (d *Desk) wholeFile(id string, no int) (TakenFile, error) {
	files, err := d.filesOf(id)
	switch {
	case err != nil:
		return TakenFile{}, err
	case no < 1 || no > len(files):
		return TakenFile{}, fmt.Errorf("%w: %d", ErrNoFile, no)
	case files[no-1].State == FileDamaged:
		return TakenFile{}, fmt.Errorf("%w: %s", ErrFileDamaged, files[no-1].Reason)
	case !files[no-1].Whole():
		return TakenFile{}, ErrNotWhole
	}
	return files[no-1], nil
}

// Examine says what a file of a case is by its content, makes clean copies of it where that can be done, and keeps both with the case; the original stays as it is. What was kept before is
// returned as it is. The register opens no file: look does. It returns ErrNoFile, ErrNotWhole, ErrFileDamaged, the context's error, or what ChangeFile does.
func (d *Desk) Examine(ctx context.Context, id string, no int, look content.Examiner) (*Evidence, error) {
	if err := d.need(Keeper, Officer, Reader); err != nil {
		return nil, err
	}
	f, err := d.wholeFile(id, no)
	if err != nil {
		return nil, err
	}
	kept, err := d.CaseFile(id)
	if err != nil {
		return nil, err
	}
	if e := kept.evidence(no, f.SHA256); e != nil {
		return e, nil
	}
	e, err := d.examine(ctx, id, no, &f, look)
	if err != nil {
		return nil, errors.Join(err, d.dropCopies(id, e))
	}
	defer d.forgetIndexed(id)
	return e, d.reg.Update(func(tx *register.Tx) error {
		err := d.putChanged(tx, id, func(f *File) error {
			f.Evidence = append(f.Evidence, *e)
			return nil
		})
		return errors.Join(err, d.logEvent(tx, d.event("file-examine", id, map[string]any{"file_number": no, "copies": len(e.Copies)})))
	})
}

func (d *Desk) examine(ctx context.Context, id string, no int, f *TakenFile, look content.Examiner) (e *Evidence, err error) {
	e = &Evidence{No: no, Day: d.today(), By: d.actor}
	right := func(c content.Content) error {
		if c.SHA256 != f.SHA256 || uint64(c.Size) != f.Size {
			return fmt.Errorf("%w: its SHA-256 is not the one that the letter names", ErrFileDamaged)
		}
		return nil
	}
	left := copiesLimit
	e.Content, err = look(ctx, f.Name, d.original(id, f), right, func(made content.Copy) error {
		if left -= len(made.Data); left < 0 {
			return content.ErrRoom
		}
		kept, err := d.keepCopy(id, made)
		e.Copies = append(e.Copies, kept)
		return err
	})
	return e, err
}

// keepCopy puts a clean copy into the register: in pieces of the same length as the reporters', so that they cannot be told from those.
func (d *Desk) keepCopy(id string, made content.Copy) (CleanCopy, error) {
	sum := sha256.Sum256(made.Data)
	kept := CleanCopy{Suffix: made.Suffix, Type: made.Type, Size: len(made.Data), SHA256: hex.EncodeToString(sum[:])}
	err := d.reg.Update(func(tx *register.Tx) error {
		k, err := d.key(tx, id)
		if err != nil {
			return err
		}
		for rest := made.Data; len(rest) > 0; {
			var random [sha256.Size]byte
			rand.Read(random[:])
			mark, size := cases.Mark(hex.EncodeToString(random[:])), min(len(rest), message.MaxBody)
			if err := putCopy(tx, k, id, mark, rest[:size]); err != nil {
				return err
			}
			kept.Pieces, rest = append(kept.Pieces, mark), rest[size:]
		}
		return nil
	})
	return kept, err
}

// dropCopies takes away what was kept of a file that could not be looked into to its end. After a crash its pieces stay until the case goes.
func (d *Desk) dropCopies(id string, e *Evidence) error {
	if len(e.Copies) == 0 {
		return nil
	}
	return d.reg.Update(func(tx *register.Tx) error {
		for _, c := range e.Copies {
			for _, mark := range c.Pieces {
				if err := errors.Join(tx.Delete(bodyBucket, string(mark)), tx.Delete(bodyKeyBucket, bodyPlace(id, mark))); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func putCopy(tx *register.Tx, of *vault.Key, id string, mark cases.Mark, data []byte) error {
	if err := putBody(tx, mark, data); err != nil {
		return err
	}
	record, _, err := tx.Get(bodyKeyBucket, string(mark))
	if err != nil {
		return err
	}
	k, err := vault.LoosenedKey(record)
	if err != nil {
		return err
	}
	place := bodyPlace(id, mark)
	return errors.Join(tx.Put(bodyKeyBucket, place, of.SealKey(place, k)), tx.Delete(bodyKeyBucket, string(mark)))
}

// LookAt returns a clean copy that is kept, by its number from 1. That it was looked at is in the log. It returns ErrNoFile, cases.ErrNoCase or ErrWho.
func (d *Desk) LookAt(id string, no, n int) (c CleanCopy, data []byte, err error) {
	e, err := d.looked(id, no, map[string]any{"file_number": no, "copy": n})
	if err != nil {
		return c, nil, err
	}
	if n < 1 || n > len(e.Copies) {
		return c, nil, fmt.Errorf("%w: clean copy %d of file %d", ErrNoFile, n, no)
	}
	data, err = d.cleanCopy(id, e, n)
	return e.Copies[n-1], data, err
}

// CleanCopies hands over all clean copies of a file that are kept. It returns what LookAt does, or take's error.
func (d *Desk) CleanCopies(id string, no int, take func(CleanCopy, []byte) error) error {
	e, err := d.looked(id, no, map[string]any{"file_number": no})
	if err != nil {
		return err
	}
	for n := range e.Copies {
		data, err := d.cleanCopy(id, e, n+1)
		if err != nil {
			return err
		}
		if err := take(e.Copies[n], data); err != nil {
			return err
		}
	}
	return nil
}

// looked returns what is kept of a file, and notes that somebody looks at it.
func (d *Desk) looked(id string, no int, detail map[string]any) (*Evidence, error) {
	f, err := d.CaseFile(id)
	if err != nil {
		return nil, err
	}
	for i := range f.Evidence {
		if e := &f.Evidence[i]; e.No == no {
			return e, d.reg.Update(func(tx *register.Tx) error { return d.logEvent(tx, d.event("file-look", id, detail)) })
		}
	}
	return nil, fmt.Errorf("%w: no clean copies of file %d", ErrNoFile, no)
}

func (d *Desk) cleanCopy(id string, e *Evidence, n int) (data []byte, err error) {
	c := e.Copies[n-1]
	err = d.reg.View(func(tx *register.Tx) error {
		for _, mark := range c.Pieces {
			body, err := d.body(tx, id, mark)
			if err != nil {
				return err
			}
			data = append(data, body...)
		}
		return nil
	})
	if sum := sha256.Sum256(data); err == nil && hex.EncodeToString(sum[:]) != c.SHA256 {
		err = fmt.Errorf("clean copy %d of file %d: %w", n, e.No, register.ErrDamaged)
	}
	return data, err
}

// SaveOriginal hands over a file as the reporter sent it, after its bytes were checked, to be saved on purpose: it may be hostile. Before the first byte is handed over, that it was is in the
// log. It returns what Examine does.
func (d *Desk) SaveOriginal(ctx context.Context, id string, no int, begin func(TakenFile) (io.Writer, error)) error {
	if err := d.need(Keeper, Officer, Reader); err != nil {
		return err
	}
	f, err := d.wholeFile(id, no)
	if err != nil {
		return err
	}
	sum := sha256.New()
	n, err := io.Copy(sum, d.original(id, &f))
	if err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != f.SHA256 || uint64(n) != f.Size {
		return fmt.Errorf("%w: its SHA-256 is not the one that the letter names", ErrFileDamaged)
	}
	err = d.reg.Update(func(tx *register.Tx) error {
		return d.logEvent(tx, d.event("file-save", id, map[string]any{"file_number": no}))
	})
	if err != nil {
		return err
	}
	to, err := begin(f)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, readUntil{ctx, d.original(id, &f)})
	return err
}

// readUntil reads until the context ends.
type readUntil struct {
	ctx context.Context
	io.Reader
}

func (r readUntil) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, fmt.Errorf("interrupted: %w", err)
	}
	return r.Reader.Read(p)
}

// original reads a file of a case piece by piece; no more than one is held in memory.
func (d *Desk) original(id string, f *TakenFile) *pieces {
	return &pieces{d: d, id: id, parts: f.Parts}
}

type pieces struct {
	d     *Desk
	id    string
	parts []cases.Part
	next  int
	rest  []byte
}

func (p *pieces) Read(to []byte) (int, error) {
	for len(p.rest) == 0 {
		if p.next == len(p.parts) {
			return 0, io.EOF
		}
		err := p.d.reg.View(func(tx *register.Tx) (err error) {
			p.rest, err = p.d.body(tx, p.id, p.parts[p.next].Parcel)
			return err
		})
		if err != nil {
			return 0, err
		}
		p.next++
	}
	n := copy(to, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

// Seek goes back to the beginning, which is all that evidence asks for.
func (p *pieces) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 || whence != io.SeekStart {
		return 0, fmt.Errorf("seek in a file of a case: %w", errors.ErrUnsupported)
	}
	p.next, p.rest = 0, nil
	return 0, nil
}
