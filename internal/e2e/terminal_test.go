package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal is a program at a terminal of its own, typed at by a test.
type terminal struct {
	t     *testing.T
	side  *os.File // of who types and looks
	mu    sync.Mutex
	seen  bytes.Buffer // everything that the terminal showed
	read  int          // how much of it was looked at
	began time.Time
	ended chan struct{}
	err   error // once it has ended
}

// beginAt starts a program at a new pseudoterminal (pts(4)).
func beginAt(t *testing.T, cmd *exec.Cmd) *terminal {
	t.Helper()
	side, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	must(t, err)
	must(t, unix.IoctlSetPointerInt(int(side.Fd()), unix.TIOCSPTLCK, 0))
	n, err := unix.IoctlGetInt(int(side.Fd()), unix.TIOCGPTN)
	must(t, err)
	tty, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	must(t, err)
	defer tty.Close()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	must(t, cmd.Start())
	w := &terminal{t: t, side: side, began: time.Now(), ended: make(chan struct{})}
	shown := make(chan struct{})
	go func() { w.watch(); close(shown) }()
	go func() {
		w.err = cmd.Wait()
		select { // a terminal whose last program has ended shows no more, but for what others hold open
		case <-shown:
		case <-time.After(time.Second):
		}
		close(w.ended)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it has ended, unless the test failed
		<-w.ended
		side.Close()
	})
	return w
}

func (w *terminal) watch() {
	b := make([]byte, 4096)
	for {
		n, err := w.side.Read(b)
		w.mu.Lock()
		w.seen.Write(b[:n])
		w.mu.Unlock()
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

func (w *terminal) typeLine(line string) {
	w.t.Helper()
	_, err := w.side.WriteString(line + "\n")
	must(w.t, err)
}

// hides says whether the terminal shows nothing of what is typed.
func (w *terminal) hides() bool {
	w.t.Helper()
	mode, err := unix.IoctlGetTermios(int(w.side.Fd()), unix.TCGETS)
	must(w.t, err)
	return mode.Lflag&unix.ECHO == 0
}

// printedWords reads the 24 words of a custodian's page, as somebody who types them does.
func printedWords(t *testing.T, pdf string) string {
	t.Helper()
	text, err := exec.Command("pdftotext", "-layout", pdf, "-").Output()
	must(t, err)
	all := make([]string, 24)
	for _, row := range regexp.MustCompile(`(?m)^ *(\d+) ([a-z]+) +(\d+) ([a-z]+) +(\d+) ([a-z]+)$`).FindAllStringSubmatch(string(text), -1) {
		for i := 1; i < len(row); i += 2 {
			n, err := strconv.Atoi(row[i])
			must(t, err)
			all[n-1] = row[i+1]
		}
	}
	return strings.Join(all, " ")
}
