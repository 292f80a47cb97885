// Package seal seals messages with age: parcels to a bureau, notes to a reporter (SPEC §§6, 7). Every file has exactly one hybrid
// recipient; there is no function here that takes another kind, or several.
//
// Desk and reporter import it. The drop and the courier must not: they contain no age.
package seal

import (
	"bytes"
	"errors"
	"fmt"

	"filippo.io/age"

	"luwte/crypto/message"
	"luwte/crypto/slots"
)

// ErrRecipient is returned when a recipient is not a usable hybrid one: of another kind, malformed, or poisoned so that sealing to
// it fails. It does not quote the recipient, which names a conversation.
var ErrRecipient = errors.New("recipient cannot be sealed to")

// Parcel seals a message to a reception recipient (age1pq1…) and returns parcel.Size bytes. It returns message.ErrTooLong,
// message.ErrMalformed or ErrRecipient.
func Parcel(recipient string, m message.Message) ([]byte, error) {
	plaintext, err := message.Encode(m)
	if err != nil {
		return nil, err
	}
	return to(recipient, plaintext)
}

// Note seals a note for a place on a board to a reporter's recipient R and returns board.NoteSize bytes. It returns
// message.ErrTooLong, message.ErrMalformed or ErrRecipient.
func Note(recipient string, s slots.Secret, at message.Place, n message.Note) ([]byte, error) {
	plaintext, err := message.EncodeNote(n, s, at)
	if err != nil {
		return nil, err
	}
	return to(recipient, plaintext)
}

// Decoy returns a note that nobody can open: zeros sealed to a recipient whose identity is forgotten at once.
func Decoy() ([]byte, error) {
	nobody, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, fmt.Errorf("make a decoy: %w", err)
	}
	return encrypt(nobody.Recipient(), make([]byte, message.NotePlaintextSize))
}

// Own seals, for one that stands in a decoy's place, what a desk leaves for itself: message.NotePlaintextSize bytes. It returns message.ErrTooLong or ErrRecipient.
func Own(recipient string, plaintext []byte) ([]byte, error) {
	if len(plaintext) != message.NotePlaintextSize {
		return nil, message.ErrTooLong
	}
	return to(recipient, plaintext)
}

// CheckRecipient seals an empty message to R once. A recipient with an all-zero X25519 part parses and then fails: this finds it.
// It returns ErrRecipient.
func CheckRecipient(recipient string) error {
	_, err := to(recipient, nil)
	return err
}

// to seals plaintext to one recipient that is hybrid and written in the one way that age writes it.
func to(recipient string, plaintext []byte) ([]byte, error) {
	r, err := age.ParseHybridRecipient(recipient)
	if err != nil || r.String() != recipient {
		return nil, ErrRecipient
	}
	return encrypt(r, plaintext)
}

func encrypt(r *age.HybridRecipient, plaintext []byte) ([]byte, error) {
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, r)
	if err != nil {
		return nil, ErrRecipient
	}
	if _, err := w.Write(plaintext); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return sealed.Bytes(), nil
}
