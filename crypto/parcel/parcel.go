// Package parcel knows a parcel from the outside: its size, its id and the shape of its first bytes (SPEC §6). There is no age
// in it, and no key: the drop and the courier can tell no more about a report than it does. It believes no bytes. Everything may import it.
package parcel

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"luwte/crypto/canon"
)

const (
	// Size is the length of every parcel, in bytes.
	Size = 262144
	// HeaderSize is the length of an age header with one hybrid stanza, in bytes.
	HeaderSize = 1627
	// PlaintextSize is what an age file of Size bytes with that header holds: a 16-byte nonce and four 16-byte tags go off.
	PlaintextSize = Size - HeaderSize - 16 - 4*16
)

var (
	// ErrShort is returned when there are fewer than Size bytes.
	ErrShort = errors.New("parcel is shorter than 262144 bytes")
	// ErrLong is returned when there are more than Size bytes.
	ErrLong = errors.New("parcel is longer than 262144 bytes")
	// ErrShape is returned when the first bytes are not an age header with one hybrid stanza.
	ErrShape = errors.New("not a parcel: its first bytes are not those of an age file for one hybrid recipient")
)

// ID is SHA-256(parcel)[:16]. JSON and paths show it as 32 hex digits.
type ID [16]byte

// IDOf returns the id of a parcel's bytes.
func IDOf(data []byte) ID {
	sum := sha256.Sum256(data)
	return ID(sum[:16])
}

// ParseID reads 32 lower-case hex digits.
func ParseID(s string) (id ID, err error) {
	err = id.UnmarshalText([]byte(s))
	return id, err
}

// String returns 32 hex digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText returns 32 hex digits.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText takes 32 lower-case hex digits; it returns canon.ErrHex for anything else.
func (id *ID) UnmarshalText(text []byte) error { return canon.ParseHex(id[:], text) }

// Compare orders ids as byte strings.
func (id ID) Compare(other ID) int { return bytes.Compare(id[:], other[:]) }

// CheckShape returns nil if data has a parcel's length and header, else ErrShort, ErrLong or ErrShape. What has the right shape may
// still be rubbish: only the bureau's key can tell.
func CheckShape(data []byte) error {
	switch {
	case len(data) < Size:
		return ErrShort
	case len(data) > Size:
		return ErrLong
	}
	return CheckHeader(data[:HeaderSize])
}

// CheckHeader checks the first HeaderSize bytes of a parcel, so that a door can refuse a body after having read no more.
func CheckHeader(header []byte) error {
	if len(header) != HeaderSize {
		return ErrShape
	}
	return CheckSealed(header)
}

// CheckSealed returns nil if data begins with an age header of one hybrid stanza of exactly HeaderSize bytes, else ErrShape.
// Notes have the same header.
func CheckSealed(data []byte) error {
	for _, part := range headerParts {
		if len(data) < part.length || !part.ok(data[:part.length]) {
			return ErrShape
		}
		data = data[part.length:]
	}
	return nil
}

// headerParts is the layout of a header, in order: encapsulated key of 1120 bytes, wrapped file key of 32, MAC of 32.
var headerParts = []struct {
	length int
	ok     func([]byte) bool
}{
	{40, literal("age-encryption.org/v1\n-> mlkem768x25519 ")},
	{1494, isBase64}, {1, literal("\n")},
	{43, isBase64}, {1, literal("\n")},
	{4, literal("--- ")}, {43, isBase64}, {1, literal("\n")},
}

func literal(want string) func([]byte) bool {
	return func(b []byte) bool { return string(b) == want }
}

func isBase64(b []byte) bool {
	for _, c := range b {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '+' || c == '/') {
			return false
		}
	}
	return true
}
