package quorum_test

import (
	"crypto/rand"
	"testing"

	"filippo.io/age"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/identity"
	"luwte/crypto/quorum"
)

var bureau = charter.FingerprintOf([]byte("a root"))

// thin is set under the race detector, which makes everything ten times slower: then fewer quorums and corruptions are tried. make test runs all of
// them without it.
var thin bool

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// newSecrets makes the secrets of a bureau with this many epochs of 30 days.
func newSecrets(t testing.TB, epochs int) *quorum.Secrets {
	t.Helper()
	s := &quorum.Secrets{Root: random(quorum.RootSize), Desk: random(quorum.DeskSize)}
	for i := range epochs {
		id, err := age.GenerateHybridIdentity()
		if err != nil {
			t.Fatal(err)
		}
		seed, err := identity.Seed(id)
		if err != nil {
			t.Fatal(err)
		}
		from := day.Day(20000 + 30*i)
		s.Epochs = append(s.Epochs, quorum.EpochSecret{
			Epoch: charter.Epoch{Epoch: uint64(i + 1), From: from, Until: from + 31, Recipient: id.Recipient().String()}, Seed: seed,
		})
	}
	return s
}

func deal(t testing.TB, s *quorum.Secrets, k, n int, number uint64) (*quorum.Dealing, []*quorum.Share) {
	t.Helper()
	d, shares, err := quorum.Deal(bureau, s, k, n, number)
	if err != nil {
		t.Fatal(err)
	}
	return d, shares
}

// gather adds shares, which must all be taken.
func gather(t testing.TB, d *quorum.Dealing, shares ...*quorum.Share) *quorum.Gathering {
	t.Helper()
	g := d.Gather()
	for _, s := range shares {
		if err := g.AddShare(s); err != nil {
			t.Fatal(err)
		}
	}
	return g
}
