package quorum_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"luwte/crypto/identity"
)

// TestEpoch_PutTogether_AgeCommandTakesIt builds the age command, seals with it to what a charter announces, and opens with what shares give.
func TestEpoch_PutTogether_AgeCommandTakesIt(t *testing.T) {
	dir := t.TempDir()
	command := filepath.Join(dir, "age")
	if out, err := exec.Command("go", "build", "-o", command, "filippo.io/age/cmd/age").CombinedOutput(); err != nil {
		t.Fatalf("build age: %v\n%s", err, out)
	}
	d, shares := deal(t, newSecrets(t, 2), 3, 5, 1)
	sealed := run(t, command, []byte("the words of a report"), "-r", d.Public()[1].Recipient)
	seed, err := gather(t, d, shares[4], shares[0], shares[2]).Epoch(2)
	if err != nil {
		t.Fatal(err)
	}
	id, err := identity.FromSeed(seed)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "identity")
	if err := os.WriteFile(file, []byte(id.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run(t, command, sealed, "-d", "-i", file); string(got) != "the words of a report" || !strings.HasPrefix(id.String(), "AGE-SECRET-KEY-PQ-1") {
		t.Errorf("opened %q", got)
	}
}

func run(t *testing.T, command string, stdin []byte, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(command, args...)
	cmd.Stdin = bytes.NewReader(stdin)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("age %v: %v\n%s", args, err, stderr.String())
	}
	return out
}
