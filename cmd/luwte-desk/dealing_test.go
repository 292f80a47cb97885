//go:build linux

package main_test

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/chacha20poly1305"

	"luwte/crypto/label"
	"luwte/crypto/quorum"
	desks "luwte/internal/desk"
)

// names returns what is in a directory.
func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

// ceremony begins one of two custodians.
func ceremony(t *testing.T, args ...string) (w *terminal, dir, out string) {
	t.Helper()
	dir, out = filepath.Join(t.TempDir(), "bureau"), t.TempDir()
	args = append([]string{"ceremony", "--dir", dir, "--name", "Bureau", "--needed", "2", "--custodian", "Anna", "--custodian", "Boris", "--out", out, "--anyway"}, args...)
	return begin(t, args...), dir, out
}

// half goes on with it until Anna has her file and Boris looks at his page.
func half(t *testing.T, w *terminal, out string) {
	t.Helper()
	w.waitFor("Anna: the 24 words")
	w.line(printedWords(t, filepath.Join(out, "share-1.pdf")))
	w.answer("Anna: a passphrase", "anna keeps seven geese")
	w.answer("Once more", "anna keeps seven geese")
	w.waitFor("Boris: the 24 words")
	if has := names(t, out); has != "share-1.age share-2.pdf unfinished.txt" {
		t.Fatalf("there is %s", has)
	}
}

// TestCeremony_OnePageAtATime_InForceWhenAllAreTypedBack looks into --out at each step: a page lies there until its words were typed, and never two.
func TestCeremony_OnePageAtATime_InForceWhenAllAreTypedBack(t *testing.T) {
	w, dir, out := ceremony(t)
	w.waitFor("Anna: the 24 words")
	if has := names(t, out); has != "share-1.pdf unfinished.txt" {
		t.Errorf("Anna prints, and there is %s", has)
	}
	anna := printedWords(t, filepath.Join(out, "share-1.pdf"))
	w.line("nonsense")
	w.waitFor("Not the words of this page: word 1 is on no list")
	w.waitFor("Anna: the 24 words")
	w.line(anna)
	w.answer("Anna: a passphrase", "")
	w.waitFor("Boris: the 24 words")
	if has := names(t, out); has != "share-2.pdf unfinished.txt" {
		t.Errorf("Boris prints, and there is %s", has)
	}
	w.line(anna)
	w.waitFor("Not the words of this page: they are of the page of custodian 1")
	if desks.Exists(dir) {
		t.Error("the keys are in force, and Boris cannot read his share")
	}
	w.waitFor("Boris: the 24 words")
	w.line(printedWords(t, filepath.Join(out, "share-2.pdf")))
	w.answer("Boris: a passphrase", "")
	w.waitFor("Dealing 1 is in force")
	if err := w.cmd.Wait(); err != nil {
		t.Error(err)
	}
	if has := names(t, out); has != "minutes.pdf" || !desks.Exists(dir) {
		t.Errorf("in the end there is %s", has)
	}
	if strings.Contains(w.all(), anna[:20]) {
		t.Error("the terminal shows a share")
	}
}

// TestCeremony_Interrupted_LeavesNoShares ends it with Ctrl-C when Anna has her file and Boris looks at his page.
func TestCeremony_Interrupted_LeavesNoShares(t *testing.T) {
	w, dir, out := ceremony(t)
	half(t, w, out)
	w.line("\x03")
	w.waitFor("Removed from " + out + ": share-1.age, share-2.pdf.")
	w.waitFor("interrupted: nothing has been done")
	if err := w.cmd.Wait(); err == nil {
		t.Error("it says that it is done")
	}
	if has := names(t, out); has != "" || desks.Exists(dir) {
		t.Errorf("there is %q", has)
	}
}

