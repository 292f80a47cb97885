package keyring

import (
	"crypto/rand"
	"fmt"

	"filippo.io/age"

	"luwte/crypto/day"
	"luwte/crypto/sign"
)

// New makes a bureau's keys from the system's randomness, with one epoch, number 1, of the days from ≤ d < until.
func New(from, until day.Day) (*Keys, error) {
	root, err := sign.GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("make root key: %w", err)
	}
	dispatch, err := sign.GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("make dispatch key: %w", err)
	}
	identity, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, fmt.Errorf("make reception identity: %w", err)
	}
	k := &Keys{root: root, dispatch: dispatch, register: random(), epochs: []epoch{newEpoch(1, from, until, identity, random())}}
	return k, nil
}

func random() (key [32]byte) {
	rand.Read(key[:])
	return key
}
