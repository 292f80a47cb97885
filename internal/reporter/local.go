package reporter

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/label"
	"luwte/crypto/parcel"
)

var (
	// ErrNoBoardFor is returned when none of the boards that were given is of a bureau of the charters.
	ErrNoBoardFor = errors.New("this board is of none of the bureaus in the charters")
	// ErrNotSaved is returned when a file is not charters and boards, one after another.
	ErrNotSaved = errors.New("this is not a file of saved charters and boards")
	// ErrNotParcels is returned when a file is not one or more parcels, one after the other.
	ErrNotParcels = errors.New("this is not a file of sealed parcels")
)

// Local is Public from files that were saved before: any number of charters and boards, one after another (SPEC §10). Errors are ErrNotSaved,
// ErrNoBureau, ErrNoBoardFor and ErrBoard.
func Local(files ...[]byte) (*Public, error) {
	var charters, boards [][]byte
	for _, data := range files {
		for len(data) > 0 {
			n := pieceLength(data)
			if n == 0 || n > len(data) {
				return nil, ErrNotSaved
			}
			if data[0] == '{' {
				charters = append(charters, data[:n])
			} else {
				boards = append(boards, data[:n])
			}
			data = data[n:]
		}
	}
	p := &Public{}
	p.takeCharters(bytes.Join(charters, nil))
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

// pieceLength returns the length of the charter or board at the beginning, 0 if there is neither.
func pieceLength(data []byte) int {
	switch {
	case data[0] == '{':
		return bytes.IndexByte(data, '\n') + 1
	case bytes.HasPrefix(data, []byte(label.Board)) && len(data) > boardK && data[boardK] <= board.MaxK:
		return board.Size(int(data[boardK]))
	}
	return 0
}

// All returns charters and boards as the page's bureaus.dat has them: of each bureau the charter, and the board if there is one.
func (p *Public) All() (all []byte) {
	for _, b := range p.Bureaus {
		all = append(append(all, b.Charter.Raw()...), b.BoardRaw...)
	}
	return all
}

// takeCharters adds the bureaus of charters, a line each, that verify: of each bureau the newest.
func (p *Public) takeCharters(lines []byte) {
	seen := map[charter.Fingerprint]*Bureau{}
	for line := range bytes.Lines(lines) {
		c, err := charter.Parse(line)
		switch {
		case err != nil:
			p.Refused++
		case seen[c.Bureau] == nil:
			seen[c.Bureau] = &Bureau{Charter: c}
			p.Bureaus = append(p.Bureaus, seen[c.Bureau])
		default:
			p.Refused++
			if known := seen[c.Bureau]; charter.Order(known.Charter.Position(), c.Position()) == nil {
				known.Charter = c
			}
		}
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

// Where the fingerprint ends in a board, and where its k is (SPEC §3).
const (
	boardHead = 14 + 32
	boardK    = boardHead + 8 + 32 + 4 + 4
)

// maxInFile is how many parcels go into one file, as the page does it (SPEC §10): a browser that sends one through the plain form and loses its
// connection begins that file again.
const maxInFile = 64

// WriteSealed writes the parcels of a letter, one after the other, to a new file that only its owner can read; what is more than 64 of them to
// further ones, whose names end in -2, -3 and so on. It returns the names. What cannot be written whole is removed. It returns an error of the
// system, os.ErrExist for one, or of Letter.Next.
func WriteSealed(path string, l *Letter) (names []string, err error) {
	defer func() {
		if err != nil {
			for _, name := range names {
				err = errors.Join(err, os.Remove(name))
			}
		}
	}()
	for {
		if all, done := l.Parcels(); done == all {
			return names, nil
		}
		name := path
		if len(names) > 0 {
			name = fmt.Sprintf("%s-%d", path, len(names)+1)
		}
		out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return names, err
		}
		names = append(names, name)
		if err := errors.Join(writeSome(out, l), out.Close()); err != nil {
			return names, err
		}
	}
}

func writeSome(out *os.File, l *Letter) error {
	for range maxInFile {
		sealed, err := l.Next()
		if err != nil {
			return err
		}
		if sealed == nil {
			break
		}
		if _, err := out.Write(sealed); err != nil {
			return err
		}
		l.Acknowledged()
	}
	return out.Sync()
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