// TestCeremony_EndedUnasked_LeavesNoShares has Boris stay away, stop the program, and close its window.
func TestCeremony_EndedUnasked_LeavesNoShares(t *testing.T) {
	for says, end := range map[string]func(*terminal){
		"nothing was done for 2s": func(*terminal) {},
		"a stopped program":       func(w *terminal) { w.types("\x1a") },
		"nothing has changed.":    func(w *terminal) { w.cmd.Process.Signal(syscall.SIGHUP) },
	} {
		w, dir, out := ceremony(t, "--wait", "2s")
		half(t, w, out)
		end(w)
		shown := w.read
		w.waitFor("Removed from " + out + ": share-1.age, share-2.pdf.")
		w.read = shown
		w.waitFor(says)
		if err := w.cmd.Wait(); err == nil || w.cmd.ProcessState.ExitCode() != 1 {
			t.Errorf("%s: it ends with %v", says, err)
		}
		if has := names(t, out); has != "" || desks.Exists(dir) {
			t.Errorf("%s: there is %q", says, has)
		}
	}
}

// TestShareDeal_InASession_HasMoreTimeAndLeavesNoShares prints for longer than the session may idle, and then nobody comes.
func TestShareDeal_InASession_HasMoreTimeAndLeavesNoShares(t *testing.T) {
	dir, shares := dealt(t)
	w, out := idling(t, dir, shares, "--idle", "3s"), t.TempDir()
	deal := "share deal --needed 1 --custodian Anna --anyway --out " + out
	w.types(deal + "\n")
	w.answer("Share 1 of 2", shares[0].PaperKey().Code())
	w.answer("Share 2 of 2", shares[1].PaperKey().Code())
	w.waitFor("Anna: the 24 words")
	time.Sleep(5 * time.Second) // more than the session's, with the second between two looks
	anna := printedWords(t, filepath.Join(out, "share-1.pdf"))
	w.line(anna)
	w.answer("Anna: a passphrase", "")
	w.waitFor("Dealing 2 is in force")
	if err := os.Remove(filepath.Join(out, "minutes.pdf")); err != nil {
		t.Fatal(err)
	}
	w.answer("luwte> ", deal+" --wait 2s")
	w.answer("Share 1 of 1", anna)
	w.waitFor("Anna: the 24 words")
	w.waitFor("has not come into force")
	w.waitFor("Removed from " + out + ": share-1.pdf.")
	w.waitFor("Nothing was done for 2s.")
	w.waitFor("Locked.")
	w.waitFor("Share 1 of 1")
	if has := names(t, out); has != "" {
		t.Errorf("there is %q", has)
	}
}

