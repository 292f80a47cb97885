// Package archive is the form of a backup: one age file, in which a desk's files follow one another. Outside nothing is readable but age's own header, and the
// length tells only of which size it roughly is.
//
// It trusts nothing in a file but what age has authenticated, and of that takes only the names that it knows. It opens nothing of what is inside. Only the desk imports it.
//
//	u32be n ‖ n bytes of canonical JSON (Contents) ‖ the files in their order ‖ zeros to a length that padme gives
package archive

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/label"
	"luwte/internal/desk/padme"
)

var (
	// ErrNotBackup is returned when a file is no age file, or what opens of it is no backup.
	ErrNotBackup = errors.New("this is not a backup, or one of another version of luwte-desk")
	// ErrKey is returned when what was given does not open the file: another's, or from another dealing.
	ErrKey = errors.New("this does not open the backup")
	// ErrCut is wrapped when bytes are missing at a file's end.
	ErrCut = errors.New("this backup is cut off")
	// ErrAltered is returned when a file is not what was written.
	ErrAltered = errors.New("this backup was altered, or its medium is damaged")
)

const (
	// least is the shortest inside, in bytes: a desk that has just begun is as long as one with its first reports.
	least = 1 << 20

	maxContents = 1 << 16

	chunk, tag, nonce = 64 << 10, 16, 16 // of age's payload (age-encryption.org/v1, "Payload")
)

// Contents is what a backup says of itself, inside.
type Contents struct {
	Format string              `json:"format"`
	Bureau charter.Fingerprint `json:"bureau"`
	Made   day.Day             `json:"made"`
	Number uint64              `json:"number"` // of the last board
	Files  []File              `json:"files"`
}

// File is one of a desk's files.
type File struct {
	Name string `json:"name"`
	Size uint64 `json:"size"` // bytes
}

// Source writes the bytes of a File, exactly so many.
type Source func(io.Writer) error

// Write seals contents and files to recipients. What is written to w is whole when it returns nil.
func Write(w io.Writer, to []age.Recipient, c *Contents, sources []Source) error {
	c.Format = label.Backup
	head, err := canon.Marshal(c)
	if err != nil {
		return err
	}
	sealed, err := age.Encrypt(w, to...)
	if err != nil {
		return fmt.Errorf("seal the backup: %w", err)
	}
	out := &counter{w: sealed}
	if _, err := out.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(head))), head...)); err != nil {
		return err
	}
	end := out.n
	for i, f := range c.Files {
		if err := sources[i](out); err != nil {
			return err
		}
		if end += int64(f.Size); out.n != end {
			return fmt.Errorf("%s has changed its length while it was read", f.Name)
		}
	}
	if _, err := io.CopyN(out, zeros{}, inside(len(head), c)-out.n); err != nil {
		return err
	}
	return sealed.Close()
}

// inside is the length of what is sealed.
func inside(head int, c *Contents) int64 {
	n := int64(4 + head)
	for _, f := range c.Files {
		n += int64(f.Size)
	}
	return padme.Length(n, least)
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }
