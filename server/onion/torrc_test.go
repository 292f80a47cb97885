package onion_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"luwte/server/onion"
)

func TestTorrc_AwkwardPaths_PassTorsOwnCheck(t *testing.T) {
	base := shortTempDir(t)
	for _, name := range []string{"plain", "a b", "a#b", `a"b`, `a\b`, "a\nb", "é", "a'b", "%include"} {
		dir := filepath.Join(base, name)
		must(t, os.Mkdir(dir, 0o700))
		services := []onion.Service{
			{Dir: filepath.Join(dir, "front"), Socket: filepath.Join(dir, "s"), Front: true},
			{Dir: filepath.Join(dir, "bureau"), Socket: filepath.Join(dir, "t")},
		}
		for _, s := range services {
			_, err := onion.NewKey(s.Dir)
			must(t, err)
		}
		must(t, onion.Authorize(services[1].Dir, "courier", publicKey(t)))
		text, err := onion.Torrc(services)
		must(t, err)
		verify(t, base, text)
	}
}

// verify has tor check the text, and be sure that it would have noticed a mistake.
func verify(t *testing.T, base, text string) {
	t.Helper()
	check := func(text string) (string, error) {
		file := filepath.Join(base, "torrc")
		must(t, os.WriteFile(file, []byte(text), 0o600))
		out, err := exec.Command("tor", "--defaults-torrc", os.DevNull, "--DataDirectory", filepath.Join(base, "data"),
			"-f", file, "--verify-config").CombinedOutput()
		return string(out), err
	}
	if out, err := check(text); err != nil {
		t.Errorf("%v\n%s\n%s", err, text, out)
	}
	if _, err := check(strings.Replace(text, "PoWDefensesEnabled 1", "PoWDefensesEnabled perhaps", 1)); err == nil {
		t.Errorf("tor did not read the line on proof of work:\n%s", text)
	}
}

func TestTorrc_BureauDoorWithoutClients_IsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "bureau")
	_, err := onion.NewKey(dir)
	must(t, err)
	text, err := onion.Torrc([]onion.Service{{Dir: dir, Socket: "/tmp/s"}})
	if !errors.Is(err, onion.ErrNoClients) || text != "" {
		t.Fatalf("%q, %v", text, err)
	}
}

func TestTorrc_LongSocketPath_IsRefused(t *testing.T) {
	_, err := onion.Torrc([]onion.Service{{Dir: "/x", Socket: "/" + strings.Repeat("x", 107), Front: true}})
	if !errors.Is(err, onion.ErrSocketPath) || !strings.Contains(err.Error(), "choose a shorter --dir") {
		t.Fatal(err)
	}
}
