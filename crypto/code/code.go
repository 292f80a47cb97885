// Package code makes, reads and stretches a reporter's code: 80 random bits and 8 check bits as 8 words, from which everything that the
// conversation needs is derived (SPEC §5).
//
// Only the reporter's client imports it, and tests. A code exists in a head and, for a moment, in memory.
package code

import (
	"bytes"
	"crypto/hkdf"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"

	"filippo.io/age"

	"luwte/crypto/charter"
	"luwte/crypto/identity"
	"luwte/crypto/label"
	"luwte/crypto/slots"
	"luwte/crypto/words"
)

const (
	// Count is the number of words of a code.
	Count = 8
	// Rounds of PBKDF2-HMAC-SHA-512 (SPEC §5). It is the only password KDF that browsers have natively.
	Rounds = 210_000

	secretSize = 10
)

// Code is the 10 random bytes. It is printed by Words only.
type Code struct{ secret [secretSize]byte }

// Keys is what a code gives towards one bureau.
type Keys struct {
	Identity  *age.HybridIdentity // opens notes
	Recipient string              // R, to which notes are sealed
	Slots     slots.Secret        // S
}

// New returns a fresh code from the system's randomness.
func New() Code {
	var c Code
	rand.Read(c.secret[:])
	return c
}

// Words returns the code's 8 words in a language, by its tag: Dutch ones for nl, English ones otherwise. Any of them is the same code.
func (c Code) Words(language string) []string {
	return words.In(language).Encode(append(bytes.Clone(c.secret[:]), c.check()), Count)
}

// Format keeps a code out of printed text. It does not reach a Code in an unexported field of another struct, where fmt calls no methods: such a
// struct is not to be printed.
func (c Code) Format(f fmt.State, verb rune) { fmt.Fprint(f, "[code]") }

// Format keeps the identity out of printed text, which would show itself.
func (k Keys) Format(f fmt.State, verb rune) { fmt.Fprint(f, "[keys]") }

// Format keeps the stretched code out of printed text.
func (m Master) Format(f fmt.State, verb rune) { fmt.Fprint(f, "[master]") }

func (c Code) check() byte {
	sum := sha256.Sum256(append([]byte(label.CodeCheck), c.secret[:]...))
	return sum[0]
}

// Master is a stretched code, from which the keys for any bureau follow at once.
type Master [64]byte

// Stretch runs the slow derivation, a few hundred milliseconds on a laptop.
func (c Code) Stretch() (Master, error) {
	master, err := pbkdf2.Key(sha512.New, string(c.secret[:]), []byte(label.CodeSalt), Rounds, len(Master{}))
	if err != nil {
		return Master{}, fmt.Errorf("stretch code: %w", err)
	}
	return Master(master), nil
}

// Derive stretches the code and returns its keys towards the bureau with fingerprint f.
func (c Code) Derive(f charter.Fingerprint) (Keys, error) {
	master, err := c.Stretch()
	if err != nil {
		return Keys{}, err
	}
	return master.Keys(f)
}

// Keys returns the keys towards the bureau with fingerprint f.
func (m Master) Keys(f charter.Fingerprint) (Keys, error) {
	seed, err := hkdf.Key(sha256.New, m[:], f[:], label.Identity, 32)
	if err != nil {
		return Keys{}, fmt.Errorf("derive identity: %w", err)
	}
	s, err := hkdf.Key(sha256.New, m[:], f[:], label.Slots, 32)
	if err != nil {
		return Keys{}, fmt.Errorf("derive slots: %w", err)
	}
	id, err := identity.FromSeed(seed)
	if err != nil {
		return Keys{}, err
	}
	return Keys{id, id.Recipient().String(), slots.Secret(s)}, nil
}
