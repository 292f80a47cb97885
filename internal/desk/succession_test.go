package desk

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/quorum"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/keyring"
	"luwte/internal/testbureau"
)

var successors = Quorum{2, []string{"Anna", "Dirk", "Clara"}, DefaultMonths}

// succeed replaces the root key.
func (w *dealtWorld) succeed(daily bool) *Dealt {
	w.t.Helper()
	d, err := w.desk.ReplaceRoot(successors, daily)
	w.must(err)
	for _, share := range d.Shares {
		w.must(d.Check(share))
	}
	w.must(d.Finish())
	w.shares = d.Shares
	return d
}

// thiefOf is who has the root key, and makes a dispatch key of his own.
func (w *dealtWorld) thiefOf(serial uint64) *testbureau.Bureau {
	w.t.Helper()
	root, err := w.desk.root()
	w.must(err)
	thief := testbureau.New()
	thief.Root, thief.Charter.Serial = root, serial
	thief.Charter.Name = charter.Texts{"nl": "Bureau van de dief"}
	return thief
}

// TestImport_CharterOfAThiefWithAllKeys_IsSaid: under the same root nothing tells it from that of a later copy of this register but what it says.
func TestImport_CharterOfAThiefWithAllKeys_IsSaid(t *testing.T) {
	w := foundWorld(t, day.Today(), "")
	w.session(1, 2)
	w.export()
	thief := w.thiefOf(2)
	thief.Key, thief.Charter.Onion = w.desk.keys.Dispatch(), onionAddress
	w.held = thief.Dispatch(thief.CharterLine(), 50)
	if got := w.bring(); len(got.Warnings) != 2 || !strings.Contains(got.Warnings[0], "(Bureau van de dief, "+onionAddress+")") || !strings.Contains(got.Warnings[0], "root-key") || !strings.Contains(got.Warnings[1], "somebody else made it") {
		t.Errorf("%q", got.Warnings)
	}
}

// TestReplaceDispatch_SerialsUsedUp_IsRefusedForTheRootKey: going on from a thief's charter with a new dispatch key would make what he says the bureau's.
func TestReplaceDispatch_SerialsUsedUp_IsRefusedForTheRootKey(t *testing.T) {
	w := foundWorld(t, day.Today(), "")
	w.session(1, 2)
	w.export()
	thief := w.thiefOf(1<<53 - 1)
	w.held = thief.Dispatch(thief.CharterLine(), 50)
	w.bring()
	if _, err := w.desk.ReplaceDispatch(); err != ErrSerials {
		t.Errorf("another dispatch key: %v", err)
	}
	if c := w.succeed(false).Charter(); c.Name.In("nl") != "Bureau" || c.Serial != 1 {
		t.Errorf("charter %d of %q", c.Serial, c.Name)
	}
}

// TestReplaceRoot_CutAtEachStep_OldOrNew is a power cut before and after dealing.json, on a desk of custodians and on one of one person.
func TestReplaceRoot_CutAtEachStep_OldOrNew(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "")
	w.session(1, 2)
	first := w.export().Charter
	old := w.shares
	for _, written := range []bool{false, true} {
		out, err := w.desk.ReplaceRoot(successors, false)
		w.must(err)
		w.must(w.desk.reg.Update(out.prepare(w.desk)))
		if written {
			w.must(writeDealing(w.dir, out.dealing))
			w.shares = out.Shares
		}
		w.session(1, 3)
		c, err := w.desk.Charter(Change{})
		w.must(err)
		if got := len(c.Predecessors) == 1; got != written || written && charter.FingerprintOf(c.Root) != out.Root || !written && !bytes.Equal(c.Raw(), first.Raw()) {
			t.Errorf("written %v: charter %d, %d predecessors", written, c.Serial, len(c.Predecessors))
		}
		w.export()
	}
	_, g := w.gather()
	if err := g.AddShare(old[0]); err != quorum.ErrOutdated {
		t.Errorf("an old share: %v", err)
	}
}

