package server_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"luwte/internal/testbureau"
	"luwte/server"
)

// offline keeps a tor from the network: what it was told is all that is asked here.
const offline = "DisableNetwork 1\n"

// TestServe_OwnTor: the drop asks the tor that runs, not its own torrc.
func TestServe_OwnTor_StatsSayThatProofOfWorkIsOn(t *testing.T) {
	wantWork(t, "on", "")
}

// TestServe_TorWithoutProofOfWork: an older tor refuses the line, and so does this one where the module was not built in; it says which it has.
func TestServe_TorWithoutProofOfWork_ServesAndSaysWhatToInstall(t *testing.T) {
	tor := must1(exec.LookPath("tor"))
	dir := t.TempDir()
	script := "#!/bin/sh\n[ \"$1\" = --list-modules ] && { " + tor + " --list-modules | sed 's/^pow: yes$/pow: no/'; exit; }\nexec " + tor + " \"$@\"\n"
	must(t, os.WriteFile(filepath.Join(dir, "tor"), []byte(script), 0o700))
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	wantWork(t, "missing", "warning: this tor knows no proof of work")
}

// wantWork serves with a tor that has no network, until the figures say of proof of work what they should.
func wantWork(t *testing.T, want, said string) {
	t.Helper()
	d := &drop{t: t, dir: filepath.Join(shortTempDir(t), "d"), bureau: testbureau.New(), out: new(output)}
	must1(server.Init(d.dir))
	torrc := filepath.Join(t.TempDir(), "torrc")
	must(t, os.WriteFile(torrc, []byte(offline), 0o600))
	d.serve(server.DefaultLimits, server.ServeConfig{Tor: true, Torrc: torrc})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	d.awaitLine(ctx, said)
	for got := ""; got != want; time.Sleep(20 * time.Millisecond) {
		stats, err := d.Stats(ctx)
		must(t, err)
		if got = stats.Front.Work; got != want && got != "unknown" {
			t.Fatalf("proof of work is said to be %q: %s", got, d.out.String())
		}
	}
	d.stop()
}
