package main_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/identity"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/quorum"
	"luwte/crypto/seal"
	desks "luwte/internal/desk"
	"luwte/internal/pouch"
)

// dealt makes a bureau of 2 of 3 and returns its directory and shares.
func dealt(t *testing.T) (dir string, shares []*quorum.Share) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "bureau")
	s, err := desks.NewSettings(charter.Texts{"nl": "Bureau"})
	if err != nil {
		t.Fatal(err)
	}
	d, err := desks.Found(dir, "", "alice", s, desks.Quorum{Needed: 2, Custodians: []string{"Anna", "Boris", "Clara"}, Months: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Finish(); err != nil {
		t.Fatal(err)
	}
	return dir, d.Shares
}

// gathered returns what two of the shares open.
func gathered(t *testing.T, dir string, shares []*quorum.Share) (*quorum.Dealing, *quorum.Secrets) {
	t.Helper()
	d, err := desks.ReadDealing(dir)
	if err != nil {
		t.Fatal(err)
	}
	g := d.Gather()
	for _, s := range shares[:2] {
		if err := g.AddShare(s); err != nil {
			t.Fatal(err)
		}
	}
	secrets, err := g.All()
	if err != nil {
		t.Fatal(err)
	}
	return d, secrets
}

const planted = "They said they know where my daughter goes to school."

// reported returns a pouch with one report.
func reported(t *testing.T, d *quorum.Dealing) string {
	t.Helper()
	keys, err := code.New().Derive(d.Bureau)
	if err != nil {
		t.Fatal(err)
	}
	data, err := seal.Parcel(d.Public()[0].Recipient, &message.Report{
		Head: message.Head{Bureau: d.Bureau, Epoch: 1}, Recipient: keys.Recipient, Slots: keys.Slots, Language: "nl", Form: 1, Topic: "leak",
		Answers: []message.Answer{}, Text: planted, Files: []message.FileRef{},
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "pouch")
	if err := pouch.Write(path, d.Bureau, nil, []parcel.ID{parcel.IDOf(data)}, func(parcel.ID) ([]byte, error) { return data, nil }); err != nil {
		t.Fatal(err)
	}
	return path
}

// dump returns the memory of a process, written by gcore.
func dump(t *testing.T, pid int) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "core")
	if out, err := exec.Command("gcore", "-a", "-o", file, fmt.Sprint(pid)).CombinedOutput(); err != nil {
		t.Fatalf("gcore: %v\n%s", err, out)
	}
	core, err := os.ReadFile(fmt.Sprintf("%s.%d", file, pid))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(fmt.Sprintf("%s.%d", file, pid)); err != nil {
		t.Fatal(err)
	}
	return core
}

// TestSession_Locked_LeavesNoSecretInMemory takes the memory of the real process by the kernel's own means, before the lock, where it must find what is planted or
// it sees nothing, and after it.
func TestSession_Locked_LeavesNoSecretInMemory(t *testing.T) {
	dir, shares := dealt(t)
	d, secrets := gathered(t, dir, shares)
	id, err := identity.FromSeed(secrets.Epochs[0].Seed)
	if err != nil {
		t.Fatal(err)
	}
	words := [2]string{shares[0].PaperKey().Code(), strings.Join(shares[1].PaperKey().Words("nl"), " ")}
	look := map[string][]byte{
		"a report": []byte(planted), "the words of a share": []byte(words[0]), "the words of another": []byte(words[1]),
		"a custodian's key": shares[0].Key, "a value": shares[1].Root.Value, "the root seed": secrets.Root[:64], "the dispatch seed": secrets.Desk[:64],
		"the register's key": secrets.Desk[64:], "an epoch's seed": secrets.Epochs[0].Seed,
		"an identity": []byte(id.String()), "an identity in hex": []byte(hex.EncodeToString(secrets.Epochs[0].Seed)),
	}
	w := begin(t, "session", "--dir", dir)
	w.answer("Share 1 of 2", words[0])
	w.answer("Share 2 of 2", words[1])
	w.answer("luwte> ", "import "+reported(t, d))
	w.answer("luwte> ", "list")
	w.waitFor("luwte> ")
	before, found := dump(t, w.cmd.Process.Pid), 0
	for name, secret := range look {
		if n := bytes.Count(before, secret); n > 0 {
			t.Logf("before: %s, %d times", name, n)
			found++
		}
	}
	if found < 6 {
		t.Fatalf("only %d of %d secrets are found before the lock: this test sees too little", found, len(look))
	}
	if _, err := w.side.WriteString("lock\n"); err != nil {
		t.Fatal(err)
	}
	w.waitFor("Locked.")
	w.waitFor("Share 1 of 2")
	after := dump(t, w.cmd.Process.Pid)
	if !bytes.Contains(after, []byte(dir)) {
		t.Error("not even the arguments are found after the lock: this is no dump of it")
	}
	for name, secret := range look {
		if n := bytes.Count(after, secret); n > 0 {
			t.Errorf("after the lock: %s, %d times", name, n)
		}
	}
	for _, typed := range words {
		if strings.Contains(w.all(), typed) || strings.Contains(strings.ToLower(w.all()), strings.ToLower(typed[:20])) {
			t.Error("the terminal shows what a custodian typed")
		}
	}
	// The same terminal opens it again.
	w.read = strings.LastIndex(w.all(), "Share 1 of 2")
	w.answer("Share 1 of 2", words[1])
	w.answer("Share 2 of 2", words[0])
	w.answer("luwte> ", "exit")
	if err := w.cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// TestSession_NothingDone_IsLocked waits for the lock that nobody asks for.
func TestSession_NothingDone_IsLocked(t *testing.T) {
	dir, shares := dealt(t)
	w := begin(t, "session", "--dir", dir, "--idle", "2s")
	w.answer("Share 1 of 2", shares[2].PaperKey().Code())
	w.answer("Share 2 of 2", shares[0].PaperKey().Code())
	w.waitFor("The desk is open.")
	w.waitFor("Nothing was done for 2s.")
	w.waitFor("Locked.")
	w.waitFor("Share 1 of 2")
}
