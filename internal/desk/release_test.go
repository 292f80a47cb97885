package desk

import (
	"errors"
	"slices"
	"testing"

	"filippo.io/age"

	"luwte/crypto/quorum"
	"luwte/internal/desk/keyring"
)

// everyDay opens daily desks of tests. It is the identity of a token: scrypt would be most of what these tests take.
const everyDay = keyring.TokenPrefix + "DRAWER-1"

// The token is in the drawer.
func init() {
	key, err := age.GenerateX25519Identity()
	keys := map[string]*age.X25519Identity{everyDay: key}
	keyring.UseTokens(func(which string) (age.Recipient, age.Identity, error) {
		if keys[which] == nil && err == nil {
			keys[which], err = age.GenerateX25519Identity()
		}
		return keys[which].Recipient(), keys[which], err
	})
}

// daily opens the desk with its passphrase.
func (w *dealtWorld) daily() {
	w.t.Helper()
	if w.desk != nil && w.desk.reg != nil {
		w.must(w.desk.Close())
	}
	keys, err := keyring.Load(w.dir+"/"+keyringFile, everyDay)
	w.must(err)
	dealing, err := ReadDealing(w.dir)
	w.must(err)
	w.desk = &Desk{dir: w.dir, keys: keys, dealing: dealing, passphrase: everyDay, actor: "alice", now: w.clock}
	w.must(w.desk.open())
	w.keys = w.desk.keys
}

// TestRelease_OneEpochUnknown_ReleasesNone is custodians who mistype a number, and an officer who goes on alone.
func TestRelease_OneEpochUnknown_ReleasesNone(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), everyDay)
	w.daily()
	_, g := w.gather(1, 3)
	w.must(w.desk.Gathered(g))
	if err := w.desk.Release(2, 99); !errors.Is(err, keyring.ErrEpoch) {
		t.Errorf("released: %v", err)
	}
	if _, err := w.desk.keys.Identity(2); err != keyring.ErrLocked {
		t.Errorf("epoch 2 after a release that failed: %v", err)
	}
	w.must(w.desk.writeKeys())
	w.daily()
	if _, err := w.desk.keys.Identity(2); err != keyring.ErrLocked {
		t.Errorf("epoch 2 in the keyring after a release that failed: %v", err)
	}
	_, err := w.desk.DealAnew(Quorum{1, []string{"Mallory"}, 12}, true)
	if err != quorum.ErrTooFew {
		t.Errorf("dealt: %v", err)
	}
}

// TestForget_SharesGivenToADailyDesk_AreNeededAgain is every command that hands the bureau to somebody.
func TestForget_SharesGivenToADailyDesk_AreNeededAgain(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), everyDay)
	w.daily()
	give := func() {
		_, g := w.gather(1, 3)
		w.must(w.desk.Gathered(g))
	}
	alone := func(after string) {
		t.Helper()
		w.desk.Forget()
		if w.desk.HasCustodians() {
			t.Errorf("after %s: shares are there", after)
		}
		if _, err := w.desk.DealAnew(Quorum{1, []string{"Mallory"}, 12}, true); err != quorum.ErrTooFew {
			t.Errorf("after %s: dealt: %v", after, err)
		}
		if _, err := w.desk.ReplaceDispatch(); err != keyring.ErrRoot {
			t.Errorf("after %s: a new dispatch key: %v", after, err)
		}
		if err := w.desk.Release(3); err != quorum.ErrTooFew {
			t.Errorf("after %s: released: %v", after, err)
		}
	}
	give()
	if err := w.desk.Release(2, 99); !errors.Is(err, keyring.ErrEpoch) {
		t.Errorf("released: %v", err)
	}
	alone("a release that failed")
	give()
	_, err := w.desk.ReplaceDispatch()
	w.must(err)
	alone("a new dispatch key")
}

// TestToRelease_AfterTheRootKeyWasReplaced_IsTwoAMonth: the old months' keys are still wanted, beside the new ones.
func TestToRelease_AfterTheRootKeyWasReplaced_IsTwoAMonth(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), everyDay)
	w.daily()
	wanted := func(when string, want ...uint64) {
		t.Helper()
		if got, err := w.desk.ToRelease(); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v", when, got, err)
		}
	}
	wanted("at first")
	_, g := w.gather(1, 3)
	w.must(w.desk.Gathered(g))
	w.succeed(true)
	w.today = parse(t, "2027-01-26")
	w.daily()
	all, err := w.desk.ToRelease()
	if err != nil || len(all) != 2 || all[0] != 2 {
		t.Fatalf("%v, %v", all, err)
	}
	_, g = w.gather(2, 3)
	w.must(w.desk.Gathered(g))
	w.must(w.desk.Release(all...))
	wanted("afterwards")
}
