// Package dispatch reads and makes dispatches: the whole public state of one inbox, which the desk signs and the drop applies in
// one step (SPEC §4).
//
// A parsed dispatch is verified throughout: the charter by its root, the board and the dispatch by the charter's dispatch key, and all three are
// of one bureau. Whether it is the bureau that one expects is for the caller to say. Drop, courier and desk import it; no age.
package dispatch

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"luwte/crypto/board"
	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/label"
	"luwte/crypto/parcel"
	"luwte/crypto/sign"
)

const (
	// MaxKept is the greatest number of parcel ids in a dispatch.
	MaxKept = 65536
	idSize  = len(parcel.ID{})
	// MaxSize is the length of the largest dispatch, in bytes.
	MaxSize = len(label.Dispatch) + 32 + 8 + 4 + charter.MaxSize + 4 + board.MaxSize + 4 + MaxKept*idSize + sign.SignatureSize
)

var (
	// ErrMalformed is returned when bytes are not one dispatch in its one encoding; also wraps what is wrong with charter or board.
	ErrMalformed = errors.New("malformed dispatch")
	// ErrMismatch is returned when dispatch, charter and board are not of one bureau, or number.
	ErrMismatch = errors.New("dispatch, charter and board do not belong together")
)

// Dispatch is the state of an inbox as the desk wants it.
type Dispatch struct {
	Bureau     charter.Fingerprint
	Number     uint64
	Charter    *charter.Charter
	Board      *board.Board
	CharterRaw []byte
	BoardRaw   []byte
	Kept       []parcel.ID // parcels that the drop may remove
}

// Parse reads a dispatch and verifies all signatures in it. It returns ErrMalformed, ErrMismatch or sign.ErrSignature, wrapped.
func Parse(data []byte) (*Dispatch, error) {
	if len(data) > MaxSize || !bytes.HasPrefix(data, []byte(label.Dispatch)) {
		return nil, fmt.Errorf("%w: first bytes", ErrMalformed)
	}
	r := reader{data[len(label.Dispatch):], true}
	d := &Dispatch{Bureau: charter.Fingerprint(r.take(32)), Number: binary.BigEndian.Uint64(r.take(8))}
	d.CharterRaw = bytes.Clone(r.take(r.count(charter.MaxSize)))
	d.BoardRaw = bytes.Clone(r.take(r.count(board.MaxSize)))
	for id := range slices.Chunk(r.take(idSize*r.count(MaxKept)), idSize) {
		d.Kept = append(d.Kept, parcel.ID(id))
	}
	signature := r.take(sign.SignatureSize)
	if !r.ok || len(r.rest) != 0 || d.Number < 1 || d.Number > canon.MaxInteger || !d.ascending() {
		return nil, ErrMalformed
	}
	if err := d.verify(data[:len(data)-sign.SignatureSize], signature); err != nil {
		return nil, err
	}
	return d, nil
}

func (d *Dispatch) verify(signed, signature []byte) (err error) {
	if d.Charter, err = charter.Parse(d.CharterRaw); err != nil {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if d.Bureau != d.Charter.Bureau {
		return ErrMismatch
	}
	if err := sign.Verify(d.Charter.Dispatch, label.SignDispatch, signed, signature); err != nil {
		return fmt.Errorf("dispatch: %w", err)
	}
	if d.Board, err = board.Parse(d.BoardRaw, d.Bureau, d.Charter.Dispatch); err != nil {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if d.Board.Number != d.Number {
		return ErrMismatch
	}
	return nil
}

func (d *Dispatch) ascending() bool {
	for i := 1; i < len(d.Kept); i++ {
		if d.Kept[i-1].Compare(d.Kept[i]) >= 0 {
			return false
		}
	}
	return true
}

// Marshal returns the bytes of a dispatch of Bureau, Number, CharterRaw, BoardRaw and Kept, which must be ascending, signed by the dispatch key. Whether charter
// and board belong to it is not looked at: Parse does that.
func (d *Dispatch) Marshal(key *sign.Key) ([]byte, error) {
	if !d.ascending() || len(d.Kept) > MaxKept {
		return nil, fmt.Errorf("%w: ids of kept parcels", ErrMalformed)
	}
	if d.Number < 1 || d.Number > canon.MaxInteger || len(d.CharterRaw) > charter.MaxSize || len(d.BoardRaw) > board.MaxSize {
		return nil, fmt.Errorf("%w: number, or length of charter or board", ErrMalformed)
	}
	data := append([]byte(label.Dispatch), d.Bureau[:]...)
	data = binary.BigEndian.AppendUint64(data, d.Number)
	data = appendCounted(data, d.CharterRaw)
	data = appendCounted(data, d.BoardRaw)
	data = binary.BigEndian.AppendUint32(data, uint32(len(d.Kept)))
	for _, id := range d.Kept {
		data = append(data, id[:]...)
	}
	signature, err := key.Sign(label.SignDispatch, data)
	if err != nil {
		return nil, err
	}
	return append(data, signature...), nil
}

// Newer says whether the dispatch comes after what a drop holds: a charter, and the number of a dispatch under it. A charter that comes after it counts whatever
// the number, so that a new charter answers a stolen dispatch key, and a new root a stolen root, whatever numbers the thief used up. Whether a charter of the
// same serial is the same is not looked at.
func (d *Dispatch) Newer(held charter.Position, number uint64) bool {
	err := charter.Order(held, d.Charter.Position())
	same := errors.Is(err, charter.ErrSame) || errors.Is(err, charter.ErrOther)
	return err == nil || same && d.Number > number
}

func appendCounted(data, part []byte) []byte {
	return append(binary.BigEndian.AppendUint32(data, uint32(len(part))), part...)
}

// reader takes parts off the front of rest; after the first part that is not there, ok is false and all parts are zeros.
type reader struct {
	rest []byte
	ok   bool
}

func (r *reader) take(n int) []byte {
	if n > len(r.rest) {
		r.ok = false
	}
	if !r.ok {
		return make([]byte, n) // n is at most board.MaxSize: count sees to it
	}
	part := r.rest[:n]
	r.rest = r.rest[n:]
	return part
}

func (r *reader) count(limit int) int {
	n := binary.BigEndian.Uint32(r.take(4))
	if !r.ok || uint64(n) > uint64(limit) {
		r.ok = false
		return 0
	}
	return int(n)
}
