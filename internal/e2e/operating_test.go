package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"luwte/internal/testbureau"
)

// serveLine is where the page serves; a script must then wait until the drop does.
var serveLine = regexp.MustCompile(`(?m)^luwte-drop serve (--dir \S+) .*&$`)

// TestOperating_Commands runs deploy/operating.md as it stands, in one shell, but for where things lie, and on loopback: over Tor the same commands are
// run by TestDoctor_OverTor_FindsItsAddressAndATwin and TestRoundtrip_CommandsOverTor.
func TestOperating_CommandsOfThePage_WorkInOrder(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for fsync and passphrases
	page, err := os.ReadFile(filepath.Join(root, "deploy", "operating.md"))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(page)) {
		if command, ok := strings.CutPrefix(line, "    "); ok {
			lines = append(lines, command)
		}
	}
	dir := shortDir(t)
	b := testbureau.New()
	if err := os.WriteFile(filepath.Join(dir, "charter.json"), b.CharterLine(), 0o600); err != nil {
		t.Fatal(err)
	}
	printed, err := exec.Command(program("luwte-courier"), "init", "--dir", filepath.Join(dir, "courier")).Output()
	if err != nil {
		t.Fatal(err)
	}
	script := strings.NewReplacer(
		"/var/lib/luwte-drop", "old", "/srv/luwte-drop", "new", "/mnt/luwte-drop", "saved", "/media/stick", ".", "/run/", "./", "--tor &", "--listen 127.0.0.1:0 &",
		"--courier KEY", "--courier "+publicKey.FindString(string(printed)), "--door ADDRESS", "--door unix:old/doors/"+b.Inbox()[:12]+".sock",
		"kill %1\n", "kill %1; wait %1\n",
	).Replace(strings.Join(lines, ""))
	script = serveLine.ReplaceAllString(script, "$0\nuntil luwte-drop stats $1 | grep -q 'serving: true'; do sleep 0.1; done")
	output, err := runShell(t, dir, "set -eumx\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"+script+"kill %1; wait %1\n")
	if err != nil {
		t.Fatalf("%v:\n%s\n%s", err, script, output)
	}
	for _, said := range []string{
		b.Inbox() + " of \"Test Bureau\" was added", "Everything is whole", "The backup is in ./drop-backup", "serving: true", "front door: http://",
		"there is none yet: nobody can look for an answer", "visitors see this inbox", `"name": "swap"`,
	} {
		if !strings.Contains(output+readAll(t, filepath.Join(dir, "doctor.json")), said) {
			t.Errorf("nothing said %q:\n%s", said, output)
		}
	}
	if strings.Contains(output, "the drop is not well") {
		t.Errorf("the drop is not well:\n%s", output)
	}
	if n := strings.Count(script, "luwte-drop "); len(lines) < 14 || n < len(lines) {
		t.Errorf("only %d commands in %d lines were found on the page", n, len(lines))
	}
}

// runShell runs a script to its end, with the programs on its path.
func runShell(t *testing.T, dir, script string) (string, error) {
	cmd := exec.CommandContext(t.Context(), "bash", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(program("x"))+":"+os.Getenv("PATH"), "LUWTE_PASSPHRASE="+passphrase)
	cmd.WaitDelay = 10 * time.Second // a drop that was left behind holds the output open
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func readAll(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
