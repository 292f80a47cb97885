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
	m, _, err := new(Room).Parcel(data, bureau, Key{epoch, identity})
	return m, err
}

// Key is the reception identity of an epoch.
type Key struct {
	Epoch    uint64
	Identity *age.HybridIdentity
}

// Room is memory in which parcels are opened one after the other: thousands of them leave no plaintexts behind, and no work for the garbage collector. The zero Room
// is ready. One goroutine uses it at a time.
type Room struct{ plaintext []byte }

// Wipe overwrites the plaintext of the last parcel.
func (r *Room) Wipe() { clear(r.plaintext[:cap(r.plaintext)]) }

// Parcel opens a parcel with the one of some keys that it is for, and returns which. They are tried in their order: a wrong one takes a third as long as the right one. Errors are those of the function Parcel; the epoch is 0
// with those that come before a key was found. The body of a *message.File is in the room: it is gone with Wipe, or with the next parcel.
func (r *Room) Parcel(data []byte, bureau charter.Fingerprint, keys ...Key) (m message.Message, epoch uint64, err error) {
	if err := parcel.CheckShape(data); err != nil {
		return nil, 0, err
	}
	plaintext, epoch, err := r.unseal(data, keys...)
	if err != nil {
		return nil, epoch, err
	}
	m, err = message.Decode(plaintext)
	if err != nil {
		return nil, epoch, err
	}
	if b, e := m.Bound(); b != bureau || e != epoch {
		return nil, epoch, ErrBound
	}
	return m, epoch, nil
}

// Note opens the note that stood at a place of a board with a code's identity and S. It returns ErrNote, ErrSealed, message.ErrMAC,
// ErrVersion or ErrMalformed.
func Note(identity *age.HybridIdentity, s slots.Secret, at message.Place, data []byte) (message.Note, error) {
	if len(data) != board.NoteSize || parcel.CheckSealed(data) != nil {
		return message.Note{}, ErrNote
	}
	plaintext, _, err := new(Room).unseal(data, Key{Identity: identity})
	if err != nil {
		return message.Note{}, err
	}
	return message.DecodeNote(plaintext, s, at)
}

// unseal opens an age file of one hybrid stanza into the room. age's reader for any place makes its work in a third of the memory that the one from front to back takes.
func (r *Room) unseal(data []byte, keys ...Key) ([]byte, uint64, error) {
	var found *Key
	identities := make([]age.Identity, len(keys))
	for i := range keys {
		identities[i] = finding{&keys[i], &found}
	}
	opened, size, err := age.DecryptReaderAt(bytes.NewReader(data), int64(len(data)), identities...)
	switch {
	case found == nil:
		return nil, 0, ErrSealed
	case err != nil:
		return nil, found.Epoch, refused(data, found.Identity)
	}
	if int64(cap(r.plaintext)) < size {
		r.plaintext = make([]byte, size)
	}
	plaintext := r.plaintext[:size]
	if n, err := opened.ReadAt(plaintext, 0); n < len(plaintext) || err != nil && err != io.EOF {
		return nil, found.Epoch, ErrDamaged
	}
	return plaintext, found.Epoch, nil
}

// finding notes which key a file is for.
type finding struct {
	key   *Key
	found **Key
}

// Unwrap implements age.Identity.
func (f finding) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	fileKey, err := f.key.Identity.Unwrap(stanzas)
	if err == nil {
		*f.found = f.key
	}
	return fileKey, err
}

// refused tells a file that was altered in its header from one that was altered after it: age looks at its end at once.
func refused(data []byte, identity *age.HybridIdentity) error {
	if _, err := age.DecryptHeader(data[:parcel.HeaderSize], identity); err != nil {
		return ErrSealed
	}
	return ErrDamaged
}
