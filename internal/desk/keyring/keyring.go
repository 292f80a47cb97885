// Package keyring holds a bureau's private keys: the root key that signs charters, the dispatch key that signs boards and dispatches, a
// reception identity for each epoch, and the key of the register.
//
// The desk asks for a key at the moment when it uses it, through the interface Keyring. Where the keys come from is behind it: a file under a
// passphrase, the shares of k of n custodians, or both, where the custodians released some epochs to the desk. The desk imports it,
// and the command that signs releases for the way of sealing a key.
package keyring

import (
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"

	"filippo.io/age"

	"luwte/crypto/charter"
	"luwte/crypto/identity"
	"luwte/crypto/label"
	"luwte/crypto/sign"
)

var (
	// ErrPassphrase is returned when a keyring or a share does not open with the passphrase.
	ErrPassphrase = errors.New("the passphrase is wrong")
	// ErrDamaged is returned when what the passphrase opened is not a keyring, or the file is no sealed one.
	ErrDamaged = errors.New("the keyring is damaged")
	// ErrEpoch is returned when there is no identity of an epoch: never made, or destroyed.
	ErrEpoch = errors.New("no key of this epoch")
	// ErrLocked is returned when the identity of an epoch is with the custodians, who have not released it.
	ErrLocked = errors.New("the custodians have not released the key of this epoch")
	// ErrRoot is returned when the root key is with the custodians.
	ErrRoot = errors.New("the root key is with the custodians")
	// ErrThere is returned when a keyring is to be made where one is.
	ErrThere = errors.New("there is a keyring already")
)

// Keyring gives the desk its keys.
type Keyring interface {
	// Bureau returns the bureau's fingerprint.
	Bureau() charter.Fingerprint
	// Epochs returns the public side of every epoch that was not destroyed, ascending, as it stands in a charter.
	Epochs() []charter.Epoch
	// Identity returns the reception identity of an epoch, or ErrEpoch or ErrLocked.
	Identity(epoch uint64) (*age.HybridIdentity, error)
	// Marks returns for each epoch whose identity is here the key of the hashes by which parcels and codes of that epoch are known again.
	Marks() map[uint64][32]byte
	// Dispatch returns the key that signs boards and dispatches.
	Dispatch() *sign.Key
	// Root returns the key that signs charters, or ErrRoot; nothing else may be signed with it.
	Root() (*sign.Key, error)
	// Register returns the 32-byte key of the register.
	Register() [32]byte
}

// Keys is a keyring in memory.
type Keys struct {
	bureau   charter.Fingerprint
	root     *sign.Key // nil: with the custodians
	dispatch *sign.Key
	register [32]byte
	epochs   []epoch // ascending
}

type epoch struct {
	public   charter.Epoch
	identity *age.HybridIdentity // nil: with the custodians
	marks    [32]byte
}

// Bureau implements Keyring.
func (k *Keys) Bureau() charter.Fingerprint { return k.bureau }

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
		switch {
		case e.public.Epoch != number:
		case e.identity == nil:
			return nil, ErrLocked
		default:
			return e.identity, nil
		}
	}
	return nil, ErrEpoch
}

// Marks implements Keyring.
func (k *Keys) Marks() map[uint64][32]byte {
	marks := map[uint64][32]byte{}
	for _, e := range k.epochs {
		if e.identity != nil {
			marks[e.public.Epoch] = e.marks
		}
	}
	return marks
}

// Dispatch implements Keyring.
func (k *Keys) Dispatch() *sign.Key { return k.dispatch }

// Root implements Keyring.
func (k *Keys) Root() (*sign.Key, error) {
	if k.root == nil {
		return nil, ErrRoot
	}
	return k.root, nil
}

// Register implements Keyring.
func (k *Keys) Register() [32]byte { return k.register }

var _ Keyring = (*Keys)(nil)

// Format keeps keys out of printed text.
func (k *Keys) Format(f fmt.State, verb rune) { fmt.Fprint(f, "[keys]") }

// open gives an epoch its identity. It returns ErrDamaged unless the seed is that of the recipient that is announced.
func (e *epoch) open(bureau charter.Fingerprint, seed []byte) error {
	id, err := identity.FromSeed(seed)
	if err != nil || id.Recipient().String() != e.public.Recipient {
		return ErrDamaged
	}
	// The key of an epoch's hashes comes from its seed, so that both are destroyed together (SPEC §11).
	marks, err := hkdf.Key(sha256.New, seed, bureau[:], label.EpochMarks, len(e.marks))
	if err != nil {
		return fmt.Errorf("derive the key of an epoch's hashes: %w", err)
	}
	e.identity, e.marks = id, [32]byte(marks)
	return nil
}
