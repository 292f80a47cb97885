package quorum_test

import (
	"bytes"
	"math/bits"
	"reflect"
	"testing"

	"luwte/crypto/quorum"
)

// TestOpen_AllQuorums_ExactlyEveryKSubsetOpens takes every k of every n up to 9, and every subset of k and of k-1 custodians. Those of k-1 are also
// combined as if they were enough.
func TestOpen_AllQuorums_ExactlyEveryKSubsetOpens(t *testing.T) {
	secrets := newSecrets(t, 1)
	most, subsets := quorum.MaxCustodians, 1013 // the sum of n over k, 1 ≤ k ≤ n ≤ 9, and that of n over k-1
	if thin {
		most, subsets = 5, 57
	}
	opened, refused := 0, 0
	for n := 1; n <= most; n++ {
		for k := 1; k <= n; k++ {
			d, shares := deal(t, secrets, k, n, 1)
			for subset := range 1 << n {
				switch bits.OnesCount(uint(subset)) {
				case k:
					opens(t, secrets, keys(t, d, shares, subset))
					opened++
				case k - 1:
					opensNothing(t, keys(t, d, shares, subset))
					refused++
				}
			}
		}
	}
	if opened != subsets || refused != subsets {
		t.Errorf("%d subsets of k and %d of k-1", opened, refused)
	}
}

func keys(t *testing.T, d *quorum.Dealing, shares []*quorum.Share, subset int) *quorum.Gathering {
	t.Helper()
	g := d.Gather()
	for i, s := range shares {
		if subset>>i&1 == 1 {
			if err := g.Add(s.PaperKey()); err != nil {
				t.Fatal(err)
			}
		}
	}
	return g
}

func opens(t *testing.T, want *quorum.Secrets, g *quorum.Gathering) {
	t.Helper()
	got, err := g.All()
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("custodians %v open other secrets, %v", g.Custodians(), err)
	}
}

func opensNothing(t *testing.T, g *quorum.Gathering) {
	t.Helper()
	_, err1 := g.Root()
	_, err2 := g.Desk()
	_, err3 := g.Epoch(1)
	_, err4 := g.All()
	for _, err := range []error{err1, err2, err3, err4, g.ReplaceDesk(random(quorum.DeskSize))} {
		if err != quorum.ErrTooFew {
			t.Fatalf("custodians %v: %v", g.Custodians(), err)
		}
	}
	if len(g.Custodians()) > 0 && g.OpenBelow() != 0 {
		t.Fatalf("custodians %v open a secret", g.Custodians())
	}
}

