// Package quorum splits a bureau's secrets among n custodians, so that any k of them open each and fewer open none (SPEC §11).
//
// For every secret a scalar of Ristretto255 is drawn at random and split (Shamir); the secret is sealed under a key that the scalar gives.
// So no bit of a secret is in a share or a commitment, and each secret can be opened, changed or destroyed alone. A Dealing holds
// what is sealed, and each custodian's values under that custodian's key; it stays with the desk. A Share is what a custodian keeps:
// the key, the values and Feldman's commitments, which show that the values are right and would give a quantum computer the scalars:
// they stay with the shares. On paper stands the Key alone, 24 words, which with the dealing is as good.
//
// It trusts a dealing only as far as its seals go, and a share not at all: Gathering tells wrong, doubled, foreign, damaged and outdated ones by
// name before anything is combined. Only the desk imports it.
package quorum

import (
	"errors"
	"fmt"
	"slices"

	"luwte/crypto/charter"
	"luwte/crypto/identity"
	"luwte/crypto/sign"
)

// Limits and sizes of SPEC §11.
const (
	MaxCustodians = 9
	MaxDealing    = 1<<16 - 1 // number of a dealing, which stands in two bytes of a custodian's words

	RootSize = sign.SeedSize      // bytes of the root secret: a signing key's seed
	DeskSize = sign.SeedSize + 32 // bytes of the desk's secret: the dispatch key's seed and the register's key
	SeedSize = identity.SeedSize  // bytes of an epoch's secret: an age hybrid identity's seed
)

var (
	// ErrQuorum is returned when k of n is not 1 ≤ k ≤ n ≤ MaxCustodians, or a dealing's number is out of range.
	ErrQuorum = errors.New("a quorum is k of n custodians, with 1 ≤ k ≤ n ≤ 9")
	// ErrSecrets is returned when secrets to be dealt have not the sizes that they must have.
	ErrSecrets = errors.New("secrets of the wrong size")
	// ErrDealing is returned when a dealing is damaged: its checksum is another, it breaks a limit, or what is sealed in it does not open.
	ErrDealing = errors.New("the file of sealed keys is damaged")
	// ErrVersion is returned when a dealing or share is whole and of another version.
	ErrVersion = errors.New("made by another version of this program")
	// ErrNoSecret is returned when a dealing has no secret of that epoch: never made, or destroyed.
	ErrNoSecret = errors.New("no key of this epoch")
)

// What can be wrong with a share.
var (
	// ErrDamaged is returned when a share's checksum is another, or it is no share at all.
	ErrDamaged = errors.New("this share is damaged, or is none")
	// ErrForeign is returned when a share is of another bureau.
	ErrForeign = errors.New("this share is another bureau's")
	// ErrOutdated is returned when a share is of an earlier dealing than the keys: shares were dealt anew since.
	ErrOutdated = errors.New("this share is of an earlier dealing, and counts no more")
	// ErrNewer is returned when a share is of a later dealing than the keys: they were put back from an older copy.
	ErrNewer = errors.New("this share is of a later dealing than these keys")
	// ErrWrong is returned when a share is whole, of this bureau and this dealing, and yet not one that was dealt.
	ErrWrong = errors.New("this share is whole, but it is not one that was dealt")
	// ErrDoubled is returned when a custodian's share was given before.
	ErrDoubled = errors.New("this custodian's share is there already")
	// ErrMisfit is returned when enough shares are there, each of which was taken, and together they do not open every secret.
	ErrMisfit = errors.New("one of these shares does not fit the others")
	// ErrTooFew is returned when fewer than k shares are there.
	ErrTooFew = errors.New("there are too few shares")
)

// Secrets is what is dealt: everything that a bureau must keep to itself.
type Secrets struct {
	Root   []byte // RootSize
	Desk   []byte // DeskSize
	Epochs []EpochSecret
}

// Format keeps secrets out of printed text.
func (s Secrets) Format(f fmt.State, verb rune) { fmt.Fprint(f, "[secrets]") }

// EpochSecret is an epoch as a charter announces it, and its identity's seed.
type EpochSecret struct {
	charter.Epoch
	Seed []byte // SeedSize
}

// Format keeps a seed out of printed text.
func (s EpochSecret) Format(f fmt.State, verb rune) { fmt.Fprint(f, "[epoch secret]") }

// Dealing is what stays with the desk: secrets that only k of n custodians open together. Its fields are in the order of the specification.
type Dealing struct {
	Format string              `json:"format"`
	Bureau charter.Fingerprint `json:"bureau"`
	Number uint64              `json:"dealing"`
	K      int                 `json:"k"`
	N      int                 `json:"n"`
	// Revision counts how often the desk's secret was replaced since the dealing; it is bound to that secret.
	Revision uint64  `json:"revision,omitempty"`
	Root     Sealed  `json:"root"`
	Desk     Sealed  `json:"desk"`
	Epochs   []Epoch `json:"epochs"`
}

// Sealed is one secret, sealed under the key of its scalar, and the scalar's n values, each sealed under its custodian's key.
type Sealed struct {
	Secret []byte   `json:"secret"`
	Values [][]byte `json:"values"`
}

// Epoch is an epoch's public side and its sealed seed.
type Epoch struct {
	charter.Epoch
	Sealed
}

// Public returns the public side of every epoch that was not destroyed, ascending.
func (d *Dealing) Public() []charter.Epoch {
	public := make([]charter.Epoch, len(d.Epochs))
	for i, e := range d.Epochs {
		public[i] = e.Epoch
	}
	return public
}

// Clone returns a dealing that can be changed apart.
func (d *Dealing) Clone() *Dealing {
	c := *d
	c.Epochs = slices.Clone(d.Epochs)
	return &c
}

// Destroy takes an epoch's sealed seed and values out of the dealing. No shares open it any more, but with a copy of the dealing as it was.
// It returns ErrNoSecret if it is not there.
func (d *Dealing) Destroy(epoch uint64) error {
	for i, e := range d.Epochs {
		if e.Epoch.Epoch == epoch {
			rest := make([]Epoch, 0, len(d.Epochs)-1)
			d.Epochs = append(append(rest, d.Epochs[:i]...), d.Epochs[i+1:]...)
			return nil
		}
	}
	return ErrNoSecret
}
