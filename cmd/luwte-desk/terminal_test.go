//go:build linux

package main_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal is a program at a terminal of its own, typed at by a test.
type terminal struct {
	t    failer
	cmd  *exec.Cmd
	side *os.File // of who types and looks
	mu   sync.Mutex
	seen bytes.Buffer // everything that the terminal showed
	read int          // how much of it waitFor has passed
	more chan struct{}
}

// failer is a test, or a script that is one.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// begin starts luwte-desk at a new terminal.
func begin(t *testing.T, args ...string) *terminal {
	t.Helper()
	cmd := desk(t, args...)
	cmd.Env = append(cmd.Env, "LUWTE_PASSPHRASE=")
	w := beginAt(t, cmd)
	t.Cleanup(w.end)
	return w
}

// beginAt starts a program at a new terminal.
func beginAt(t failer, cmd *exec.Cmd) *terminal {
	t.Helper()
	side, tty := openTerminal(t)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	tty.Close()
	term := &terminal{t: t, cmd: cmd, side: side, more: make(chan struct{}, 1)}
	go term.watch()
	return term
}

func (w *terminal) end() {
	w.cmd.Process.Kill()
	w.cmd.Wait()
	w.side.Close()
}

// openTerminal returns the two ends of a new pseudoterminal (pts(4)).
func openTerminal(t failer) (side, tty *os.File) {
	t.Helper()
	side, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fd := int(side.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return side, tty
}

func (w *terminal) watch() {
	b := make([]byte, 4096)
	for {
		n, err := w.side.Read(b)
		w.mu.Lock()
		w.seen.Write(b[:n])
		w.mu.Unlock()
		select {
		case w.more <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// all returns what the terminal has shown.
func (w *terminal) all() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen.String()
}

// waitFor waits until the terminal shows a text after what was waited for before.
func (w *terminal) waitFor(text string) {
	w.t.Helper()
	for deadline := time.After(3 * time.Minute); ; {
		if i := strings.Index(w.all()[w.read:], text); i >= 0 {
			w.read += i + len(text)
			return
		}
		select {
		case <-w.more:
		case <-deadline:
			w.t.Fatalf("%q is not shown:\n%s", text, w.all()[w.read:])
		}
	}
}

// answer waits for a prompt and types a line.
func (w *terminal) answer(prompt, line string) {
	w.t.Helper()
	w.waitFor(prompt)
	w.unseen(prompt)
	w.typeLine(line)
}

// line types a secret.
func (w *terminal) line(line string) {
	w.t.Helper()
	w.unseen("Share ")
	w.typeLine(line)
}

func (w *terminal) typeLine(line string) {
	w.t.Helper()
	if _, err := w.side.WriteString(line + "\n"); err != nil {
		w.t.Fatal(err)
	}
}

// unseen waits, before a secret is typed, until the terminal shows nothing of what is typed.
func (w *terminal) unseen(prompt string) {
	w.t.Helper()
	for (strings.HasPrefix(prompt, "Share ") || strings.Contains(prompt, "words") || strings.Contains(prompt, "assphrase")) && !w.hides() {
		time.Sleep(time.Millisecond)
	}
}

// hides says whether the terminal shows nothing of what is typed.
func (w *terminal) hides() bool {
	w.t.Helper()
	mode, err := unix.IoctlGetTermios(int(w.side.Fd()), unix.TCGETS)
	if err != nil {
		w.t.Fatal(err)
	}
	return mode.Lflag&unix.ECHO == 0
}
