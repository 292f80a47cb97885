// Package vault seals what a case holds under a key of that case alone, and that key to those who may see the case (internal/desk/register/FORMAT.md).
//
// It trusts nothing that it opens but by its seal, and says nothing of what it could not open. It keeps no file and no key: its caller does. Only the
// desk imports it.
package vault

import (
	"bytes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"filippo.io/age"
	"golang.org/x/crypto/chacha20poly1305"

	"luwte/crypto/label"
)

// ErrSealed is returned when something does not open: under another key, at another place, or damaged.
var ErrSealed = errors.New("a record of a case does not open with its key")

// KeySize is the length of a case's key, in bytes.
const KeySize = 32

// Key seals what one case holds.
type Key struct {
	raw    [KeySize]byte
	values cipher.AEAD
}

// New returns a key of the system's randomness.
func New() (*Key, error) {
	var raw [KeySize]byte
	rand.Read(raw[:])
	return fromRaw(raw[:])
}

func fromRaw(raw []byte) (*Key, error) {
	if len(raw) != KeySize {
		return nil, ErrSealed
	}
	values, err := hkdf.Key(sha256.New, raw, nil, label.CaseValues, chacha20poly1305.KeySize)
	if err != nil {
		return nil, fmt.Errorf("derive the key of a case: %w", err)
	}
	aead, err := chacha20poly1305.NewX(values)
	if err != nil {
		return nil, fmt.Errorf("derive the key of a case: %w", err)
	}
	return &Key{[KeySize]byte(raw), aead}, nil
}

// Format keeps keys out of printed text.
func (k *Key) Format(f fmt.State, verb rune) { fmt.Fprint(f, "[case key]") }

// Kinds of a sealed record, its first byte.
const (
	Loose  = 0 // not sealed here: it belongs to no case yet, and the register's key is all that it is under
	ByKey  = 1 // nonce ‖ XChaCha20-Poly1305 under the case's key, the place as additional data
	ByNone = 2 // an age file for all who may see the case, made by somebody who may not: u32be length of place ‖ place ‖ text
)

// Loosely returns a record that belongs to no case yet.
func Loosely(text []byte) []byte { return append([]byte{Loose}, text...) }

// Loosened returns the text of such a record.
func Loosened(record []byte) ([]byte, bool) {
	if len(record) == 0 || record[0] != Loose {
		return nil, false
	}
	return record[1:], true
}

// Seal seals a text for one place of the register.
func (k *Key) Seal(place string, text []byte) []byte { return k.SealIn(nil, place, text) }

// SealIn is Seal in room, if that is large enough. Text must not be in it.
func (k *Key) SealIn(room []byte, place string, text []byte) []byte {
	const head = 1 + chacha20poly1305.NonceSizeX
	out := slices.Grow(room[:0], head+len(text)+chacha20poly1305.Overhead)[:head]
	out[0] = ByKey
	rand.Read(out[1:])
	return k.values.Seal(out, out[1:], text, []byte(place))
}

// Open opens a record that Seal made, or, with an identity, one that SealTo made. It returns ErrSealed.
func (k *Key) Open(place string, record []byte, id age.Identity) ([]byte, error) {
	const head = 1 + chacha20poly1305.NonceSizeX
	switch {
	case len(record) > head && record[0] == ByKey:
		text, err := k.values.Open(nil, record[1:head], record[head:], []byte(place))
		if err != nil {
			return nil, ErrSealed
		}
		return text, nil
	case len(record) > 1 && record[0] == ByNone && id != nil:
		return openAge(place, record[1:], id)
	}
	return nil, ErrSealed
}

// SealKey seals another key, of a piece of a file, for one place: a piece is sealed once, and its key goes where the piece belongs.
func (k *Key) SealKey(place string, other *Key) []byte { return k.Seal(place, other.raw[:]) }

// SealKeyTo does what SealKey does, without the case's key.
func SealKeyTo(place string, other *Key, to []age.Recipient) ([]byte, error) {
	return SealTo(place, other.raw[:], to)
}

// OpenKey opens what SealKey or SealKeyTo made, or returns ErrSealed.
func (k *Key) OpenKey(place string, record []byte, id age.Identity) (*Key, error) {
	raw, err := k.Open(place, record, id)
	if err != nil {
		return nil, err
	}
	return fromRaw(raw)
}

// OpenKeyBy opens what SealKeyTo made, without a case's key, or returns ErrSealed.
func OpenKeyBy(place string, record []byte, id age.Identity) (*Key, error) {
	if len(record) < 2 || record[0] != ByNone {
		return nil, ErrSealed
	}
	raw, err := openAge(place, record[1:], id)
	if err != nil {
		return nil, err
	}
	return fromRaw(raw)
}

// LooseKey is a key as a record that belongs to no case yet, and LoosenedKey the key of one.
func LooseKey(k *Key) []byte { return Loosely(k.raw[:]) }

// LoosenedKey returns ErrSealed if the record is none.
func LoosenedKey(record []byte) (*Key, error) {
	raw, ok := Loosened(record)
	if !ok {
		return nil, ErrSealed
	}
	return fromRaw(raw)
}

// SealTo seals a text for one place to all who may see a case, without its key.
func SealTo(place string, text []byte, to []age.Recipient) ([]byte, error) {
	sealed, err := sealAge(place, text, to)
	return append([]byte{ByNone}, sealed...), err
}

// Wrap seals the key to somebody who may see the case of this name.
func (k *Key) Wrap(name string, to age.Recipient) ([]byte, error) {
	return sealAge(name, k.raw[:], []age.Recipient{to})
}

// Unwrap opens what Wrap made, or returns ErrSealed.
func Unwrap(name string, wrapped []byte, id age.Identity) (*Key, error) {
	raw, err := openAge(name, wrapped, id)
	if err != nil {
		return nil, err
	}
	return fromRaw(raw)
}

func sealAge(place string, text []byte, to []age.Recipient) ([]byte, error) {
	var file bytes.Buffer
	w, err := age.Encrypt(&file, to...)
	if err != nil {
		return nil, fmt.Errorf("seal for those who may see a case: %w", err)
	}
	head := binary.BigEndian.AppendUint32(nil, uint32(len(place)))
	for _, part := range [][]byte{head, []byte(place), text} {
		if _, err := w.Write(part); err != nil {
			return nil, fmt.Errorf("seal for those who may see a case: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("seal for those who may see a case: %w", err)
	}
	return file.Bytes(), nil
}

func openAge(place string, sealed []byte, id age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		return nil, ErrSealed
	}
	text, err := io.ReadAll(r)
	if err != nil || len(text) < 4 {
		return nil, ErrSealed
	}
	n := uint64(binary.BigEndian.Uint32(text))
	if n > uint64(len(text)-4) || string(text[4:4+n]) != place {
		return nil, ErrSealed
	}
	return text[4+n:], nil
}
