package keyring

import (
	"crypto/rand"
	"fmt"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/identity"
	"luwte/crypto/sign"
)

// Period is when an epoch takes reports: days from ≤ d < until.
type Period struct{ From, Until day.Day }

// New makes a bureau's keys from the system's randomness, with epochs 1, 2, … of these periods.
func New(periods ...Period) (*Keys, error) {
	root, err := sign.GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("make root key: %w", err)
	}
	dispatch, err := sign.GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("make dispatch key: %w", err)
	}
	k := &Keys{bureau: charter.FingerprintOf(root.Public()), root: root, dispatch: dispatch}
	rand.Read(k.register[:])
	return k, k.Extend(1, periods...)
}

// Extend makes identities for further epochs, numbered upwards from first. The numbers must be greater than all that there were, destroyed ones
// included.
func (k *Keys) Extend(first uint64, periods ...Period) error {
	for i, p := range periods {
		seed := make([]byte, identity.SeedSize)
		rand.Read(seed)
		id, err := identity.FromSeed(seed)
		if err != nil {
			return fmt.Errorf("make reception identity: %w", err)
		}
		e := epoch{public: charter.Epoch{Epoch: first + uint64(i), From: p.From, Until: p.Until, Recipient: id.Recipient().String()}}
		if err := e.open(k.bureau, seed); err != nil {
			return err
		}
		k.epochs = append(k.epochs, e)
	}
	return nil
}

// Destroy forgets an epoch. It returns ErrEpoch if it is not there. What is on disk stays until it is saved again.
func (k *Keys) Destroy(number uint64) error {
	for i, e := range k.epochs {
		if e.public.Epoch == number {
			k.epochs = append(append([]epoch{}, k.epochs[:i]...), k.epochs[i+1:]...)
			return nil
		}
	}
	return ErrEpoch
}
