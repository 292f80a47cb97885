// Package keyring holds a bureau's private keys: the root key that signs charters, the dispatch key that signs boards and dispatches, a
// reception identity for each epoch, and the key of the register.
//
// The desk asks for a key at the moment when it uses it, through the interface Keyring; where the keys come from (a file under a
// passphrase, later shares of several people) is behind it. Only the desk imports it.
package keyring

import (
	"errors"

	"filippo.io/age"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/sign"
)

var (
	// ErrPassphrase is returned when a keyring does not open with the passphrase.
	ErrPassphrase = errors.New("the passphrase is wrong")
	// ErrDamaged is returned when what the passphrase opened is not a keyring, or the file is no sealed one.
	ErrDamaged = errors.New("the keyring is damaged")
	// ErrEpoch is returned when there is no identity of an epoch: never made, or destroyed.
	ErrEpoch = errors.New("no key of this epoch")
	// ErrThere is returned when a keyring is to be made where one is.
	ErrThere = errors.New("there is a keyring already")
)

// Keyring gives the desk its keys.
type Keyring interface {
	// Epochs returns the public side of every epoch of which there is an identity, ascending, as it stands in a charter.
	Epochs() []charter.Epoch
	// Identity returns the reception identity of an epoch, or ErrEpoch.
	Identity(epoch uint64) (*age.HybridIdentity, error)
	// Marks returns for each epoch the random key of the hashes by which parcels and codes of that epoch are known again.
	Marks() map[uint64][32]byte
	// Dispatch returns the key that signs boards and dispatches.
	Dispatch() *sign.Key
	// Root returns the key that signs charters; nothing else may be signed with it.
	Root() *sign.Key
	// Register returns the 32-byte key of the register.
	Register() [32]byte
}

// Keys is a keyring in memory, whole.
type Keys struct {
	root, dispatch *sign.Key
	register       [32]byte
	epochs         []epoch
}

type epoch struct {
	public   charter.Epoch
	identity *age.HybridIdentity
	marks    [32]byte
}

// Epochs implements Keyring.
func (k *Keys) Epochs() []charter.Epoch {
	public := make([]charter.Epoch, len(k.epochs))
	for i, e := range k.epochs {
		public[i] = e.public
	}
	return public
}

// Identity implements Keyring.
func (k *Keys) Identity(number uint64) (*age.HybridIdentity, error) {
	for _, e := range k.epochs {
		if e.public.Epoch == number {
			return e.identity, nil
		}
	}
	return nil, ErrEpoch
}

// Marks implements Keyring.
func (k *Keys) Marks() map[uint64][32]byte {
	marks := map[uint64][32]byte{}
	for _, e := range k.epochs {
		marks[e.public.Epoch] = e.marks
	}
	return marks
}

// Dispatch implements Keyring.
func (k *Keys) Dispatch() *sign.Key { return k.dispatch }

// Root implements Keyring.
func (k *Keys) Root() *sign.Key { return k.root }

// Register implements Keyring.
func (k *Keys) Register() [32]byte { return k.register }

var _ Keyring = (*Keys)(nil)

func newEpoch(number uint64, from, until day.Day, identity *age.HybridIdentity, marks [32]byte) epoch {
	return epoch{charter.Epoch{Epoch: number, From: from, Until: until, Recipient: identity.Recipient().String()}, identity, marks}
}
