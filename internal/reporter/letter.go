package reporter

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
)

// Letter is a report or a follow-up with its files, on its way: parcels of one size, the files' first and the one with the words last. It is
// sealed parcel by parcel, so that no more than one is in memory; what was sealed and not yet acknowledged stays, to be sent again as it is.
type Letter struct {
	Bureau *Bureau
	Code   code.Code // the one that it brings into use
	ID     parcel.ID // of the parcel with the words, once it is sealed
	Tries  int       // how often some bytes of a parcel went out

	epoch charter.Epoch
	files []*File
	words func([]message.FileRef) message.Message

	refs    []message.FileRef // of the files that are sealed
	reading *reading          // of the file that is being sealed, or nil
	pending []byte            // sealed and not acknowledged
	done    int               // parcels acknowledged
	unsure  bool              // the parcel with the words went out whole once
}

// reading is a file while it is sealed.
type reading struct {
	in  *os.File
	sum io.Writer
	get func() [sha256.Size]byte
	ref message.FileRef // its parcels so far
}

// newLetter makes a letter, if its words and the list of its files fit into a parcel.
func newLetter(b *Bureau, c code.Code, epoch charter.Epoch, files []*File, words func([]message.FileRef) message.Message) (*Letter, error) {
	if err := CheckFiles(files); err != nil {
		return nil, err
	}
	refs := []message.FileRef{}
	for _, f := range files {
		refs = append(refs, f.ref())
	}
	if _, err := message.Encode(words(refs)); err != nil { // now, and not after 256 MiB
		return nil, err
	}
	return &Letter{Bureau: b, Code: c, epoch: epoch, files: files, words: words, refs: []message.FileRef{}}, nil
}

// Parcels returns how many parcels the letter is, and how many of them were acknowledged.
func (l *Letter) Parcels() (all, done int) { return l.count(), l.done }

func (l *Letter) count() int {
	all := 1
	for _, f := range l.files {
		all += f.pieces()
	}
	return all
}

// MayHaveArrived says that the words went out whole and were not acknowledged: their code must not be thrown away. Of a file's parcel nobody needs
// a code.
func (l *Letter) MayHaveArrived() bool { return l.unsure && l.done < l.count() }

// HasFiles says whether files go with the words.
func (l *Letter) HasFiles() bool { return len(l.files) > 0 }

// Next returns the parcel that is to be sent now, the same until Acknowledged is called; nil after the last. It returns ErrFileChanged, then the
// letter cannot be gone on with, or an error of the system.
func (l *Letter) Next() (sealed []byte, err error) {
	if all, done := l.Parcels(); l.pending != nil || done == all {
		return l.pending, nil
	}
	if len(l.refs) == len(l.files) {
		l.pending, err = seal.Parcel(l.epoch.Recipient, l.words(l.refs))
		l.ID = parcel.IDOf(l.pending)
		return l.pending, err
	}
	l.pending, err = l.nextPiece(l.files[len(l.refs)])
	return l.pending, err
}

// Acknowledged says that the parcel that Next returned has arrived.
func (l *Letter) Acknowledged() {
	l.pending = nil
	l.done++
}

// Close closes the file that is being read.
func (l *Letter) Close() {
	if l.reading != nil {
		_ = l.reading.in.Close() // it was only read
		l.reading = nil
	}
}

// nextPiece seals the next piece of a file. After its last the file must be what it was when it was chosen: then the letter names what was sent.
func (l *Letter) nextPiece(f *File) ([]byte, error) {
	if l.reading == nil {
		if err := l.open(f); err != nil {
			return nil, err
		}
	}
	r := l.reading
	body := make([]byte, min(message.MaxBody, f.Size-int64(len(r.ref.Parcels))*message.MaxBody))
	if _, err := io.ReadFull(r.in, body); err != nil {
		return nil, f.changed(err)
	}
	r.sum.Write(body) // never fails: hash.Hash
	sealed, err := seal.Parcel(l.epoch.Recipient, &message.File{Head: l.Bureau.head(l.epoch), Body: body})
	if err != nil {
		return nil, err
	}
	r.ref.Parcels = append(r.ref.Parcels, parcel.IDOf(sealed))
	if len(r.ref.Parcels) < f.pieces() {
		return sealed, nil
	}
	if n, _ := r.in.Read(make([]byte, 1)); n > 0 || r.get() != f.sum {
		return nil, f.changed(nil)
	}
	l.refs = append(l.refs, r.ref)
	l.Close()
	return sealed, nil
}

func (l *Letter) open(f *File) error {
	in, err := os.Open(f.Path)
	if err != nil {
		return f.changed(err)
	}
	sum := sha256.New()
	ref := f.ref()
	ref.SHA256, ref.Parcels = canon.Hex32(f.sum), ref.Parcels[:0]
	l.reading = &reading{in: in, sum: sum, get: func() [sha256.Size]byte { return [sha256.Size]byte(sum.Sum(nil)) }, ref: ref}
	return nil
}

func (f *File) changed(err error) error {
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: %q", ErrFileChanged, f.Path)
	}
	return fmt.Errorf("%w: %w", ErrFileChanged, err)
}
