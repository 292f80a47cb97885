package identity_test

import (
	"bytes"
	"errors"
	"testing"

	"filippo.io/age"

	"luwte/crypto/identity"
)

func TestFromSeed_SeedOfAnIdentity_GivesItBack(t *testing.T) {
	made, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	seed, err := identity.Seed(made)
	if err != nil {
		t.Fatal(err)
	}
	again, err := identity.FromSeed(seed)
	if err != nil || again.String() != made.String() {
		t.Errorf("another identity, %v", err)
	}
}

func TestFromSeed_AnySize_TakesOnlyOne(t *testing.T) {
	for size := range 66 {
		id, err := identity.FromSeed(bytes.Repeat([]byte{7}, size))
		if ok := size == identity.SeedSize; ok != (err == nil) || !ok && (!errors.Is(err, identity.ErrSeed) || id != nil) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}
