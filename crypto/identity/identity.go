// Package identity makes age hybrid identities out of their 32-byte seeds, and gives the seed back: age itself makes them at random or reads
// its own text form only.
//
// It handles private keys. Desk and reporter import it, nobody else.
package identity

import (
	"errors"
	"strings"

	"filippo.io/age"
	"github.com/decred/dcrd/bech32"
)

// SeedSize is the length of a seed, in bytes: all of a hybrid identity (filippo.io/hpke's MLKEM768X25519 private key).
const SeedSize = 32

// prefix of age's text form, AGE-SECRET-KEY-PQ-1…, without the 1 that bech32 puts.
const prefix = "age-secret-key-pq-"

// ErrSeed is returned when bytes are no seed of an identity, or an identity has none.
var ErrSeed = errors.New("a seed gives no identity")

// FromSeed returns the identity of a seed. It goes by age's text form, the only door that age opens to one, and drops the errors on
// the way, which may quote it.
func FromSeed(seed []byte) (*age.HybridIdentity, error) {
	if len(seed) != SeedSize {
		return nil, ErrSeed
	}
	text, err := bech32.EncodeFromBase256(prefix, seed)
	if err != nil {
		return nil, ErrSeed
	}
	identity, err := age.ParseHybridIdentity(strings.ToUpper(text))
	if err != nil {
		return nil, ErrSeed
	}
	return identity, nil
}

// Seed returns an identity's seed, or ErrSeed.
func Seed(identity *age.HybridIdentity) ([]byte, error) {
	got, seed, err := bech32.DecodeToBase256(strings.ToLower(identity.String()))
	if err != nil || got != prefix || len(seed) != SeedSize {
		return nil, ErrSeed
	}
	return seed, nil
}
