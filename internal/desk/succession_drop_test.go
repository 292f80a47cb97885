//go:build !windows

package desk

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/quorum"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/keyring"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
)

// TestBadDay_RootKeyStolen_SuccessionLocksTheThiefOut has the thief be the bureau at a real drop, until the bureau replaces the root key there: then his is worth
// nothing at it, and every conversation has gone on.
func TestBadDay_RootKeyStolen_SuccessionLocksTheThiefOut(t *testing.T) {
	const highest = 1<<53 - 1
	w, _, drop, socket := dropped(t)
	one, next := w.words(), w.words()
	id := w.sole(w.bring(one.report("Nog een melding."))).Case
	if _, err := w.desk.Reply(id, "Dank u."); err != nil {
		t.Fatal(err)
	}
	one.says(w.export(), "receipt", "answer Dank u.")
	testdrop.Put(t, socket, w.held)
	before := w.in
	thief := w.thiefOf(highest - 1)
	w.held = thief.Dispatch(thief.CharterLine(), highest)
	testdrop.Put(t, socket, w.held)
	if got := w.bring(); len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "somebody has the root key") {
		t.Errorf("%q", got.Warnings)
	}

	f := w.desk.Bureau()
	d := w.succeed(false)
	w.session(2, 3)
	board := w.export()
	if status, says := testdrop.TryPut(t, socket, w.held); status != http.StatusNoContent {
		t.Fatal(status, says)
	}
	c := board.Charter
	if c.Bureau != f || d.Bureau != f || c.Serial >= highest/2 || c.Name.In("nl") != "Bureau" || len(c.Predecessors) != 1 || charter.FingerprintOf(c.Root) != d.Root || *d.Before != f {
		t.Errorf("charter %d of %v: %q", c.Serial, c.Bureau, c.Name)
	}
	one.says(board, "receipt", "answer Dank u.")
	if w.visit(w.today); w.in.Epoch <= before.Epoch || w.in.Recipient == before.Recipient {
		t.Errorf("reports go to epoch %d, and before to %d", w.in.Epoch, before.Epoch)
	}
	report := w.coder().report("Na de opvolging.")
	w.in = before
	turn := one.turn(next, "Ik vul aan.", []int{1})
	drop.Post(t, f.Inbox(), report, turn)
	if got := w.bring(report, turn); got.Count(cases.NewCase) != 1 || got.Count(cases.Turn) != 1 || len(got.Warnings) != 0 {
		t.Errorf("%+v", got)
	}
	answer := w.export()
	testdrop.Put(t, socket, w.held)
	next.says(answer, "receipt")

	thief.Charter.Serial = highest
	for says, b := range map[string]*testbureau.Bureau{"a root key that was replaced": thief, "what came first stays": thief.Succeed()} {
		if status, answered := testdrop.TryPut(t, socket, b.Dispatch(b.CharterLine(), highest)); status != http.StatusConflict || !strings.Contains(answered, says) {
			t.Errorf("%s: %d, %s", says, status, answered)
		}
	}
	if shown := shownBoard(t, drop, f.Inbox()); !bytes.Equal(shown, answer.BoardRaw) {
		t.Error("the drop shows another board")
	}
	w.held = thief.Dispatch(thief.CharterLine(), highest) // as a drop shows it that is not honest
	if got := w.bring(); len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "ROOT KEY THAT WAS REPLACED HERE") {
		t.Errorf("%q", got.Warnings)
	}
	if c, err := w.desk.Card("nl"); err != nil || !c.Replaces || !slices.Equal(c.Words, d.Root.Words("nl")) {
		t.Errorf("the card: %+v, %v", c, err)
	}
}

// TestBadDay_RootKeyLost_OldConversationsGoOnUntilTheCharterEnds: with too few shares nothing more is signed by the root. Where the desk has a passphrase for daily work, every case goes on at
// the drop under the charter that there is, beside the new bureau.
func TestBadDay_RootKeyLost_OldConversationsGoOnUntilTheCharterEnds(t *testing.T) {
	w := foundWorld(t, day.Today(), everyDay)
	w.session(1, 2)
	w.export()
	w.visit(w.today)
	drop := testdrop.Start(t)
	socket := drop.AddLine(t, charterLine(t, w.held))
	w.daily() // from here on, one share
	_, g := w.gather(1)
	if err := w.desk.Gathered(g); err != quorum.ErrTooFew {
		t.Errorf("one share: %v", err)
	}
	if _, err := w.desk.ReplaceRoot(successors, true); !errors.Is(err, quorum.ErrTooFew) {
		t.Errorf("a successor that nobody named: %v", err)
	}
	one, next := w.coder(), w.coder()
	id := w.sole(w.bring(one.report("Er lekt iets."))).Case
	if _, err := w.desk.Reply(id, "Er komt een ander bureau."); err != nil {
		t.Fatal(err)
	}
	one.says(w.export(), "receipt", "answer Er komt een ander bureau.")
	testdrop.Put(t, socket, w.held)
	fresh := foundWorld(t, day.Today(), "")
	fresh.session(1, 2)
	fresh.export()
	testdrop.Put(t, drop.AddLine(t, charterLine(t, fresh.held)), fresh.held)
	w.bring(one.turn(next, "Goed.", []int{1}))
	board := w.export()
	testdrop.Put(t, socket, w.held)
	next.says(board, "receipt")
	c := board.Charter
	if c.ReportsUntil() <= w.today || !bytes.Equal(shownBoard(t, drop, w.desk.Bureau().Inbox()), board.BoardRaw) {
		t.Error("the old bureau's board is not shown any more")
	}
	onion := onionAddress
	if _, err := w.desk.Charter(Change{Onion: &onion}); !errors.Is(err, keyring.ErrRoot) {
		t.Errorf("another charter without the root key: %v", err)
	}
}

// TestImport_RootNotHere_IsSaidAndTheDropTakesNothing is a desk put back with the root key that was replaced: at the drop it is as a thief, also with a successor of its own.
func TestImport_RootNotHere_IsSaidAndTheDropTakesNothing(t *testing.T) {
	w := foundWorld(t, day.Today(), "")
	w.session(1, 2)
	w.export()
	drop := testdrop.Start(t)
	socket := drop.AddLine(t, charterLine(t, w.held))
	backup, old := w.backup(), w.shares
	d := w.succeed(false)
	w.session(1, 2)
	w.export()
	testdrop.Put(t, socket, w.held)
	w.shares = old
	w.restore(backup, 1, 2)
	w.session(1, 2)
	got := w.bring()
	if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "UNDER A ROOT KEY THAT IS NOT HERE") || !strings.Contains(got.Warnings[0], strings.Join(d.Root.Words("en")[:4], " ")) {
		t.Errorf("%q", got.Warnings)
	}
	refused := func(says string) {
		t.Helper()
		w.export()
		if status, answered := testdrop.TryPut(t, socket, w.held); status != http.StatusConflict || !strings.Contains(answered, says) {
			t.Errorf("%d, %s", status, answered)
		}
	}
	refused("a root key that was replaced")
	w.succeed(false)
	w.session(1, 2)
	refused("what came first stays")
}
