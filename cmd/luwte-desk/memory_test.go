//go:build linux

package main_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
	"golang.org/x/sys/unix"

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

// dump returns the memory of a process, written by gcore, without what is all zeros: a Go program has reserved 2 GB in which nothing is.
func dump(t *testing.T, pid int) (memory []byte) {
	t.Helper()
	dir, err := os.MkdirTemp(roomFor(t, 4<<30), "luwte-core-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "core")
	if out, err := exec.Command("gcore", "-a", "-o", file, fmt.Sprint(pid)).CombinedOutput(); err != nil {
		t.Fatalf("gcore: %v\n%s", err, out)
	}
	core, err := os.Open(fmt.Sprintf("%s.%d", file, pid))
	if err != nil {
		t.Fatal(err)
	}
	defer core.Close()
	piece, zeros := make([]byte, 1<<16), make([]byte, 1<<16)
	for {
		n, err := io.ReadFull(core, piece)
		if !bytes.Equal(piece[:n], zeros[:n]) {
			memory = append(memory, piece[:n]...)
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return memory
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// roomFor returns a directory in memory, if there is one with so much room, or that of the test.
func roomFor(t *testing.T, size uint64) string {
	t.Helper()
	const dir = "/dev/shm"
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil || s.Bavail*uint64(s.Bsize) < size {
		return t.TempDir()
	}
	return dir
}

// secrets are what is looked for in memory, by what it is.
type secrets map[string][]byte

// count says which are in a dump, and how often.
func (s secrets) count(core []byte) map[string]int {
	found := map[string]int{}
	for name, secret := range s {
		if n := bytes.Count(core, secret); n > 0 {
			found[name] = n
		}
	}
	return found
}

// lockedAway takes the memory of a session by the kernel's own means, before the lock, where it must find what plant typed last, and more, or it sees nothing, and after it.
// Again is a prompt that the new process shows.
func (w *terminal) lockedAway(t *testing.T, look secrets, plant func() []string, again string) {
	t.Helper()
	unseen := []string{"everything"}
	for range 3 { // what was typed is garbage by now, and may have been written over
		planted := append(plant(), "the register's key", "an epoch's seed")
		w.waitFor("luwte> ")
		before := look.count(dump(t, w.cmd.Process.Pid))
		t.Logf("before: %v", before)
		unseen = slices.DeleteFunc(planted, func(name string) bool { return before[name] > 0 })
		w.types("\n")
		if len(unseen) == 0 {
			break
		}
	}
	if len(unseen) > 0 {
		t.Errorf("%v not found before the lock: this test sees too little", unseen)
	}
	w.answer("luwte> ", "lock")
	w.waitFor("Locked.")
	w.waitFor(again)
	core := dump(t, w.cmd.Process.Pid)
	if !bytes.Contains(core, []byte("--dir")) {
		t.Error("not even the arguments are found after the lock: this is no dump of it")
	}
	if after := look.count(core); len(after) > 0 {
		t.Errorf("after the lock: %v", after)
	}
}

// TestSession_Locked_LeavesNoSecretInMemory is a desk that custodians opened, one of them with the file of a share and its passphrase.
func TestSession_Locked_LeavesNoSecretInMemory(t *testing.T) {
	dir, shares := dealt(t)
	d, opened := gathered(t, dir, shares)
	id, err := identity.FromSeed(opened.Epochs[0].Seed)
	if err != nil {
		t.Fatal(err)
	}
	const passphrase = "anna keeps seven geese"
	file := shareFile(t, shares[0], passphrase)
	words := shares[1].PaperKey().Code()
	dutch := strings.Join(shares[2].PaperKey().Words("nl"), " ")
	look := secrets{
		"a report": []byte(planted), "the words of a share": []byte(words), "words in Dutch": []byte(dutch), "a share's passphrase": []byte(passphrase),
		"a custodian's key": shares[0].Key, "a value": shares[1].Root.Value, "the root seed": opened.Root[:64], "the dispatch seed": opened.Desk[:64],
		"the register's key": opened.Desk[64:], "an epoch's seed": opened.Epochs[0].Seed,
		"an identity": []byte(id.String()), "an identity in hex": []byte(hex.EncodeToString(opened.Epochs[0].Seed)),
	}
	w := begin(t, "session", "--dir", dir)
	w.answer("Share 1 of 2", file)
	w.answer("Passphrase of this share", passphrase)
	w.answer("Share 2 of 2", words)
	w.answer("luwte> ", "import "+reported(t, d))
	w.answer("luwte> ", "list")
	w.lockedAway(t, look, func() []string {
		w.answer("luwte> ", "share check "+file)
		w.answer("Passphrase of this share", passphrase)
		w.waitFor("whole and right")
		w.answer("luwte> ", "share check")
		w.answer("24 words", dutch)
		w.waitFor("belong together")
		return []string{"words in Dutch", "a share's passphrase", "a custodian's key"}
	}, "Share 1 of 2")
	for _, typed := range []string{words, dutch, passphrase} {
		if strings.Contains(strings.ToLower(w.all()), strings.ToLower(typed[:20])) {
			t.Error("the terminal shows what a custodian typed")
		}
	}
	// The same terminal opens it again.
	w.read = strings.LastIndex(w.all(), "Share 1 of 2")
	w.answer("Share 1 of 2", dutch)
	w.answer("Share 2 of 2", words)
	w.answer("luwte> ", "exit")
	if err := w.cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// TestSession_DailyDeskLocked_LeavesNoSecretInMemory is a desk with a passphrase for daily work, in which custodians had come to release a month.
func TestSession_DailyDeskLocked_LeavesNoSecretInMemory(t *testing.T) {
	dir, shares := daily(t)
	_, opened := gathered(t, dir, shares)
	words := shares[0].PaperKey().Code()
	look := secrets{"the daily passphrase": []byte(everyDay), "the words of a share": []byte(words), "the register's key": opened.Desk[64:], "an epoch's seed": opened.Epochs[1].Seed}
	w := begin(t, "session", "--dir", dir)
	w.answer("Passphrase: ", everyDay)
	w.lockedAway(t, look, func() []string {
		w.answer("luwte> ", "release 2")
		w.answer("Share 1 of 2", words)
		w.answer("Share 2 of 2", shares[1].PaperKey().Code())
		w.waitFor("Released: 2")
		return []string{"the words of a share", "the daily passphrase"}
	}, "Passphrase: ")
}

// shareFile writes the file of a share, as the ceremony does, without scrypt's second.
func shareFile(t *testing.T, s *quorum.Share, passphrase string) string {
	t.Helper()
	line, err := s.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	recipient.SetWorkFactor(8)
	var file bytes.Buffer
	sealed, err := age.Encrypt(&file, recipient)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sealed.Write(line); err != nil {
		t.Fatal(err)
	}
	if err := sealed.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "share.age")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
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