// TestReplaceRoot_OnePersonsDesk_GoesToCustodians: a desk made with init gets custodians by its succession, whole or not at all.
func TestReplaceRoot_OnePersonsDesk_GoesToCustodians(t *testing.T) {
	for _, daily := range []bool{true, false} {
		w := newWorld(t)
		w.must(w.keys.Save(filepath.Join(w.dir, keyringFile), everyDay))
		w.desk.passphrase = everyDay // as if it had opened with it
		w.export()
		out, err := w.desk.ReplaceRoot(Quorum{1, []string{"Anna"}, DefaultMonths}, daily)
		w.must(err)
		if out.Void.Dealing != 0 {
			t.Errorf("void is dealing %d", out.Void.Dealing)
		}
		w.must(w.desk.reg.Update(out.prepare(w.desk)))
		w.must(writeDealing(w.dir, out.dealing))
		w.must(w.desk.Close())

		// Cut here. The keyring has the key that was replaced: it signs nothing.
		w.desk, err = Open(w.dir, everyDay, "alice")
		if want := map[bool]error{true: ErrFormer, false: ErrNoPassphrase}[daily]; !errors.Is(err, want) {
			t.Errorf("daily %v: opened with the passphrase: %v", daily, err)
		}
		g := out.dealing.Gather()
		w.must(g.AddShare(out.Shares[0]))
		w.desk, err = OpenGathered(w.dir, out.dealing, g, "alice")
		w.must(err)
		if daily {
			w.must(w.desk.ChangePassphrase(everyDay))
			if _, err := w.desk.keys.Root(); err != keyring.ErrRoot {
				t.Errorf("a root key in the keyring: %v", err)
			}
		}
		if c := w.export().Charter; len(c.Predecessors) != 1 || charter.FingerprintOf(c.Root) != out.Root || c.Bureau != out.Bureau {
			t.Errorf("daily %v: charter %d", daily, c.Serial)
		}
	}
}

// TestReplaceRoot_Daily_PassphraseGoesOnWithTheNewKeys: what custodians released stays released, this day's new epoch is too, and the root key is nowhere.
func TestReplaceRoot_Daily_PassphraseGoesOnWithTheNewKeys(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), everyDay)
	w.session(1, 2)
	if _, err := w.desk.ReplaceRoot(successors, true); err != ErrDaily {
		t.Errorf("without the keyring's passphrase: %v", err)
	}
	w.daily()
	_, g := w.gather(1, 3)
	w.must(w.desk.Gathered(g))
	d := w.succeed(true)
	w.daily()
	if _, err := w.desk.keys.Root(); err != keyring.ErrRoot {
		t.Errorf("the root key: %v", err)
	}
	board := w.export()
	if charter.FingerprintOf(board.Charter.Root) != d.Root {
		t.Error("not the new root's charter")
	}
	_, err := w.desk.keys.Identity(1)
	if root, err2 := w.desk.CardRoot(); err2 != nil || root != d.Root || err != nil {
		t.Errorf("the card's root %v, %v; epoch 1: %v", root, err2, err)
	}
	w.visit(w.today)
	if got := w.sole(w.bring(w.coder().report("Na de opvolging."))); got.Kind != cases.NewCase {
		t.Errorf("%+v", got)
	}
}

// TestReplaceRoot_Twice_ChainGoesOn, with an ordinary dealing and a new dispatch key in between.
func TestReplaceRoot_Twice_ChainGoesOn(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "")
	w.session(1, 2)
	w.export()
	serial := uint64(1)
	for n := 1; n <= 2; n++ {
		d := w.succeed(false)
		w.session(1, 3)
		w.renew()
		w.session(2, 3)
		_, err := w.desk.ReplaceDispatch()
		w.must(err)
		c := w.export().Charter
		if len(c.Predecessors) != n || charter.FingerprintOf(c.Root) != d.Root || c.Serial <= serial {
			t.Errorf("succession %d: charter %d, %d predecessors", n, c.Serial, len(c.Predecessors))
		}
		serial = c.Serial
		w.session(1, 2)
	}
}

// TestImport_RegisterOlderThanTheRoot_TakesTheChainFromTheDrop is register.db from a backup, beside the last dealing.json.
func TestImport_RegisterOlderThanTheRoot_TakesTheChainFromTheDrop(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "")
	w.session(1, 2)
	w.export()
	backup, before := w.backup(), w.shares
	d := w.succeed(false)
	w.session(1, 2)
	last := w.export()
	dealing := w.read(dealingFile)
	after := w.shares
	w.shares = before
	w.restore(backup, 1, 2)
	w.shares = after
	w.write(dealingFile, dealing)
	w.session(1, 3)
	if _, err := w.desk.Charter(Change{}); !errors.Is(err, ErrOldRegister) {
		t.Errorf("a charter without its chain: %v", err)
	}
	if got := w.bring(); len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "OLDER COPY") {
		t.Errorf("%q", got.Warnings)
	}
	if c := w.export().Charter; !bytes.Equal(c.Raw(), last.Charter.Raw()) || charter.FingerprintOf(c.Root) != d.Root {
		t.Errorf("charter %d", c.Serial)
	}
}

