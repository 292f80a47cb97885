// Package open opens what package seal sealed: parcels with a reception identity, notes with a code's (SPEC §§6, 7). It counts the stanzas
// before it opens and checks after it what the message says it is for.
//
// Desk and reporter import it, nobody else: it handles private keys.
package open

import (
	"bytes"
	"errors"
	"fmt"

	"filippo.io/age"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/slots"
)

var (
	// ErrSealed is returned when a file does not open with the identity: sealed to another, altered, or no age file.
	ErrSealed = errors.New("does not open with this key: sealed to another, or altered")
	// ErrDamaged is returned when a file is sealed to the identity and altered after its header. It is ErrSealed too.
	ErrDamaged = fmt.Errorf("%w (damaged after its header)", ErrSealed)
	// ErrBound is returned when a message that opens says it is for another bureau or epoch.
	ErrBound = errors.New("message is for another bureau or epoch")
	// ErrNote is returned when a note has not the size and header of one.
	ErrNote = errors.New("not a note")
)

// Parcel opens a parcel with the reception identity of a bureau's epoch. It returns parcel.ErrShort, ErrLong or ErrShape, ErrSealed,
// message.ErrMalformed or ErrVersion, or ErrBound. None of them quotes contents.
func Parcel(identity *age.HybridIdentity, data []byte, bureau charter.Fingerprint, epoch uint64) (message.Message, error) {
	if err := parcel.CheckShape(data); err != nil {
		return nil, err
	}
	plaintext, err := unseal(identity, data)
	if err != nil {
		return nil, err
	}
	m, err := message.Decode(plaintext)
	if err != nil {
		return nil, err
	}
	if b, e := m.Bound(); b != bureau || e != epoch {
		return nil, ErrBound
	}
	return m, nil
}

// Note opens the note that stood at a place of a board with a code's identity and S. It returns ErrNote, ErrSealed, message.ErrMAC,
// ErrVersion or ErrMalformed.
func Note(identity *age.HybridIdentity, s slots.Secret, at message.Place, data []byte) (message.Note, error) {
	if len(data) != board.NoteSize || parcel.CheckSealed(data) != nil {
		return message.Note{}, ErrNote
	}
	plaintext, err := unseal(identity, data)
	if err != nil {
		return message.Note{}, err
	}
	return message.DecodeNote(plaintext, s, at)
}

func unseal(identity *age.HybridIdentity, data []byte) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(data), identity)
	if err != nil {
		return nil, ErrSealed
	}
	plaintext := bytes.NewBuffer(make([]byte, 0, len(data))) // there is less in it: one allocation
	if _, err := plaintext.ReadFrom(r); err != nil {
		return nil, ErrDamaged
	}
	return plaintext.Bytes(), nil
}
