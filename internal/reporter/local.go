package reporter

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/parcel"
)

var (
	// ErrNoBoardFor is returned when none of the boards that were given is of a bureau of the charters.
	ErrNoBoardFor = errors.New("this board is of none of the bureaus in the charters")
	// ErrNotParcels is returned when a file is not one or more parcels, one after the other.
	ErrNotParcels = errors.New("this is not a file of sealed parcels")
)

// Local is Public from files that were saved before: the charters as a drop serves them, and boards. Errors are ErrNoBureau, ErrNoBoardFor and
// ErrBoard.
func Local(charters []byte, boards ...[]byte) (*Public, error) {
	p := &Public{}
	p.takeCharters(charters)
	if len(p.Bureaus) == 0 {
		return nil, fmt.Errorf("%w: no charter in the file verifies", ErrNoBureau)
	}
	for _, data := range boards {
		if err := p.takeBoard(data); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// takeCharters adds the bureaus of charters, a line each, that verify, each once.
func (p *Public) takeCharters(lines []byte) {
	seen := map[charter.Fingerprint]bool{}
	for line := range bytes.Lines(lines) {
		c, err := charter.Parse(line)
		if err != nil || seen[c.Bureau] {
			p.Refused++
			continue
		}
		seen[c.Bureau] = true
		p.Bureaus = append(p.Bureaus, &Bureau{Charter: c})
	}
}

// takeBoard gives a board to its bureau, which is the one that signed it.
func (p *Public) takeBoard(data []byte) error {
	for _, b := range p.Bureaus {
		f := b.Charter.Bureau
		if len(data) < boardHead || !bytes.Equal(data[boardHead-len(f):boardHead], f[:]) {
			continue
		}
		parsed, err := board.Parse(data, f, b.Charter.Dispatch)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrBoard, err)
		}
		b.Board = parsed
		return nil
	}
	return ErrNoBoardFor
}

// boardHead is where the fingerprint ends in a board (SPEC §3).
const boardHead = 14 + 32

// WriteSealed writes the parcels of a letter, one after the other, to a new file that only its owner can read. What cannot be written whole is
// removed. It returns an error of the system, os.ErrExist for one, or of Letter.Next.
func WriteSealed(path string, l *Letter) (err error) {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, out.Close()); err != nil {
			err = errors.Join(err, os.Remove(path))
		}
	}()
	for {
		sealed, err := l.Next()
		if err != nil {
			return err
		}
		if sealed == nil {
			return out.Sync()
		}
		if _, err := out.Write(sealed); err != nil {
			return err
		}
		l.Acknowledged()
	}
}

// ReadSealed reads a file of parcels and calls post for each, in order, after it has looked at the shape of all. It returns ErrNotParcels, or what
// post returns.
func ReadSealed(path string, post func(n, of int, sealed []byte) error) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	n := 0
	count := func(sealed []byte) error {
		n++
		return parcel.CheckShape(sealed)
	}
	if err := eachParcel(in, count); err != nil {
		return err
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return err
	}
	done := 0
	return eachParcel(in, func(sealed []byte) error {
		done++
		return post(done, n, sealed)
	})
}

func eachParcel(in io.Reader, do func([]byte) error) error {
	for first := true; ; first = false {
		sealed := make([]byte, parcel.Size)
		switch _, err := io.ReadFull(in, sealed); {
		case errors.Is(err, io.EOF) && !first:
			return nil
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			return fmt.Errorf("%w: its length is not a multiple of %d bytes", ErrNotParcels, parcel.Size)
		case err != nil:
			return err
		}
		if err := do(sealed); err != nil {
			if errors.Is(err, parcel.ErrShape) {
				err = fmt.Errorf("%w: %w", ErrNotParcels, err)
			}
			return err
		}
	}
}
