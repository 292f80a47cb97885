//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// sitting is somebody at a terminal, with luwte-report in it.
type sitting struct {
	*testing.T
	cmd *exec.Cmd
	pty *os.File

	temp string // its TMPDIR

	mu   sync.Mutex
	said bytes.Buffer // all that was on the screen
	read int          // up to where it was read
	gone chan struct{}
}

// sit starts luwte-report at a terminal of its own.
func sit(t *testing.T, args ...string) *sitting {
	t.Helper()
	return sitWith(t, "luwte-report", args...)
}

func sitWith(t *testing.T, program string, args ...string) *sitting {
	t.Helper()
	master, slave := openPTY(t)
	s := &sitting{T: t, pty: master, temp: t.TempDir(), cmd: exec.Command(program, args...), gone: make(chan struct{})}
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = slave, slave, slave
	s.cmd.Env = append(os.Environ(), "TERM=xterm", "TMPDIR="+s.temp)
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	slave.Close()
	go func() {
		defer close(s.gone)
		buffer := make([]byte, 4096)
		for {
			n, err := master.Read(buffer)
			s.mu.Lock()
			s.said.Write(buffer[:n])
			s.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		if s.cmd.ProcessState == nil {
			s.cmd.Process.Kill()
			s.cmd.Wait()
		}
		master.Close()
		s.keep()
	})
	return s
}

func openPTY(t *testing.T) (master, slave *os.File) {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_CLOEXEC|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 80})
	}
	if err != nil {
		t.Fatal(err)
	}
	slave, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), "ptmx"), slave
}

// keep leaves what was on the screen, to be looked at.
func (s *sitting) keep() {
	dir := "../../artifacts/terminal"
	if err := os.MkdirAll(dir, 0o755); err == nil {
		_ = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(s.Name(), "/", "-")+".txt"), s.all(), 0o644)
	}
}

func (s *sitting) all() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.said.Bytes())
}

// sees waits until the expression, whose spaces may be line ends, is on the screen after what was seen before, and returns its first group.
func (s *sitting) sees(expression string) string {
	s.Helper()
	re := regexp.MustCompile(strings.ReplaceAll(expression, " ", `\s+`)) // lines are broken between words
	for range 1200 {
		all := s.all()
		if m := re.FindSubmatchIndex(all[s.read:]); m != nil {
			found := ""
			if len(m) > 2 {
				found = string(all[s.read+m[2] : s.read+m[3]])
			}
			s.read += m[1]
			return found
		}
		select {
		case <-s.gone:
			all := s.all()
			if !re.Match(all[s.read:]) {
				s.Fatalf("it ended without saying %q:\n%s", expression, all[s.read:])
			}
		case <-time.After(25 * time.Millisecond):
		}
	}
	s.Fatalf("it does not say %q:\n%s", expression, s.all()[s.read:])
	return ""
}

// types types a line.
func (s *sitting) types(line string) {
	s.Helper()
	if _, err := s.pty.WriteString(line + "\n"); err != nil {
		s.Fatal(err)
	}
}

// answers waits for a prompt and types.
func (s *sitting) answers(prompt, line string) {
	s.Helper()
	s.sees(prompt)
	s.types(line)
}

// ends waits for the end and returns the exit status.
func (s *sitting) ends() int {
	s.Helper()
	_ = s.cmd.Wait()
	<-s.gone
	return s.cmd.ProcessState.ExitCode()
}

// echoes says whether the terminal shows what is typed.
func echoes(t *testing.T, pty *os.File) bool {
	t.Helper()
	state, err := unix.IoctlGetTermios(int(pty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return state.Lflag&unix.ECHO != 0
}
