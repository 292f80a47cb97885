package main_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/internal/pouch"
)

func desk(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(filepath.Join(bin, "luwte-desk"), args...)
	cmd.Env = append(os.Environ(), "LUWTE_PASSPHRASE=a passphrase of tests", "USER=alice")
	return cmd
}

func output(t *testing.T, args ...string) []byte {
	t.Helper()
	out, err := desk(t, args...).Output()
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		t.Fatalf("%q: %v\n%s", args, err, exit.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestImport_KilledInTheMiddle_IsRepeated kills the real program without warning when part of a pouch is on disk.
func TestImport_KilledInTheMiddle_IsRepeated(t *testing.T) {
	const count = 160
	dir := filepath.Join(t.TempDir(), "bureau")
	output(t, "init", "--dir", dir, "--name", "Bureau")
	c, err := charter.Parse(output(t, "charter", "--dir", dir))
	if err != nil {
		t.Fatal(err)
	}
	path := many(t, c, count)
	killAfterProgress(t, desk(t, "import", "--dir", dir, path))

	var result struct {
		Counts  map[string]int
		Resumed int
	}
	if err := json.Unmarshal(output(t, "import", "--json", "--dir", dir, path), &result); err != nil {
		t.Fatal(err)
	}
	if result.Resumed == 0 || result.Resumed >= count || result.Counts["known"] != 0 || result.Counts["repeat"]+result.Counts["new case"] != count {
		t.Errorf("%+v", result)
	}
	var list []struct{ Letters int }
	if err := json.Unmarshal(output(t, "list", "--json", "--dir", dir), &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 || list[0].Letters != count {
		t.Errorf("%+v", list)
	}
}

// many makes a pouch of so many reports that all come of one code: the first opens a case, the others are repeats in it.
func many(t *testing.T, c *charter.Charter, count int) string {
	t.Helper()
	keys, err := code.New().Derive(c.Bureau)
	if err != nil {
		t.Fatal(err)
	}
	all := map[parcel.ID][]byte{}
	var ids []parcel.ID
	for range count {
		data, err := seal.Parcel(c.Epochs[0].Recipient, &message.Report{
			Head: message.Head{Bureau: c.Bureau, Epoch: 1}, Recipient: keys.Recipient, Slots: keys.Slots, Language: "nl", Form: 1, Topic: "leak",
			Answers: []message.Answer{}, Text: "Steeds hetzelfde.", Files: []message.FileRef{},
		})
		if err != nil {
			t.Fatal(err)
		}
		all[parcel.IDOf(data)], ids = data, append(ids, parcel.IDOf(data))
	}
	path := filepath.Join(t.TempDir(), "pouch")
	if err := pouch.Write(path, c.Bureau, nil, ids, func(id parcel.ID) ([]byte, error) { return all[id], nil }); err != nil {
		t.Fatal(err)
	}
	return path
}

// killAfterProgress kills an import when it has said that a first batch is on disk.
func killAfterProgress(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, readErr := bufio.NewReader(stderr).ReadString('\n')
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil || !strings.Contains(line, "parcels") || readErr != nil {
		t.Fatalf("it ended by itself, or said %q (%v)", line, readErr)
	}
}

// TestTwoDesks_AtOnce_TheSecondSaysSo holds the register with one process, which waits for its standard input, and opens it with another.
func TestTwoDesks_AtOnce_TheSecondSaysSo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "bureau")
	output(t, "init", "--dir", dir, "--name", "Bureau")
	first := desk(t, "reply", "--dir", dir, "xxxxxxxx")
	stdin, err := first.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		stdin.Close()
		first.Wait()
	}()
	for range 50 {
		out, err := desk(t, "list", "--dir", dir).CombinedOutput()
		if err != nil {
			if !strings.Contains(string(out), "error: another luwte-desk is using this register") || !strings.Contains(string(out), "hint: wait") {
				t.Errorf("%s", out)
			}
			noCore(t, first.Process.Pid)
			locked(t, first.Process.Pid)
			return
		}
	}
	t.Error("two desks had the same register open")
}

// locked checks that a process that has its keys in memory keeps it from swap, where the machine lets it.
func locked(t *testing.T, pid int) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 && regexp.MustCompile(`(?m)^VmLck:\s+0 kB`).Match(status) {
		t.Errorf("%s", status)
	}
}

// noCore checks that a process that has its keys in memory would leave no core dump.
func noCore(t *testing.T, pid int) {
	t.Helper()
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", pid))
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m)^Max core file size +0 +0 `).Match(limits) {
		t.Errorf("%s", limits)
	}
}
