package message

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/label"
	"luwte/crypto/slots"
)

// Kinds of notes.
const (
	KindReceipt = "receipt"
	KindAnswer  = "answer"
	KindAlarm   = "alarm"
)

const (
	// NotePlaintextSize is the length of every note's plaintext, in bytes.
	NotePlaintextSize = 2437
	macSize           = sha256.Size
	macAt             = NotePlaintextSize - macSize
	maxNoteJSON       = macAt - 4
)

// ErrMAC is returned when a note was not written, for this bureau, board and slot, by someone who knows the conversation's key.
var ErrMAC = errors.New("note is not bound to this conversation")

// Note is what the bureau says to a reporter.
type Note struct {
	Format   string   `json:"format"`
	Kind     string   `json:"kind"`
	Slot     int      `json:"slot"`
	Part     int      `json:"part"`  // from 1
	Parts    int      `json:"parts"` // of an answer
	Date     day.Day  `json:"date"`
	Received uint64   `json:"received"` // receipt: parcels with words that came in on this code
	Missing  []string `json:"missing"`  // receipt: names of files that have not come whole
	Text     string   `json:"text"`
}

// Place is what a note is bound to: the MAC covers it.
type Place struct {
	Bureau charter.Fingerprint
	Nonce  [32]byte // of the board
	Slot   int
}

// EncodeNote fills in the format, leaves out names of missing files that do not fit, and returns the plaintext of a note at
// its place, NotePlaintextSize bytes. It returns ErrTooLong if the text does not fit (SplitAnswer cuts it), ErrMalformed for another limit.
func EncodeNote(n Note, s slots.Secret, at Place) ([]byte, error) {
	n.Format = label.Note
	if n.Missing == nil {
		n.Missing = []string{}
	}
	object, err := fitNote(n)
	if err != nil {
		return nil, err
	}
	if !n.ok() || n.Slot != at.Slot {
		return nil, ErrMalformed
	}
	plaintext := make([]byte, NotePlaintextSize)
	binary.BigEndian.PutUint32(plaintext, uint32(len(object)))
	copy(plaintext[4:], object)
	copy(plaintext[macAt:], at.mac(s, plaintext[:macAt]))
	return plaintext, nil
}

func fitNote(n Note) ([]byte, error) {
	for {
		object, err := canon.Marshal(n)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		if len(object) <= maxNoteJSON {
			return object, nil
		}
		if len(n.Missing) == 0 {
			return nil, ErrTooLong
		}
		n.Missing = n.Missing[:len(n.Missing)-1]
	}
}

// DecodeNote reads the plaintext of a note that stood at a place. It returns ErrMAC, ErrVersion or ErrMalformed.
func DecodeNote(plaintext []byte, s slots.Secret, at Place) (Note, error) {
	if len(plaintext) != NotePlaintextSize {
		return Note{}, fmt.Errorf("%w: length of the plaintext", ErrMalformed)
	}
	if !hmac.Equal(plaintext[macAt:], at.mac(s, plaintext[:macAt])) {
		return Note{}, ErrMAC
	}
	object, rest, err := split(plaintext[:macAt], macAt)
	if err != nil {
		return Note{}, err
	}
	var n Note
	if err := canon.Unmarshal(object, &n); err != nil {
		return Note{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if n.Format != label.Note {
		return Note{}, ErrVersion
	}
	if !n.ok() || n.Slot != at.Slot || !zeros(rest) {
		return Note{}, fmt.Errorf("%w: a limit, the slot or the padding", ErrMalformed)
	}
	return n, nil
}

func (at Place) mac(s slots.Secret, bound []byte) []byte {
	key := s.MACKey()
	m := hmac.New(sha256.New, key[:])
	m.Write([]byte(label.BindNote))
	m.Write(at.Bureau[:])
	m.Write(at.Nonce[:])
	m.Write(binary.BigEndian.AppendUint32(nil, uint32(at.Slot)))
	m.Write(bound)
	return m.Sum(nil)
}

func (n Note) ok() bool {
	plain := n.Received == 0 && n.Missing != nil && len(n.Missing) == 0
	whole := n.Slot == 0 && n.Part == 1 && n.Parts == 1
	switch n.Kind {
	case KindReceipt:
		return whole && n.Received <= canon.MaxInteger && n.Missing != nil && n.Text == ""
	case KindAlarm:
		return whole && plain && n.Text == ""
	case KindAnswer:
		return plain && n.Text != "" && 1 <= n.Part && n.Part <= n.Parts && n.fitsSlots()
	}
	return false
}

// fitsSlots says whether all parts of an answer have slots, from 1 on. Each number is bounded alone first, so that the sum
// cannot overflow.
func (n Note) fitsSlots() bool {
	return n.Parts < slots.Count && n.Part <= n.Slot && n.Slot < slots.Count && n.Slot-n.Part+n.Parts < slots.Count
}

// SplitAnswer cuts an answer into texts that fit into one note each, at a space or line end where there is one near, never inside a
// character. Joined they are the answer. It returns ErrTooLong if they are more than slots.Count-1, and ErrMalformed if text is
// empty or not UTF-8.
func SplitAnswer(text string) ([]string, error) {
	if text == "" || !utf8.ValidString(text) {
		return nil, ErrMalformed
	}
	var parts []string
	for text != "" {
		if len(parts) == slots.Count-1 {
			return nil, ErrTooLong
		}
		n := fitting(text)
		parts = append(parts, text[:n])
		text = text[n:]
	}
	return parts, nil
}

// fitting returns how many bytes of text go into one note. Escapes make JSON longer than its text, so it is measured.
func fitting(text string) int {
	empty, _ := canon.Marshal(Note{Format: label.Note, Kind: KindAnswer, Slot: 15, Part: 15, Parts: 15, Missing: []string{}})
	room, n := maxNoteJSON-len(empty), 0
	for n < len(text) {
		_, size := utf8.DecodeRuneInString(text[n:])
		encoded, _ := canon.Marshal(text[n : n+size])
		if room -= len(encoded) - len(`""`); room < 0 {
			break
		}
		n += size
	}
	if n < len(text) {
		if space := strings.LastIndexAny(text[:n], " \n"); space > n/2 {
			return space + 1
		}
	}
	return n
}
