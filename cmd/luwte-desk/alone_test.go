//go:build linux

package main_test

import (
	"path/filepath"
	"strings"
	"testing"

	"luwte/crypto/quorum"
	desks "luwte/internal/desk"
)

const everyDay = "a passphrase for every day"

// daily makes a bureau of 2 of 3 with a passphrase for daily work.
func daily(t *testing.T) (dir string, shares []*quorum.Share) {
	t.Helper()
	dir, shares = dealt(t)
	w := begin(t, "passphrase", "--shares", "--daily", "--dir", dir) // here in the test, scrypt takes its second
	w.answer("Share 1 of 2", shares[0].PaperKey().Code())
	w.answer("Share 2 of 2", shares[1].PaperKey().Code())
	w.answer("New passphrase", everyDay)
	w.answer("Once more", everyDay)
	if err := w.cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return dir, shares
}

// TestSession_CustodiansGaveSharesOnce_NextCommandAsksAgain is an officer who is alone at the desk after custodians have come and gone: whatever became of the command
// that they came for, nothing that needs them goes on without.
func TestSession_CustodiansGaveSharesOnce_NextCommandAsksAgain(t *testing.T) {
	dir, shares := daily(t)
	for _, command := range []string{"release 2 99", "dispatch-key"} {
		w := begin(t, "session", "--dir", dir)
		w.answer("Passphrase: ", everyDay)
		w.answer("luwte> ", command)
		w.answer("Share 1 of 2", shares[0].PaperKey().Code())
		w.answer("Share 2 of 2", shares[1].PaperKey().Code())
		w.answer("luwte> ", "share deal --needed 1 --custodian Mallory --anyway --out "+t.TempDir())
		w.waitFor("of 3 custodians open this desk")
		w.answer("Share 1 of 2", "they are gone")
		w.waitFor("That share was not taken")
		if strings.Contains(w.all(), "Mallory: ") {
			t.Errorf("after %s one person deals the keys", command)
		}
		w.end()
	}
}

// TestPassphrase_CustodiansEverySession_IsGivenOnlyByThemAgain is the same officer, in a session that custodians opened.
func TestPassphrase_CustodiansEverySession_IsGivenOnlyByThemAgain(t *testing.T) {
	dir, shares := dealt(t)
	w := begin(t, "session", "--dir", dir)
	give := func() {
		w.answer("Share 1 of 2", shares[0].PaperKey().Code())
		w.answer("Share 2 of 2", shares[1].PaperKey().Code())
	}
	give()
	w.answer("luwte> ", "passphrase")
	give()
	w.waitFor("custodians open this desk every time")
	w.answer("luwte> ", "passphrase --daily")
	give()
	w.answer("New passphrase", everyDay)
	w.answer("Once more", everyDay)
	w.waitFor("is changed")
	w.answer("luwte> ", "exit")
	if desks.OpenedBy(dir) != desks.Passphrase {
		t.Error("no passphrase opens it")
	}
}

// TestShareDeal_DailyOnADeskOfCustodians_AsksForAPassphrase sees that the desk is what the minutes say.
func TestShareDeal_DailyOnADeskOfCustodians_AsksForAPassphrase(t *testing.T) {
	dir, shares := dealt(t)
	out := t.TempDir()
	w := begin(t, "share", "deal", "--dir", dir, "--needed", "1", "--custodian", "Anna", "--daily", "--anyway", "--out", out)
	w.answer("Share 1 of 2", shares[0].PaperKey().Code())
	w.answer("Share 2 of 2", shares[1].PaperKey().Code())
	w.answer("New passphrase", everyDay)
	w.answer("Once more", everyDay)
	w.waitFor("Anna: the 24 words")
	w.line(printedWords(t, filepath.Join(out, "share-1.pdf")))
	w.answer("Anna: a passphrase", "")
	w.waitFor("Dealing 2 is in force")
	if err := w.cmd.Wait(); err != nil {
		t.Error(err)
	}
	if d, err := desks.Open(dir, everyDay, "alice"); err != nil {
		t.Error(err)
	} else if err := d.Close(); err != nil {
		t.Error(err)
	}
}