func TestDeal_OutOfRange_IsRefused(t *testing.T) {
	s := newSecrets(t, 1)
	for _, c := range []struct {
		k, n   int
		number uint64
	}{{0, 1, 1}, {2, 1, 1}, {1, 0, 1}, {-1, 3, 1}, {1, 10, 1}, {10, 10, 1}, {1, 1, 0}, {1, 1, 1 << 16}} {
		if _, _, err := quorum.Deal(bureau, s, c.k, c.n, c.number); err != quorum.ErrQuorum {
			t.Errorf("%+v: %v", c, err)
		}
	}
	for name, spoil := range map[string]func(*quorum.Secrets){
		"root":        func(s *quorum.Secrets) { s.Root = s.Root[1:] },
		"desk":        func(s *quorum.Secrets) { s.Desk = nil },
		"seed":        func(s *quorum.Secrets) { s.Epochs[0].Seed = random(33) },
		"epoch 0":     func(s *quorum.Secrets) { s.Epochs[0].Epoch.Epoch = 0 },
		"epoch twice": func(s *quorum.Secrets) { s.Epochs = append(s.Epochs, s.Epochs[0]) },
		"recipient":   func(s *quorum.Secrets) { s.Epochs[0].Recipient = "age1" },
	} {
		s := newSecrets(t, 1)
		spoil(s)
		if _, _, err := quorum.Deal(bureau, s, 1, 1, 1); err != quorum.ErrSecrets {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestDeal_Anew_KeepsRecipientsAndVoidsOldShares deals the same secrets to others: nothing that reporters see changes, and old shares are refused
// by name, also together with new ones.
func TestDeal_Anew_KeepsRecipientsAndVoidsOldShares(t *testing.T) {
	secrets := newSecrets(t, 3)
	before, old := deal(t, secrets, 2, 3, 1)
	opened, err := gather(t, before, old[0], old[2]).All()
	if err != nil {
		t.Fatal(err)
	}
	after, fresh := deal(t, opened, 3, 4, 2)
	if !reflect.DeepEqual(before.Public(), after.Public()) {
		t.Error("the epochs changed")
	}
	g := gather(t, after, fresh[0], fresh[1])
	for _, s := range old {
		if err1, err2 := g.AddShare(s), g.Add(s.PaperKey()); err1 != quorum.ErrOutdated || err2 != quorum.ErrOutdated {
			t.Errorf("an old share: %v, %v", err1, err2)
		}
	}
	if err := gather(t, before).AddShare(fresh[0]); err != quorum.ErrNewer {
		t.Errorf("a new share for old keys: %v", err)
	}
	if err := g.AddShare(fresh[3]); err != nil {
		t.Fatal(err)
	}
	opens(t, secrets, g)
}

// TestDestroy_OneEpoch_LeavesTheOthers also says what is true of copies.
func TestDestroy_OneEpoch_LeavesTheOthers(t *testing.T) {
	secrets := newSecrets(t, 3)
	d, shares := deal(t, secrets, 2, 2, 1)
	line, err := d.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Destroy(2); err != nil {
		t.Fatal(err)
	}
	if err := d.Destroy(2); err != quorum.ErrNoSecret {
		t.Errorf("destroyed twice: %v", err)
	}
	g := gather(t, d, shares...)
	if _, err := g.Epoch(2); err != quorum.ErrNoSecret {
		t.Errorf("a destroyed epoch: %v", err)
	}
	for _, i := range []int{0, 2} {
		if seed, err := g.Epoch(uint64(i + 1)); err != nil || !bytes.Equal(seed, secrets.Epochs[i].Seed) {
			t.Errorf("epoch %d: %v", i+1, err)
		}
	}
	if _, err := d.Marshal(); err != nil {
		t.Error(err)
	}
	// A copy of the dealing as it was still opens with the shares: whoever destroys must destroy copies too.
	copied, err := quorum.ParseDealing(line)
	if err != nil {
		t.Fatal(err)
	}
	opens(t, secrets, gather(t, copied, shares...))
}

func TestReplaceDesk_StolenKey_SameSharesOpenTheNewOne(t *testing.T) {
	secrets := newSecrets(t, 1)
	d, shares := deal(t, secrets, 2, 3, 1)
	desk := random(quorum.DeskSize)
	g := gather(t, d, shares[0], shares[1])
	if err := g.ReplaceDesk(desk); err != nil {
		t.Fatal(err)
	}
	if err := g.ReplaceDesk(desk[1:]); err != quorum.ErrSecrets {
		t.Error(err)
	}
	line, err := d.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	again, err := quorum.ParseDealing(line)
	if err != nil {
		t.Fatal(err)
	}
	want := &quorum.Secrets{Root: secrets.Root, Desk: desk, Epochs: secrets.Epochs}
	opens(t, want, gather(t, again, shares[1], shares[2]))
}

// TestOpen_AlteredDealing_IsErrDealing: what is public of an epoch, and every secret, is bound.
func TestOpen_AlteredDealing_IsErrDealing(t *testing.T) {
	secrets := newSecrets(t, 2)
	for name, alter := range map[string]func(*quorum.Dealing){
		"seeds exchanged": func(d *quorum.Dealing) {
			d.Epochs[0].Sealed.Secret, d.Epochs[1].Sealed.Secret = d.Epochs[1].Sealed.Secret, d.Epochs[0].Sealed.Secret
		},
		"seed altered": func(d *quorum.Dealing) { d.Epochs[0].Secret[40] ^= 1 },
	} {
		d, shares := deal(t, secrets, 2, 2, 1)
		alter(d)
		if _, err := gather(t, d, shares...).Epoch(1); err != quorum.ErrDealing {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, alter := range map[string]func(*quorum.Dealing){
		"recipients exchanged": func(d *quorum.Dealing) { d.Epochs[0].Recipient = d.Epochs[1].Recipient },
		"days moved":           func(d *quorum.Dealing) { d.Epochs[0].Until++ },
		"another bureau's":     func(d *quorum.Dealing) { d.Bureau[31] ^= 1 },
		"another k":            func(d *quorum.Dealing) { d.K = 1 },
		"value altered":        func(d *quorum.Dealing) { d.Desk.Values[0][30] ^= 1 },
	} {
		d, shares := deal(t, secrets, 2, 2, 1)
		alter(d)
		if err := d.Gather().Add(shares[0].PaperKey()); err != quorum.ErrWrong {
			t.Errorf("%s: %v", name, err)
		}
	}
}
