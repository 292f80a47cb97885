package charter

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"luwte/crypto/canon"
	"luwte/crypto/label"
	"luwte/crypto/words"
)

// Fingerprint is F, the hash of a bureau's root public key: the bureau's identity. JSON shows it as 64 hex digits.
type Fingerprint [32]byte

// Inbox is the id of a bureau's inbox at a drop: the first 16 bytes of its fingerprint. Paths show it as 32 hex digits.
type Inbox [16]byte

// FingerprintWords is the number of words on the card: 132 bits.
const FingerprintWords = 12

// ErrWords is returned when words are not FingerprintWords words of the list.
var ErrWords = errors.New("not the 12 words of a fingerprint")

// FingerprintOf returns the fingerprint of a root public key.
func FingerprintOf(root []byte) Fingerprint {
	h := sha256.New()
	h.Write([]byte(label.Fingerprint))
	h.Write(root)
	return Fingerprint(h.Sum(nil))
}

// Words returns the FingerprintWords words that stand on the card in a language, by its tag: Dutch ones for nl, English ones otherwise.
func (f Fingerprint) Words(language string) []string {
	return words.In(language).Encode(f[:], FingerprintWords)
}

// Inbox returns the id of the bureau's inbox at any drop.
func (f Fingerprint) Inbox() Inbox { return Inbox(f[:16]) }

// String returns 64 hex digits.
func (f Fingerprint) String() string { return hex.EncodeToString(f[:]) }

// MarshalText returns 64 hex digits.
func (f Fingerprint) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText takes 64 lower-case hex digits; it returns canon.ErrHex for anything else.
func (f *Fingerprint) UnmarshalText(text []byte) error { return canon.ParseHex(f[:], text) }

// ParseInbox reads 32 lower-case hex digits.
func ParseInbox(s string) (in Inbox, err error) {
	err = canon.ParseHex(in[:], []byte(s))
	return in, err
}

// String returns 32 hex digits.
func (in Inbox) String() string { return hex.EncodeToString(in[:]) }