// TestSession_CustodianSpoilsHisValues_IsNamed has Anna seal another value for herself: her words are taken, and open nothing.
func TestSession_CustodianSpoilsHisValues_IsNamed(t *testing.T) {
	dir, shares := dealt(t)
	spoil(t, filepath.Join(dir, "dealing.json"), shares[0])
	w := begin(t, "session", "--dir", dir)
	w.answer("Share 1 of 2", shares[0].PaperKey().Code())
	w.answer("Share 2 of 2", shares[1].PaperKey().Code())
	w.waitFor("one does not fit the others")
	w.answer("Share 3 of 3", shares[2].PaperKey().Code())
	w.waitFor("What is sealed for custodian 1 is not what was dealt")
	w.answer("luwte> ", "exit")
	if err := w.cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// spoil seals a random value for a custodian in the place of the one that was dealt, by SPEC §11.
func spoil(t *testing.T, file string, s *quorum.Share) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d, err := quorum.ParseDealing(data)
	if err != nil {
		t.Fatal(err)
	}
	key, err := hkdf.Key(sha256.New, s.Key, s.Bureau[:], label.QuorumValue, chacha20poly1305.KeySize)
	if err != nil {
		t.Fatal(err)
	}
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		t.Fatal(err)
	}
	place := binary.BigEndian.AppendUint64(d.Bureau[:], d.Number)
	place = append(place, byte(d.K), byte(d.N), byte(s.Custodian))
	nonce := make([]byte, aead.NonceSize())
	rand.Read(nonce)
	value := make([]byte, 32)
	value[0] = 42
	d.Desk.Values[s.Custodian-1] = aead.Seal(nonce, nonce, value, append(place, "desk"...))
	if data, err = d.Marshal(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestRootKey_AtATerminal_SaysWhatIsToBeDone replaces the root key as custodians do, and makes the new card.
func TestRootKey_AtATerminal_SaysWhatIsToBeDone(t *testing.T) {
	dir, shares := dealt(t)
	out := t.TempDir()
	w := begin(t, "root-key", "--dir", dir, "--needed", "1", "--custodian", "Anna", "--out", out, "--paper", "nl", "--anyway")
	w.answer("Share 1 of 2", shares[0].PaperKey().Code())
	w.answer("Share 2 of 2", shares[2].PaperKey().Code())
	w.waitFor("Anna: the 24 words")
	anna := printedWords(t, filepath.Join(out, "share-1.pdf"))
	w.line(anna)
	w.answer("Anna: a passphrase", "")
	w.waitFor("Dealing 2 is in force")
	w.waitFor("The root key is replaced. Charter 1 announces it; it says: Bureau, no address.")
	w.waitFor("export, and bring the pouch to the drop at once")
	if err := w.cmd.Wait(); err != nil {
		t.Error(err)
	}
	said := strings.Join(strings.Fields(w.all()), " ")
	minutes, err := exec.Command("pdftotext", "-layout", filepath.Join(out, "minutes.pdf"), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	paper := strings.Join(strings.Fields(string(minutes)), " ")
	for _, want := range []string{"Verslag van het vervangen van de hoofdsleutel", "De hoofdsleutel Woorden op de kaarten", "Delen van verdeling 1", "1 Anna", "Druk nieuwe kaarten"} {
		if !strings.Contains(paper, want) {
			t.Errorf("%q is not in the minutes: %s", want, paper)
		}
	}
	w = begin(t, "card", "--dir", dir, "--out", filepath.Join(out, "card.pdf"))
	w.answer("Share 1 of 1", shares[0].PaperKey().Code())
	w.waitFor("earlier dealing, and counts no more")
	w.answer("Share 1 of 1", anna)
	w.waitFor("the bureau has no onion address yet")
	_ = w.cmd.Wait()
	w = begin(t, "charter", "--dir", dir, "--json", "--onion", "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion")
	w.answer("Share 1 of 1", anna)
	w.waitFor(`"serial": 2`)
	if err := w.cmd.Wait(); err != nil {
		t.Error(err)
	}
	json := strings.NewReplacer(`"`, "", ",", "").Replace(strings.Join(strings.Fields(w.all()), " "))
	w = begin(t, "card", "--dir", dir, "--out", filepath.Join(out, "card.pdf"), "--single")
	w.answer("Share 1 of 1", anna)
	w.waitFor("The card is in")
	if err := w.cmd.Wait(); err != nil {
		t.Error(err)
	}
	text, err := exec.Command("pdftotext", "-f", "2", filepath.Join(out, "card.pdf"), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	card := strings.Join(strings.Fields(string(text)), " ")
	words := said[strings.Index(said, "in Dutch and in English: ")+len("in Dutch and in English: "):]
	twelve := strings.Fields(words)[:12]
	if !strings.Contains(json, strings.Join(twelve, " ")) || !strings.Contains(card, "Deze kaart vervangt alle eerdere.") {
		t.Errorf("words %v\n%s\n%s", twelve, json, card)
	}
	for i, word := range twelve {
		if !strings.Contains(card, fmt.Sprintf("%d %s ", i+1, word)) {
			t.Errorf("word %d, %s, is not on the card: %s", i+1, word, card)
		}
	}
}

// TestCeremony_PowerCut_NextOneClearsWhatIsLeft kills it when Anna has her file and Boris looks at his page; a share of another dealing lies there too, and stays.
func TestCeremony_PowerCut_NextOneClearsWhatIsLeft(t *testing.T) {
	w, dir, out := ceremony(t)
	if err := errors.Join(os.WriteFile(filepath.Join(out, "share-3.age"), nil, 0o600), os.WriteFile(filepath.Join(out, ".share-2.pdf-123"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	w.waitFor("Anna: the 24 words")
	w.cmd.Process.Kill()
	w.cmd.Wait()
	if has := names(t, out); has != ".share-2.pdf-123 share-1.pdf share-3.age unfinished.txt" {
		t.Fatalf("there is %s", has)
	}
	again := begin(t, "ceremony", "--dir", dir, "--name", "Bureau", "--needed", "1", "--custodian", "Anna", "--out", out, "--anyway")
	again.waitFor("Removed from " + out + " what is left of a dealing that was cut short")
	again.waitFor("Anna: the 24 words")
	if has := names(t, out); has != "share-1.pdf share-3.age unfinished.txt" {
		t.Errorf("there is %s", has)
	}
}
