package desk

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"luwte/crypto/quorum"
	"luwte/crypto/sign"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
)

func (w *world) read(name string) []byte {
	w.t.Helper()
	b, err := os.ReadFile(filepath.Join(w.dir, name))
	w.must(err)
	return b
}

func (w *world) write(name string, b []byte) {
	w.t.Helper()
	w.must(os.WriteFile(filepath.Join(w.dir, name), b, 0o600))
}

// refused sees that the desk does not open with two shares.
func (w *dealtWorld) refused(want error, custodians ...int) {
	w.t.Helper()
	dealing, g := w.gather(custodians...)
	d := &Desk{dir: w.dir, dealing: dealing, gathered: g, actor: "alice", now: w.clock}
	if err := d.openGathered(); !errors.Is(err, want) {
		w.t.Errorf("opened: %v, expected %v", err, want)
	}
}

// TestDestroy_CutAtEachStep_IsDoneAtTheNextOpening puts together every state that a power cut leaves, and that of a version that wrote dealing.json first.
func TestDestroy_CutAtEachStep_IsDoneAtTheNextOpening(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), everyDay)
	w.today = parse(t, "2027-06-01")
	w.daily()
	keys, dealing := w.read(keyringFile), w.read(dealingFile)
	if gone, err := w.desk.Destroy(); err != nil || !slices.Equal(gone, []uint64{1}) {
		t.Fatalf("%v, %v", gone, err)
	}
	for _, cut := range []struct {
		name          string
		keys, dealing []byte
	}{
		{"before both", keys, dealing}, {"between", w.read(keyringFile), dealing}, {"between, dealing first", keys, w.read(dealingFile)},
	} {
		w.must(w.desk.Close())
		w.desk = nil
		w.write(keyringFile, cut.keys)
		w.write(dealingFile, cut.dealing)
		w.daily()
		loaded, err := keyring.Load(filepath.Join(w.dir, keyringFile), everyDay)
		w.must(err)
		if _, err := loaded.Identity(1); err != keyring.ErrEpoch {
			t.Errorf("%s: epoch 1 is in the keyring: %v", cut.name, err)
		}
		if d, _ := w.gather(); d.Public()[0].Epoch == 1 {
			t.Errorf("%s: epoch 1 is in the dealing", cut.name)
		}
	}
}

// TestOpen_DealingPutBack_RevivesNothing is dealing.json as it was, from a copy, with the register of today.
func TestOpen_DealingPutBack_RevivesNothing(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "")
	w.today = parse(t, "2027-06-01")
	w.session(1, 2)
	first := w.read(dealingFile)
	if gone, err := w.desk.Destroy(); err != nil || len(gone) != 1 {
		t.Fatalf("%v, %v", gone, err)
	}
	w.write(dealingFile, first)
	w.session(1, 2)
	if _, err := w.desk.keys.Identity(1); err != keyring.ErrEpoch {
		t.Errorf("a destroyed epoch is back: %v", err)
	}
	if d, _ := w.gather(); d.Public()[0].Epoch == 1 {
		t.Error("a destroyed epoch is back in the file")
	}

	first = w.read(dealingFile)
	_, err := w.desk.ReplaceDispatch()
	w.must(err)
	w.must(w.desk.Close())
	w.desk = nil
	second := w.read(dealingFile)
	w.write(dealingFile, first)
	w.refused(ErrRolledBack, 1, 2)
	stolen, err := quorum.ParseDealing(first)
	w.must(err)
	stolen.Revision = 1 // the number that is in force, written over the old one
	w.must(writeDealing(w.dir, stolen))
	w.refused(quorum.ErrDealing, 1, 2)

	w.write(dealingFile, second)
	old := w.shares
	w.renew()
	w.must(w.desk.Close())
	now, third := w.shares, w.read(dealingFile)
	w.desk, w.shares = nil, old
	w.write(dealingFile, second)
	w.refused(ErrRolledBack, 1, 2)

	w.write(dealingFile, third)
	w.shares = now
	w.session(1, 2)
}

// TestReplaceDispatch_CutAtEachStep_OldOrNew is a power cut before and after dealing.json.
func TestReplaceDispatch_CutAtEachStep_OldOrNew(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "")
	w.session(1, 2)
	old := w.desk.dispatchName()
	mark := func() {
		w.must(w.desk.reg.Update(func(tx *register.Tx) error { return tx.Put(formerBucket, replacedKey, []byte(old)) }))
	}
	mark()
	w.session(1, 2)
	if w.desk.dispatchName() != old {
		t.Error("another key, from nowhere")
	}
	mark()
	key, err := sign.GenerateKey()
	w.must(err)
	keys, dealing, err := w.desk.withDispatch(key)
	w.must(err)
	w.must(w.desk.takeDispatch(keys, dealing))
	w.session(1, 2)
	if !bytes.Equal(w.desk.keys.Dispatch().Public(), key.Public()) {
		t.Error("not the new key")
	}
	w.must(w.desk.reg.View(func(tx *register.Tx) error {
		if !tx.Has(formerBucket, old) || tx.Has(formerBucket, replacedKey) {
			t.Error("the old key is not noted")
		}
		return nil
	}))
	w.session(2, 3)
	w.export() // with a charter that announces it
}

// TestDealAnew_CutAfterTheDealing_KeyringKeepsNoRoot is a desk of one person that goes to custodians, and the power that goes at the worst moment.
func TestDealAnew_CutAfterTheDealing_KeyringKeepsNoRoot(t *testing.T) {
	for _, daily := range []bool{true, false} {
		w := newWorld(t)
		path := filepath.Join(w.dir, keyringFile)
		w.must(w.keys.Save(path, everyDay))
		out, err := w.desk.DealAnew(Quorum{1, []string{"Anna"}, DefaultMonths}, daily)
		w.must(err)
		w.must(w.desk.reg.Update(func(tx *register.Tx) error { return putCustody(tx, out.Custody) }))
		w.must(writeDealing(w.dir, out.dealing))
		w.must(w.desk.Close())

		w.desk, err = Open(w.dir, everyDay, "alice")
		if !daily {
			if !errors.Is(err, ErrNoPassphrase) || OpenedBy(w.dir) != Custodians {
				t.Errorf("a passphrase opens it: %v", err)
			}
			continue
		}
		w.must(err)
		loaded, err := keyring.Load(path, everyDay)
		w.must(err)
		if _, err := loaded.Root(); err != keyring.ErrRoot || len(loaded.Epochs()) != 1 {
			t.Errorf("the keyring has %d epochs and the root key: %v", len(loaded.Epochs()), err)
		}
		if got := len(w.desk.keys.Epochs()); got != DefaultMonths+1 {
			t.Errorf("%d epochs", got)
		}
	}
}
