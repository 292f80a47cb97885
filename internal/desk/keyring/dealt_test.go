package keyring_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/quorum"
	"luwte/internal/desk/keyring"
)

// dealt makes keys of three epochs and deals them to 2 of 3.
func dealt(t *testing.T) (*keyring.Keys, *quorum.Dealing, []*quorum.Share) {
	t.Helper()
	keys, err := keyring.New(keyring.Period{100, 131}, keyring.Period{130, 161}, keyring.Period{160, 191})
	if err != nil {
		t.Fatal(err)
	}
	secrets, err := keys.Secrets()
	if err != nil {
		t.Fatal(err)
	}
	d, shares, err := quorum.Deal(keys.Bureau(), secrets, 2, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	return keys, d, shares
}

func gathered(t *testing.T, d *quorum.Dealing, shares ...*quorum.Share) *quorum.Gathering {
	t.Helper()
	g := d.Gather()
	for _, s := range shares {
		if err := g.AddShare(s); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

func TestGathered_KOfN_GivesTheSameKeysAndOnlyTheEpochsAskedFor(t *testing.T) {
	made, d, shares := dealt(t)
	got, err := keyring.Gathered(d, gathered(t, d, shares[2], shares[0]), func(e charter.Epoch) bool { return e.From < 150 })
	if err != nil {
		t.Fatal(err)
	}
	same(t, made, got, 1, 2)
	if _, err := got.Identity(3); err != keyring.ErrLocked {
		t.Errorf("epoch 3: %v", err)
	}
	if _, err := got.Secrets(); err != keyring.ErrLocked {
		t.Errorf("all secrets: %v", err)
	}
	if _, err := keyring.Gathered(d, gathered(t, d, shares[1]), func(charter.Epoch) bool { return false }); err != quorum.ErrTooFew {
		t.Errorf("one of two: %v", err)
	}
}

// same compares keys, and of the epochs those whose identities must be there.
func same(t *testing.T, a, b *keyring.Keys, epochs ...uint64) {
	t.Helper()
	if a.Bureau() != b.Bureau() || a.Register() != b.Register() || !bytes.Equal(a.Dispatch().Seed(), b.Dispatch().Seed()) || !reflect.DeepEqual(a.Epochs(), b.Epochs()) {
		t.Error("other keys")
	}
	if len(b.Marks()) != len(epochs) {
		t.Errorf("%d epochs are open", len(b.Marks()))
	}
	for _, n := range epochs {
		x, err1 := a.Identity(n)
		y, err2 := b.Identity(n)
		if err := errors.Join(err1, err2); err != nil || x.String() != y.String() || a.Marks()[n] != b.Marks()[n] {
			t.Errorf("epoch %d: another identity, %v", n, err)
		}
	}
}

// TestReplace_ReleasedEpochs_AreTheOnlyOnesInTheDesksFile is the profile in which custodians release an epoch for daily work.
func TestReplace_ReleasedEpochs_AreTheOnlyOnesInTheDesksFile(t *testing.T) {
	keyring.Quick(t)
	made, d, shares := dealt(t)
	path := filepath.Join(t.TempDir(), "keyring.age")
	none := func(charter.Epoch) bool { return false }
	session, err := keyring.Gathered(d, gathered(t, d, shares[0], shares[1]), none)
	if err != nil {
		t.Fatal(err)
	}
	if err := session.WithoutRoot().Save(path, passphrase); err != nil {
		t.Fatal(err)
	}
	daily, err := keyring.Load(path, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	if err := daily.With(d); err != nil {
		t.Fatal(err)
	}
	same(t, made, daily)
	if _, err := daily.Root(); err != keyring.ErrRoot {
		t.Errorf("root: %v", err)
	}
	if err := daily.Release(gathered(t, d, shares[1]), 2); err != quorum.ErrTooFew {
		t.Errorf("released by one of two: %v", err)
	}
	if err := daily.Release(gathered(t, d, shares[1], shares[2]), 2); err != nil {
		t.Fatal(err)
	}
	if err := daily.Replace(path, passphrase); err != nil {
		t.Fatal(err)
	}
	again, err := keyring.Load(path, passphrase)
	if err != nil || len(again.Epochs()) != 1 {
		t.Fatalf("%v", err)
	}
	if err := again.With(d); err != nil {
		t.Fatal(err)
	}
	same(t, made, again, 2)
	other, _, _ := dealt(t)
	if err := other.With(d); err != keyring.ErrDamaged {
		t.Errorf("with another bureau's dealing: %v", err)
	}
}

func TestLoadShare_AfterSave_OpensToItsPassphraseOnly(t *testing.T) {
	keyring.Quick(t)
	_, d, shares := dealt(t)
	path := filepath.Join(t.TempDir(), "share-1.age")
	if err := keyring.SaveShare(path, passphrase, shares[0]); err != nil {
		t.Fatal(err)
	}
	got, err := keyring.LoadShare(path, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	gathered(t, d, got, shares[1])
	if _, err := keyring.LoadShare(path, "another"); err != keyring.ErrPassphrase {
		t.Error(err)
	}
	file, err := os.ReadFile(path)
	if err != nil || !keyring.IsSealed(file) {
		t.Errorf("not a sealed file, %v", err)
	}
	file[len(file)-1] ^= 1
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := keyring.LoadShare(path, passphrase); err != quorum.ErrDamaged {
		t.Error(err)
	}
}
