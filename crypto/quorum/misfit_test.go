package quorum_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"luwte/crypto/quorum"
)

// TestGathering_CustodianSpoilsHisValues_IsNamedAndOthersOpen has one of five, of whom three open, or two, seal random values for themselves.
func TestGathering_CustodianSpoilsHisValues_IsNamedAndOthersOpen(t *testing.T) {
	secrets := newSecrets(t, 2)
	for _, spoilers := range [][]int{{1}, {3}, {1, 4}} {
		d, shares := deal(t, secrets, 3, 5, 7)
		for _, s := range spoilers {
			d.Spoil(shares[s-1].PaperKey())
		}
		g := d.Gather()
		for i, s := range shares {
			if err := g.Add(s.PaperKey()); err != nil {
				t.Fatalf("share %d: %v", i+1, err)
			}
			honest := i + 1
			for _, s := range spoilers {
				if s <= i+1 {
					honest--
				}
			}
			named, err := g.Misfits()
			all, openErr := g.All()
			switch {
			case i+1 < 3:
				if !errors.Is(err, quorum.ErrTooFew) || !errors.Is(openErr, quorum.ErrTooFew) {
					t.Errorf("spoilt %v, %d shares: %v, %v", spoilers, i+1, err, openErr)
				}
			case honest < 3:
				if !errors.Is(err, quorum.ErrMisfit) || !errors.Is(openErr, quorum.ErrDealing) || named != nil {
					t.Errorf("spoilt %v, %d shares: %v named, %v, %v", spoilers, i+1, named, err, openErr)
				}
			default:
				there := slices.DeleteFunc(slices.Clone(spoilers), func(s int) bool { return s > i+1 })
				if err != nil || openErr != nil || !slices.Equal(named, there) || !bytes.Equal(all.Root, secrets.Root) || !bytes.Equal(all.Epochs[1].Seed, secrets.Epochs[1].Seed) {
					t.Errorf("spoilt %v, %d shares: %v named, %v, %v", spoilers, i+1, named, err, openErr)
				}
			}
		}
		replaced := random(quorum.DeskSize)
		if err := g.ReplaceDesk(replaced); err != nil {
			t.Fatal(err)
		}
		if got, err := g.Desk(); err != nil || !bytes.Equal(got, replaced) {
			t.Errorf("spoilt %v, a secret replaced: %v", spoilers, err)
		}
	}
}

// TestGathering_TooManySpoil_SaysThatTheDealingIsDamaged has so many spoil that no k are left.
func TestGathering_TooManySpoil_SaysThatTheDealingIsDamaged(t *testing.T) {
	d, shares := deal(t, newSecrets(t, 1), 2, 3, 1)
	d.Spoil(shares[0].PaperKey())
	d.Spoil(shares[2].PaperKey())
	g := d.Gather()
	for _, s := range shares {
		if err := g.Add(s.PaperKey()); err != nil {
			t.Fatal(err)
		}
	}
	if named, err := g.Misfits(); !errors.Is(err, quorum.ErrDealing) || named != nil {
		t.Errorf("%v, %v", named, err)
	}
}

// TestGathering_OneForEach_SpoilerOfOneIsNamed has each custodian open alone.
func TestGathering_OneForEach_SpoilerOfOneIsNamed(t *testing.T) {
	d, shares := deal(t, newSecrets(t, 1), 1, 2, 1)
	d.Spoil(shares[0].PaperKey())
	g := d.Gather()
	if err := g.Add(shares[0].PaperKey()); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Misfits(); !errors.Is(err, quorum.ErrMisfit) {
		t.Error(err)
	}
	if err := g.Add(shares[1].PaperKey()); err != nil {
		t.Fatal(err)
	}
	if named, err := g.Misfits(); err != nil || !slices.Equal(named, []int{1}) {
		t.Errorf("%v, %v", named, err)
	}
	if _, err := g.All(); err != nil {
		t.Error(err)
	}
}
