// Package sign makes and checks Luwte's hybrid signatures: Ed25519 and ML-DSA-65 over a label and the SHA-256 of the signed bytes, both
// of which must hold (SPEC §1). The forger of a signature has to break the one that is proven and the one that a quantum
// computer does not break.
//
// Everything may import it; only the desk, and the command that signs releases, hold keys.
package sign

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/cloudflare/circl/sign/mldsa/mldsa65"
)

const (
	// SeedSize is the length of a private key: an Ed25519 seed and an ML-DSA-65 seed of 32 bytes each.
	SeedSize = ed25519.SeedSize + mldsa65.SeedSize
	// PublicKeySize is 32 bytes of Ed25519 and 1952 of ML-DSA-65.
	PublicKeySize = ed25519.PublicKeySize + mldsa65.PublicKeySize
	// SignatureSize is 64 bytes of Ed25519 and 3309 of ML-DSA-65.
	SignatureSize = ed25519.SignatureSize + mldsa65.SignatureSize
)

var (
	// ErrSignature is returned when a signature does not verify, whichever half fails.
	ErrSignature = errors.New("signature does not verify")
	// ErrSeed is returned when a private key has not SeedSize bytes.
	ErrSeed = errors.New("signing key has not 64 bytes")
)

// Key is a private signing key.
type Key struct {
	seed    []byte
	classic ed25519.PrivateKey
	lattice *mldsa65.PrivateKey
	public  []byte
}

// GenerateKey makes a new key from the system's randomness.
func GenerateKey() (*Key, error) {
	seed := make([]byte, SeedSize)
	rand.Read(seed)
	return NewKey(seed)
}

// NewKey returns the key of a seed of SeedSize bytes; it returns ErrSeed for another length.
func NewKey(seed []byte) (*Key, error) {
	if len(seed) != SeedSize {
		return nil, ErrSeed
	}
	defer clearUpper()
	classic := ed25519.NewKeyFromSeed(seed[:ed25519.SeedSize])
	public, lattice := mldsa65.NewKeyFromSeed((*[mldsa65.SeedSize]byte)(seed[ed25519.SeedSize:]))
	return &Key{
		seed:    append([]byte(nil), seed...),
		classic: classic,
		lattice: lattice,
		public:  append([]byte(classic.Public().(ed25519.PublicKey)), public.Bytes()...),
	}, nil
}

// Format keeps the private key out of printed text.
func (k Key) Format(f fmt.State, verb rune) { fmt.Fprint(f, "[signing key]") }

// Seed returns a copy of the private key's SeedSize bytes.
func (k *Key) Seed() []byte { return append([]byte(nil), k.seed...) }

// Public returns a copy of the public key's PublicKeySize bytes.
func (k *Key) Public() []byte { return append([]byte(nil), k.public...) }

// Sign returns the signature of data under a label, SignatureSize bytes. Two signatures of the same data differ: ML-DSA is hedged.
func (k *Key) Sign(label string, data []byte) ([]byte, error) {
	defer clearUpper()
	m := message(label, data)
	signature := make([]byte, SignatureSize)
	copy(signature, ed25519.Sign(k.classic, m))
	if err := mldsa65.SignTo(k.lattice, m, nil, true, signature[ed25519.SignatureSize:]); err != nil {
		return nil, fmt.Errorf("sign with ML-DSA-65: %w", err)
	}
	return signature, nil
}

// Verify returns nil if both halves of a signature of data under a label hold for the public key, else ErrSignature; also for a
// key or a signature of the wrong length.
func Verify(public []byte, label string, data, signature []byte) error {
	if len(public) != PublicKeySize || len(signature) != SignatureSize {
		return ErrSignature
	}
	defer clearUpper()
	m := message(label, data)
	var lattice mldsa65.PublicKey
	if err := lattice.UnmarshalBinary(public[ed25519.PublicKeySize:]); err != nil {
		return ErrSignature
	}
	classicOK := ed25519.Verify(public[:ed25519.PublicKeySize], m, signature[:ed25519.SignatureSize])
	latticeOK := mldsa65.Verify(&lattice, m, nil, signature[ed25519.SignatureSize:])
	if !classicOK || !latticeOK {
		return ErrSignature
	}
	return nil
}

// message is what both halves sign. The digest comes first from the browser's own SHA-256: hashing a megabyte in a script
// without a JIT takes seconds.
func message(label string, data []byte) []byte {
	digest := sha256.Sum256(data)
	return append([]byte(label), digest[:]...)
}

// clearUpper has the standard library search in something long, after which it clears the upper halves of the vector registers. circl (v1.6.5) leaves them
// full, and then processors that hash SHA-256 themselves do so a hundred times slower: to parse a dispatch took 13 ms instead of 1 on Sapphire Rapids.
func clearUpper() { bytes.IndexByte(zeros[:], 1) }

var zeros [256]byte
