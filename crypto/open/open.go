// Package open opens what package seal sealed: parcels with a reception identity, notes with a code's (SPEC §§6, 7). It counts the stanzas
// before it opens and checks after it what the message says it is for.
//
// Desk and reporter import it, nobody else: it handles private keys.
package open

import (
	"bytes"
	"errors"
	"fmt"
	"io"

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
	return new(Room).Parcel(identity, data, bureau, epoch)
}

// Room is memory in which parcels are opened one after the other: thousands of them leave no plaintexts behind, and no work for the garbage collector. The zero Room
// is ready. One goroutine uses it at a time.
type Room struct{ plaintext []byte }

// Wipe overwrites the plaintext of the last parcel.
func (r *Room) Wipe() { clear(r.plaintext[:cap(r.plaintext)]) }

// Parcel is the function Parcel. The body of a *message.File is in the room: it is gone with Wipe, or with the next parcel.
func (r *Room) Parcel(identity *age.HybridIdentity, data []byte, bureau charter.Fingerprint, epoch uint64) (message.Message, error) {
	if err := parcel.CheckShape(data); err != nil {
		return nil, err
	}
	plaintext, err := r.unseal(identity, data)
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
	plaintext, err := new(Room).unseal(identity, data)
	if err != nil {
		return message.Note{}, err
	}
	return message.DecodeNote(plaintext, s, at)
}

// unseal opens an age file of one hybrid stanza into the room. age's reader for any place makes its work in a third of the memory that the one from front to back takes.
func (r *Room) unseal(identity *age.HybridIdentity, data []byte) ([]byte, error) {
	opened, size, err := age.DecryptReaderAt(bytes.NewReader(data), int64(len(data)), identity)
	if err != nil {
		return nil, r.refused(err, identity, data)
	}
	if int64(cap(r.plaintext)) < size {
		r.plaintext = make([]byte, size)
	}
	plaintext := r.plaintext[:size]
	if n, err := opened.ReadAt(plaintext, 0); n < len(plaintext) || err != nil && err != io.EOF {
		return nil, ErrDamaged
	}
	return plaintext, nil
}

// refused tells a file that was altered after its header, of which age looks at the end at once, from one that is sealed to another.
func (r *Room) refused(why error, identity *age.HybridIdentity, data []byte) error {
	if _, ok := errors.AsType[*age.NoIdentityMatchError](why); ok {
		return ErrSealed
	}
	if _, err := age.DecryptHeader(data[:parcel.HeaderSize], identity); err != nil {
		return ErrSealed
	}
	return ErrDamaged
}
