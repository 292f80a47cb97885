//go:build linux

package main_test

import (
	"strings"
	"syscall"
	"testing"

	"luwte/crypto/quorum"
)

// idling begins a session that locks itself after two seconds, and opens it.
func idling(t *testing.T, dir string, shares []*quorum.Share, args ...string) *terminal {
	t.Helper()
	w := begin(t, append([]string{"session", "--dir", dir}, args...)...)
	w.answer("Share 1 of 2", shares[0].PaperKey().Code())
	w.answer("Share 2 of 2", shares[1].PaperKey().Code())
	w.waitFor("luwte> ")
	return w
}

func (w *terminal) types(text string) {
	w.t.Helper()
	if _, err := w.side.WriteString(text); err != nil {
		w.t.Fatal(err)
	}
}

// TestSession_CommandWaits_IsLocked leaves the desk while a command waits for something to be typed.
func TestSession_CommandWaits_IsLocked(t *testing.T) {
	dir, shares := dealt(t)
	for command, waits := range map[string]string{
		"reply 4g3k2m1x\n": "Write the answer",
		"share check\n":    "The 24 words",
		"share deal --needed 1 --custodian Mallory --anyway --out " + t.TempDir() + "\n": "Share 1 of 2",
	} {
		w := idling(t, dir, shares, "--idle", "2s")
		w.types(command)
		w.waitFor(waits)
		w.waitFor("Nothing was done for 2s.")
		w.waitFor("Locked.")
		w.waitFor("Share 1 of 2")
		w.end()
	}
}

// TestSession_OneShareTyped_IsLocked is a custodian who waits for another.
func TestSession_OneShareTyped_IsLocked(t *testing.T) {
	dir, shares := dealt(t)
	w := begin(t, "session", "--dir", dir, "--idle", "2s")
	w.answer("Share 1 of 2", shares[0].PaperKey().Code())
	w.waitFor("Share 2 of 2")
	w.waitFor("Locked.")
	w.waitFor("Share 1 of 2")
}

// TestSession_CtrlZ_IsLocked also while a command waits.
func TestSession_CtrlZ_IsLocked(t *testing.T) {
	dir, shares := dealt(t)
	w := idling(t, dir, shares)
	w.types("\x1a")
	w.waitFor("Locked.")
	w.answer("Share 1 of 2", shares[0].PaperKey().Code())
	w.answer("Share 2 of 2", shares[1].PaperKey().Code())
	w.answer("luwte> ", "share check")
	w.waitFor("The 24 words")
	w.types("\x1a")
	w.waitFor("Locked.")
	w.answer("Share 1 of 2", shares[0].PaperKey().Code()) // unseen again
}

// TestSession_TerminalClosed_Ends leaves no process that holds keys and register, and no trace of one.
func TestSession_TerminalClosed_Ends(t *testing.T) {
	dir, shares := dealt(t)
	for _, s := range []syscall.Signal{syscall.SIGHUP, syscall.SIGQUIT} {
		w := idling(t, dir, shares)
		if err := w.cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		if err := w.cmd.Wait(); err == nil || w.cmd.ProcessState.ExitCode() != 1 || strings.Contains(w.all(), "goroutine") {
			t.Errorf("%v: ended with %v", s, err)
		}
	}
}