// TestImport_SuccessorOfAThiefWithAllKeys_IsNotTakenForOurs: with the dispatch key too, his dispatch looks like one of a later copy of this desk.
func TestImport_SuccessorOfAThiefWithAllKeys_IsNotTakenForOurs(t *testing.T) {
	w := foundWorld(t, day.Today(), "")
	w.session(1, 2)
	w.export()
	thief := w.thiefOf(2).Succeed()
	thief.Key = w.desk.keys.Dispatch()
	w.held = thief.Dispatch(thief.CharterLine(), 50)
	if got := w.bring(); len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "UNDER A ROOT KEY THAT IS NOT HERE") {
		t.Errorf("%q", got.Warnings)
	}
	if c := w.succeed(false).Charter(); len(c.Predecessors) != 1 { // he showed it to this desk alone, perhaps
		t.Errorf("charter %d", c.Serial)
	}
}

// TestImport_SuccessorOfAThiefWithAllKeys_DailyDeskKeepsItsRoot is the same at a desk that has no root key: taken for a later copy of this register, the thief's charter would be the last one, his words
// would be on the cards that are printed here, and the root key could not be replaced any more.
func TestImport_SuccessorOfAThiefWithAllKeys_DailyDeskKeepsItsRoot(t *testing.T) {
	w := foundWorld(t, day.Today(), everyDay)
	w.session(1, 2)
	w.export()
	thief := w.thiefOf(2).Succeed()
	thief.Key = w.desk.keys.Dispatch()
	w.daily()
	w.held = thief.Dispatch(thief.CharterLine(), 50)
	if got := w.bring(); len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "UNDER A ROOT KEY THAT IS NOT HERE") {
		t.Errorf("%q", got.Warnings)
	}
	if root, err := w.desk.CardRoot(); err != nil || root != w.desk.Bureau() {
		t.Errorf("the card's words are those of %v, %v", root, err)
	}
	if _, err := w.desk.Export(w.pouch(), ExportOptions{}); err != nil {
		t.Errorf("an export in the place of his: %v", err)
	}
	_, g := w.gather(1, 3)
	w.must(w.desk.Gathered(g))
	if c := w.succeed(true).Charter(); len(c.Predecessors) != 1 {
		t.Errorf("charter %d", c.Serial)
	}
}

// TestReplaceRoot_ForFewerMonths_NoReportGoesToAnOldKey: the thief may have the keys of all months that there were, so new ones must go before each of them, however many are asked for and fit.
func TestReplaceRoot_ForFewerMonths_NoReportGoesToAnOldKey(t *testing.T) {
	for _, first := range []int{DefaultMonths, MaxMonths} {
		w := newWorld(t)
		w.must(w.desk.keys.Extend(DefaultMonths+2, nextPeriods(monthAfter(w.desk.today(), DefaultMonths+1), first-DefaultMonths)...))
		before := w.desk.keys.Epochs()
		out, err := w.desk.ReplaceRoot(Quorum{1, []string{"Anna"}, 1}, false)
		w.must(err)
		c := out.Charter()
		for today := w.desk.today(); today < before[len(before)-1].Until; today++ {
			if e, ok := c.Epoch(today); ok && e.Epoch <= before[len(before)-1].Epoch {
				t.Errorf("%d months, replaced for one: on %s reports go to epoch %d", first, today, e.Epoch)
				break
			}
		}
		if c.Epochs[0] != before[0] {
			t.Error("this month's old epoch is not there any more")
		}
	}
}

// TestAdopted_CharterOfAThiefWithAllKeys_IsComparedWithWhatThisDeskSaid, and the officer can have that again.
func TestAdopted_CharterOfAThiefWithAllKeys_IsComparedWithWhatThisDeskSaid(t *testing.T) {
	for _, own := range []bool{true, false} {
		w := foundWorld(t, day.Today(), "")
		w.session(1, 2)
		w.export()
		thief := w.thiefOf(2)
		thief.Key, thief.Charter.Onion = w.desk.keys.Dispatch(), onionAddress
		w.held = thief.Dispatch(thief.CharterLine(), 50)
		w.bring()
		differs, err := w.desk.Adopted()
		w.must(err)
		said := fmt.Sprint(differs)
		for _, want := range []string{"name (nl)", "Bureau van de dief", "about (nl)", "address", "questions ("} {
			if !strings.Contains(said, want) {
				t.Errorf("it does not say %q: %s", want, said)
			}
		}
		w.must(w.desk.DecideAdopted(own))
		c := w.succeed(false).Charter()
		if want := map[bool]string{true: "Bureau", false: "Bureau van de dief"}[own]; c.Name.In("nl") != want || (c.Onion == "") != own {
			t.Errorf("it says %q, %q", c.Name.In("nl"), c.Onion)
		}
		w.session(1, 2)
		if differs, err := w.desk.Adopted(); err != nil || len(differs) != 0 {
			t.Errorf("asked again: %v, %v", differs, err)
		}
	}
}
