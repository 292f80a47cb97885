package release

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"luwte/crypto/label"
	"luwte/crypto/sign"
	"luwte/crypto/words"
)

// FingerprintWords is the number of words of a release key: 132 bits, as on a bureau's card.
const FingerprintWords = 12

var (
	// ErrWords is returned when words are not FingerprintWords words of one list.
	ErrWords = fmt.Errorf("these are not the %d words of a release key", FingerprintWords)
	// ErrKey is returned when the key beside a list is not the one of the words.
	ErrKey = errors.New("the release is signed with another key than that of these words")
)

// Fingerprint is the hash of a release key's public half (SPEC §13), by which people know it.
type Fingerprint [sha256.Size]byte

// FingerprintOf returns the fingerprint of a public key of sign.PublicKeySize bytes.
func FingerprintOf(public []byte) Fingerprint {
	return sha256.Sum256(append([]byte(label.ReleaseKey), public...))
}

// Words returns the FingerprintWords words of a fingerprint in a language, by its tag: Dutch ones for nl, English ones otherwise.
func (f Fingerprint) Words(language string) []string {
	return words.In(language).Encode(f[:], FingerprintWords)
}

// String returns 64 hex digits.
func (f Fingerprint) String() string { return hex.EncodeToString(f[:]) }

// Match returns nil if a text has the words of this fingerprint, in either language, ErrWords if it has not FingerprintWords words, and ErrKey if they
// are another key's. A word on no list is *words.UnknownError.
func (f Fingerprint) Match(text string) error {
	given := words.Split(text)
	if len(given) != FingerprintWords {
		return ErrWords
	}
	indices, _, err := words.Read(given)
	if err != nil {
		return err
	}
	own, _, err := words.Read(f.Words("en"))
	if err != nil {
		return err
	}
	if !bytes.Equal(words.Decode(indices), words.Decode(own)) {
		return ErrKey
	}
	return nil
}

// Sign returns the signature of a list's text.
func Sign(key *sign.Key, list []byte) ([]byte, error) {
	if _, err := ParseList(list); err != nil {
		return nil, err
	}
	return key.Sign(label.SignRelease, list)
}

// Open returns the list of a text whose signature holds under a public key, sign.ErrSignature, or ErrList. Whose key it is the caller has checked.
func Open(public, list, signature []byte) (*List, error) {
	if err := sign.Verify(public, label.SignRelease, list, signature); err != nil {
		return nil, err
	}
	return ParseList(list)
}
