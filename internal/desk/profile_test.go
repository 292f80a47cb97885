package desk

import (
	"errors"
	"path/filepath"
	"testing"

	"luwte/crypto/quorum"
	"luwte/internal/desk/keyring"
)

func TestChangePassphrase_CustodiansEverySession_IsRefused(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "")
	w.session(1, 2)
	if err := w.desk.ChangePassphrase(everyDay); err != ErrEverySession || OpenedBy(w.dir) != Custodians {
		t.Errorf("a passphrase opens it: %v", err)
	}
	if err := w.desk.Release(2); err != ErrEverySession {
		t.Errorf("released to nothing: %v", err)
	}
	gathered := w.desk.gathered
	w.desk.gathered = nil
	if err := w.desk.BeginDaily(everyDay); err != quorum.ErrTooFew {
		t.Errorf("daily work without shares: %v", err)
	}
	w.desk.gathered = gathered
	w.must(w.desk.BeginDaily(everyDay))
	w.daily()
	if _, err := w.desk.keys.Root(); err != keyring.ErrRoot || len(w.desk.keys.Marks()) != 1 {
		t.Errorf("the keyring has %d epochs and the root key: %v", len(w.desk.keys.Marks()), err)
	}
}

func TestDealAnew_DailyWhereNothingWas_NeedsAPassphrase(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "")
	w.session(1, 2)
	before := w.read(dealingFile)
	d, err := w.desk.DealAnew(Quorum{1, []string{"Anna"}, DefaultMonths}, true)
	w.must(err)
	if err := d.Finish(); !errors.Is(err, ErrDailyPassphrase) || string(w.read(dealingFile)) != string(before) {
		t.Errorf("dealt: %v", err)
	}
	d.Passphrase(everyDay)
	w.must(d.Finish())
	w.daily()
	loaded, err := keyring.Load(filepath.Join(w.dir, keyringFile), everyDay)
	w.must(err)
	if _, err := loaded.Root(); err != keyring.ErrRoot || len(loaded.Epochs()) != 1 {
		t.Errorf("the keyring has %d epochs and the root key: %v", len(loaded.Epochs()), err)
	}
}
