// Package pouch reads and writes pouches: the one file that travels on a stick between the courier and the desk (SPEC §8).
//
// A pouch may hold 65 536 parcels, 16 GiB, so it is never in memory whole. Open verifies all of it, to the last byte, before it returns;
// a parcel is compared once more with what was verified when it is read, because a stick can change or fail under the reader. Nothing
// in it is believed beyond that: dispatches are verified by their signatures, parcels by opening them. There is no age in it; the courier and
// the desk import it.
package pouch

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"

	"luwte/crypto/charter"
	"luwte/crypto/label"
	"luwte/crypto/parcel"
)

const (
	// MaxParcels is the greatest number of parcels in a pouch.
	MaxParcels = 65536

	headerSize = len(label.Pouch) + len(charter.Fingerprint{}) + 4 // and then the dispatch
)

var (
	// ErrCut is returned when a pouch is shorter than it says: a copy that was not finished, a stick pulled out too early.
	ErrCut = errors.New("the pouch is cut off")
	// ErrAltered is returned when a pouch's bytes are not those that were written, or change while it is read.
	ErrAltered = errors.New("the pouch has been altered or damaged")
	// ErrVersion is returned when a pouch is of another version of the format.
	ErrVersion = errors.New("the pouch is of another version of Luwte")
	// ErrNotPouch is returned when the first bytes are not those of a pouch.
	ErrNotPouch = errors.New("this is not a pouch")
	// ErrMalformed is returned when a pouch breaks a limit or the order of its parcels, or has bytes behind its end.
	ErrMalformed = errors.New("malformed pouch")
	// ErrParcel is returned by Write and Encode when a parcel has not the size of one or not the id it was asked for by.
	ErrParcel = errors.New("not the parcel that was asked for")
)

// Pouch is an open pouch whose structure was verified.
type Pouch struct {
	Bureau   charter.Fingerprint
	Dispatch []byte // exact bytes, not verified; nil if there is none

	ids    []parcel.ID
	again  *again
	first  int64 // offset of the first parcel
	source io.ReaderAt
	file   *os.File // nil after Parse
	err    error
}

// Open opens a pouch and verifies its whole structure: size, limits, order and hash. It returns ErrCut, ErrAltered, ErrVersion,
// ErrNotPouch or ErrMalformed, wrapped with the path, or the error of the file system. The caller closes the pouch.
func Open(path string) (*Pouch, error) {
	return OpenWatched(path, func(int, int) error { return nil })
}

// Watch is called while a pouch is verified, which of gigabytes on a stick takes minutes: so many parcels of so many are. An error ends it.
type Watch func(done, total int) error

// OpenWatched is Open with a look at how far it is. It returns Watch's error too.
func OpenWatched(path string, watch Watch) (*Pouch, error) {
	p, err := open(path, watch)
	if err != nil {
		return nil, fmt.Errorf("open pouch %q: %w", path, err)
	}
	return p, nil
}

func open(path string, watch Watch) (*Pouch, error) {
	// Before it is opened: to open a pipe that somebody put on the stick would wait for ever, and a device may act.
	if info, err := os.Stat(path); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, ErrNotPouch
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	var p *Pouch
	if err == nil {
		p, err = parse(file, info.Size(), watch)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	p.file = file
	return p, nil
}

// Count returns the number of parcels.
func (p *Pouch) Count() int { return len(p.ids) }

// IDs returns the ids of the parcels, ascending.
func (p *Pouch) IDs() []parcel.ID { return slices.Clone(p.ids) }

// Has says whether the pouch holds a parcel.
func (p *Pouch) Has(id parcel.ID) bool {
	_, ok := p.index(id)
	return ok
}

func (p *Pouch) index(id parcel.ID) (int, bool) {
	return slices.BinarySearchFunc(p.ids, id, parcel.ID.Compare)
}

// Parcel reads one parcel, parcel.Size bytes that are the caller's. It returns what ReadParcel does.
func (p *Pouch) Parcel(id parcel.ID) ([]byte, error) {
	data := make([]byte, parcel.Size)
	if err := p.ReadParcel(id, data); err != nil {
		return nil, err
	}
	return data, nil
}

// ReadParcel reads one parcel into data, parcel.Size bytes. It returns ErrParcel if the pouch does not hold it, ErrAltered if the bytes are no
// longer those that Open verified, or the error of the file system; data then has what must not be used. Several may read at once.
func (p *Pouch) ReadParcel(id parcel.ID, data []byte) error {
	i, ok := p.index(id)
	if !ok {
		return fmt.Errorf("parcel %v: %w", id, ErrParcel)
	}
	if n, err := p.source.ReadAt(data, p.first+int64(i)*parcel.Size); n < len(data) {
		if errors.Is(err, io.EOF) {
			err = ErrAltered
		}
		return fmt.Errorf("read parcel %v from the pouch: %w", id, err)
	}
	if !p.again.same(i, data) {
		return fmt.Errorf("parcel %v: %w", id, ErrAltered)
	}
	return nil
}

// Parcels reads the parcels one after the other, by ascending id. The bytes are the caller's. It stops at the first that cannot be read
// or has changed: Err tells it afterwards, and must be asked.
func (p *Pouch) Parcels() iter.Seq2[parcel.ID, []byte] {
	return func(yield func(parcel.ID, []byte) bool) {
		for _, id := range p.ids {
			data, err := p.Parcel(id)
			if err != nil {
				p.err = err
				return
			}
			if !yield(id, data) {
				return
			}
		}
	}
}

// Err returns what ended the last walk over Parcels too early, or nil.
func (p *Pouch) Err() error { return p.err }

// Close closes the file.
func (p *Pouch) Close() error {
	if p.file == nil {
		return nil
	}
	return p.file.Close()
}

// size returns the length of a pouch with a dispatch of d bytes and c parcels.
func size(d, c uint32) int64 {
	return int64(headerSize) + int64(d) + 4 + int64(c)*parcel.Size + sha256.Size
}
