// Package board reads and makes boards: the file of labelled notes that the desk publishes and everybody downloads whole (SPEC §3).
//
// A parsed board is verified against a bureau and its dispatch key. The package holds no age: what a note says is for others to open. Drop,
// courier, desk and reporter import it.
package board

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/label"
	"luwte/crypto/sign"
)

const (
	// MinK is the smallest size class: a board has 2^k entries, so 16.
	MinK = 4
	// MaxK is the largest size class, of 512 entries.
	MaxK = 9
	// NoteSize is the length of every note, in bytes.
	NoteSize = 4096
	// LabelSize is the length of an entry's label, in bytes.
	LabelSize = 16

	entrySize  = LabelSize + NoteSize
	headerSize = len(label.Board) + 32 + 8 + 32 + 4 + 4 + 1
	// MaxSize is the length of the largest board, in bytes.
	MaxSize = headerSize + entrySize<<MaxK + sign.SignatureSize
)

var (
	// ErrMalformed is returned when bytes are not one board in its one encoding.
	ErrMalformed = errors.New("malformed board")
	// ErrBureau is returned when a board is another bureau's.
	ErrBureau = errors.New("board of another bureau")
)

// Board is a bureau's answers to all its reporters at once.
type Board struct {
	Bureau  charter.Fingerprint
	Number  uint64   // of the dispatch that brings it
	Nonce   [32]byte // fresh for every board; labels depend on it
	Made    day.Day
	Next    day.Day // by which the next board is promised
	Entries []Entry // 2^k of them
}

// Entry is a note under its label. Decoys look the same.
type Entry struct {
	Label [LabelSize]byte
	Note  []byte // NoteSize bytes
}

// Size returns the length in bytes of a board with 2^k entries.
func Size(k int) int { return headerSize + entrySize<<k + sign.SignatureSize }

// Parse reads a board of bureau f and verifies it with the dispatch key of f's charter. It returns ErrMalformed, ErrBureau or
// sign.ErrSignature. The board's notes share memory with data.
func Parse(data []byte, f charter.Fingerprint, dispatchKey []byte) (*Board, error) {
	if len(data) < headerSize || !bytes.HasPrefix(data, []byte(label.Board)) {
		return nil, fmt.Errorf("%w: first bytes", ErrMalformed)
	}
	b, k := parseHeader(data[len(label.Board):headerSize])
	if k < MinK || k > MaxK || len(data) != Size(k) {
		return nil, fmt.Errorf("%w: size", ErrMalformed)
	}
	if !b.headerOK() {
		return nil, fmt.Errorf("%w: number or dates", ErrMalformed)
	}
	signed, signature := data[:len(data)-sign.SignatureSize], data[len(data)-sign.SignatureSize:]
	for entry := range slices.Chunk(signed[headerSize:], entrySize) {
		b.Entries = append(b.Entries, Entry{[LabelSize]byte(entry), entry[LabelSize:]})
	}
	if !b.ascending() {
		return nil, fmt.Errorf("%w: order of labels", ErrMalformed)
	}
	if b.Bureau != f {
		return nil, ErrBureau
	}
	if err := sign.Verify(dispatchKey, label.SignBoard, signed, signature); err != nil {
		return nil, fmt.Errorf("board: %w", err)
	}
	return b, nil
}

func parseHeader(h []byte) (*Board, int) {
	return &Board{
		Bureau: charter.Fingerprint(h[:32]),
		Number: binary.BigEndian.Uint64(h[32:]),
		Nonce:  [32]byte(h[40:72]),
		Made:   day.Day(binary.BigEndian.Uint32(h[72:])),
		Next:   day.Day(binary.BigEndian.Uint32(h[76:])),
	}, int(h[80])
}

func (b *Board) headerOK() bool {
	return 1 <= b.Number && b.Number <= canon.MaxInteger && b.Made < b.Next && b.Next <= day.Last
}

func (b *Board) ascending() bool {
	for i := 1; i < len(b.Entries); i++ {
		if bytes.Compare(b.Entries[i-1].Label[:], b.Entries[i].Label[:]) >= 0 {
			return false
		}
	}
	return true
}

// Marshal sorts the entries by label and returns the board's bytes, signed by the dispatch key. It returns ErrMalformed if Parse would:
// for a number or dates out of their limits, or entries that are not 2^k with distinct labels and notes of NoteSize bytes.
func (b *Board) Marshal(key *sign.Key) ([]byte, error) {
	k := MinK
	for k < MaxK && 1<<k < len(b.Entries) {
		k++
	}
	slices.SortFunc(b.Entries, func(x, y Entry) int { return bytes.Compare(x.Label[:], y.Label[:]) })
	if !b.headerOK() {
		return nil, fmt.Errorf("%w: number or dates", ErrMalformed)
	}
	if len(b.Entries) != 1<<k || !b.ascending() {
		return nil, fmt.Errorf("%w: %d entries", ErrMalformed, len(b.Entries))
	}
	data := make([]byte, 0, Size(k))
	data = append(data, label.Board...)
	data = append(data, b.Bureau[:]...)
	data = binary.BigEndian.AppendUint64(data, b.Number)
	data = append(data, b.Nonce[:]...)
	data = binary.BigEndian.AppendUint32(data, uint32(b.Made))
	data = binary.BigEndian.AppendUint32(data, uint32(b.Next))
	data = append(data, byte(k))
	for _, e := range b.Entries {
		if len(e.Note) != NoteSize {
			return nil, fmt.Errorf("%w: a note of %d bytes", ErrMalformed, len(e.Note))
		}
		data = append(append(data, e.Label[:]...), e.Note...)
	}
	signature, err := key.Sign(label.SignBoard, data)
	if err != nil {
		return nil, err
	}
	return append(data, signature...), nil
}

// Find returns the note under a label, and whether there is one.
func (b *Board) Find(label [LabelSize]byte) ([]byte, bool) {
	i, ok := slices.BinarySearchFunc(b.Entries, label, func(e Entry, l [LabelSize]byte) int { return bytes.Compare(e.Label[:], l[:]) })
	if !ok {
		return nil, false
	}
	return b.Entries[i].Note, true
}

// Old says whether the next board should have come: today is later than promised, by more than a day for clocks that are off.
func (b *Board) Old(today day.Day) bool { return b.Next+1 < today }
