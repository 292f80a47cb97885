package archive

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"

	"luwte/crypto/canon"
	"luwte/crypto/label"
)

// ageIntro is how every age file begins.
const ageIntro = "age-encryption.org/v1\n"

// maxHeader is the longest header that is looked at, in bytes: nine hybrid stanzas take a fiftieth of it.
const maxHeader = 1 << 20

// Stanzas returns the types of a file's stanzas, which tell what opens it, or ErrNotBackup or ErrCut. They stand in the open.
func Stanzas(file io.Reader) (types []string, err error) {
	header, err := header(file)
	if err != nil {
		return nil, err
	}
	_, _ = age.DecryptHeader(header, looking(func(stanzas []*age.Stanza) {
		for _, s := range stanzas {
			types = append(types, s.Type)
		}
	}))
	if types == nil {
		return nil, ErrNotBackup
	}
	return types, nil
}

// header returns age's header, which is at the beginning of a file.
func header(file io.Reader) ([]byte, error) {
	in := bufio.NewReader(io.LimitReader(file, maxHeader))
	if begin, err := in.Peek(len(ageIntro)); err != nil && strings.HasPrefix(ageIntro, string(begin)) {
		return nil, fmt.Errorf("%w: hardly anything of it is there", ErrCut)
	}
	h, err := age.ExtractHeader(in)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%w: hardly anything of it is there", ErrCut)
	case err != nil:
		return nil, ErrNotBackup
	}
	return h, nil
}

// looking is an identity that opens nothing.
type looking func([]*age.Stanza)

func (l looking) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	l(stanzas)
	return nil, age.ErrIncorrectIdentity
}

// Reader reads a backup. The files have to be read in their order.
type Reader struct {
	Contents
	body io.Reader
	left int64 // bytes of the inside that were not read
	next int   // index of the file to be read
}

// Open opens a backup of size bytes with an identity. It returns ErrKey, ErrNotBackup, ErrCut or ErrAltered, or what a token gave.
func Open(file io.ReadSeeker, size int64, identity age.Identity) (*Reader, error) {
	header, err := header(file)
	if err != nil {
		return nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read the backup: %w", err)
	}
	body, err := age.Decrypt(file, identity)
	if noMatch := new(age.NoIdentityMatchError); errors.As(err, &noMatch) {
		return nil, ErrKey
	}
	if size < outside(len(header), least) {
		return nil, fmt.Errorf("%w: %d bytes are there, and none has fewer than %d", ErrCut, size, outside(len(header), least))
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotBackup, err)
	}
	r := &Reader{body: body}
	head, err := r.readContents()
	if err != nil {
		return nil, err
	}
	whole := inside(head, &r.Contents)
	r.left = whole - int64(4+head)
	switch want := outside(len(header), whole); {
	case size < want:
		return nil, fmt.Errorf("%w: %d of %d bytes are there", ErrCut, size, want)
	case size > want:
		return nil, fmt.Errorf("%w: it has %d bytes, and %d were written", ErrAltered, size, want)
	}
	return r, nil
}

// outside is the length of a file with so much inside.
func outside(header int, inside int64) int64 {
	return int64(header) + nonce + inside + tag*((inside+chunk-1)/chunk)
}

// readContents returns how long the JSON is.
func (r *Reader) readContents() (int, error) {
	var length [4]byte
	if _, err := io.ReadFull(r.body, length[:]); err != nil {
		return 0, ErrAltered
	}
	n := int(binary.BigEndian.Uint32(length[:]))
	if n > maxContents {
		return 0, ErrNotBackup
	}
	head := make([]byte, n)
	if _, err := io.ReadFull(r.body, head); err != nil {
		return 0, ErrAltered
	}
	if canon.Unmarshal(head, &r.Contents) != nil || r.Format != label.Backup || r.total() < 0 {
		return 0, ErrNotBackup
	}
	return n, nil
}

// total is the length of all files, or -1 if one is longer than there can be.
func (c *Contents) total() (n int64) {
	for _, f := range c.Files {
		if f.Size > 1<<50 {
			return -1
		}
		n += int64(f.Size)
	}
	return n
}

// Next reads the next file into w. It returns ErrAltered, or what writing gave.
func (r *Reader) Next(w io.Writer) error {
	f := r.Files[r.next]
	r.next++
	return r.copy(w, int64(f.Size))
}

// End reads to the end, which shows that the file is whole. It returns ErrAltered.
func (r *Reader) End() error {
	if err := r.copy(&onlyZeros{}, r.left); err != nil {
		return err
	}
	if n, err := r.body.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		return ErrAltered
	}
	return nil
}

func (r *Reader) copy(w io.Writer, n int64) error {
	out := &remembering{w: w}
	done, err := io.CopyN(out, r.body, n)
	r.left -= done
	switch {
	case out.err != nil:
		return out.err
	case err != nil:
		return ErrAltered
	}
	return nil
}

// remembering tells an error of writing from one of reading.
type remembering struct {
	w   io.Writer
	err error
}

func (r *remembering) Write(b []byte) (n int, err error) {
	n, r.err = r.w.Write(b)
	return n, r.err
}

type onlyZeros struct{}

func (onlyZeros) Write(b []byte) (int, error) {
	if len(bytes.TrimLeft(b, "\x00")) > 0 {
		return 0, ErrAltered
	}
	return len(b), nil
}
