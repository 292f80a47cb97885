// Package message has what is said inside the seal: the JSON of reports, follow-ups, files and notes, and the fixed-size plaintexts around
// it (SPEC §§6, 7). There is no age in it; packages seal and open put it into and out of age files.
//
// Decoders believe nothing: lengths, padding and encoding must be exactly as specified. Strings come from strangers; who shows them
// makes them harmless. Desk and reporter import it.
package message

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/label"
	"luwte/crypto/parcel"
	"luwte/crypto/slots"
)

// Kinds of parcels.
const (
	KindReport   = "report"
	KindFollowup = "followup"
	KindFile     = "file"
)

var (
	// ErrMalformed is returned when a plaintext is not one of the specification's in its one encoding, or breaks a limit.
	ErrMalformed = errors.New("malformed message")
	// ErrVersion is returned when the format member names another version or another kind of thing.
	ErrVersion = errors.New("message of an unknown version or kind")
	// ErrTooLong is returned when a text does not fit into one parcel, or into the notes of one code.
	ErrTooLong = errors.New("text is too long")
)

// Message is a *Report, a *Followup or a *File.
type Message interface {
	// Bound returns the bureau and the epoch that the message says it is for.
	Bound() (charter.Fingerprint, uint64)
	// ok says whether every member keeps the limits of the specification, once format and kind are filled in.
	ok() bool
	stamp()
	head() *Head
}

// Head is the members with which every parcel's JSON begins.
type Head struct {
	Format string              `json:"format"`
	Kind   string              `json:"kind"`
	Bureau charter.Fingerprint `json:"bureau"`
	Epoch  uint64              `json:"epoch"`
}

// Bound returns the bureau and the epoch.
func (h *Head) Bound() (charter.Fingerprint, uint64) { return h.Bureau, h.Epoch }

func (h *Head) head() *Head { return h }

// Report opens a case.
type Report struct {
	Head
	Recipient string       `json:"recipient"` // R of the reporter's code
	Slots     slots.Secret `json:"slots"`     // S of the same code
	Language  string       `json:"language"`
	Form      uint64       `json:"form"` // version of the form that was filled in
	Topic     string       `json:"topic"`
	Answers   []Answer     `json:"answers"`
	Text      string       `json:"text"`
	Files     []FileRef    `json:"files"`
}

// Answer is a question as the reporter saw it and what was answered, in words; Values are the option ids of a choice.
type Answer struct {
	ID       string   `json:"id"`
	Question string   `json:"question"`
	Values   []string `json:"values"`
	Answer   string   `json:"answer"`
}

// Followup is a turn of the conversation: it moves it from the code with Handle to a new code with R and S.
type Followup struct {
	Head
	Handle    slots.Handle   `json:"handle"`
	Recipient string         `json:"recipient"`
	Slots     slots.Secret   `json:"slots"`
	Siblings  []slots.Handle `json:"siblings"` // handles of other next codes noted on earlier tries, ascending
	Read      []int          `json:"read"`     // slots read, ascending
	Language  string         `json:"language"`
	Text      string         `json:"text"` // may be empty: reading is confirmed
	Files     []FileRef      `json:"files"`
}

// File is a piece of a file. Body is not in the JSON: it follows it.
type File struct {
	Head
	Size uint64 `json:"size"`

	Body []byte `json:"-"`
}

// FileRef names a file and the parcels whose bodies, in order, are its bytes.
type FileRef struct {
	Name    string      `json:"name"`
	Type    string      `json:"type"`
	Size    uint64      `json:"size"`
	SHA256  canon.Hex32 `json:"sha256"`
	Parcels []parcel.ID `json:"parcels"`
}

// MaxBody is the longest body of a file parcel that always fits, in bytes: the JSON of kind file is shorter than 512.
const MaxBody = parcel.PlaintextSize - 4 - 512

func (r *Report) stamp()   { r.Format, r.Kind = label.Parcel, KindReport }
func (f *Followup) stamp() { f.Format, f.Kind = label.Parcel, KindFollowup }
func (f *File) stamp()     { f.Format, f.Kind, f.Size = label.Parcel, KindFile, uint64(len(f.Body)) }

// Encode fills in format and kind and returns the plaintext of a parcel, parcel.PlaintextSize bytes. It returns ErrTooLong if the
// message does not fit and ErrMalformed if it breaks another limit; the message is not quoted.
func Encode(m Message) ([]byte, error) {
	m.stamp()
	if !m.ok() {
		return nil, ErrMalformed
	}
	object, err := canon.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	body := bodyOf(m)
	if 4+len(object)+len(body) > parcel.PlaintextSize {
		return nil, fmt.Errorf("%w: %d bytes more than fit into a report", ErrTooLong, 4+len(object)+len(body)-parcel.PlaintextSize)
	}
	plaintext := make([]byte, parcel.PlaintextSize)
	binary.BigEndian.PutUint32(plaintext, uint32(len(object)))
	copy(plaintext[4:], object)
	copy(plaintext[4+len(object):], body)
	return plaintext, nil
}

// Decode reads the plaintext of a parcel. It returns ErrMalformed or ErrVersion. A decoded message's R is checked by its
// form only; sealing to it once shows whether it is good.
func Decode(plaintext []byte) (Message, error) {
	object, rest, err := split(plaintext, parcel.PlaintextSize)
	if err != nil {
		return nil, err
	}
	m, err := newMessage(object)
	if err != nil {
		return nil, err
	}
	if err := canon.Unmarshal(object, m); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if f, ok := m.(*File); ok {
		if f.Size > uint64(len(rest)) {
			return nil, fmt.Errorf("%w: size of the file's piece", ErrMalformed)
		}
		f.Body, rest = rest[:f.Size], rest[f.Size:]
	}
	if !m.ok() || !zeros(rest) {
		return nil, fmt.Errorf("%w: a limit or the padding", ErrMalformed)
	}
	return m, nil
}

func bodyOf(m Message) []byte {
	if f, ok := m.(*File); ok {
		return f.Body
	}
	return nil
}

// split takes the counted JSON off the front of a plaintext of the given size.
func split(plaintext []byte, size int) (object, rest []byte, err error) {
	if len(plaintext) != size {
		return nil, nil, fmt.Errorf("%w: length of the plaintext", ErrMalformed)
	}
	n := binary.BigEndian.Uint32(plaintext)
	if uint64(n) > uint64(size-4) {
		return nil, nil, fmt.Errorf("%w: length of the JSON", ErrMalformed)
	}
	return plaintext[4 : 4+n], plaintext[4+n:], nil
}

// zeros compares with a page of zeros at a time: a quarter of a megabyte in microseconds.
func zeros(b []byte) bool {
	for part := range slices.Chunk(b, len(page)) {
		if !bytes.Equal(part, page[:len(part)]) {
			return false
		}
	}
	return true
}

var page [4096]byte
