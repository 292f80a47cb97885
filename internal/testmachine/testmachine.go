// Package testmachine boots a small Debian beside this one, on the same kernel and in the same network, by systemd-nspawn. Root is needed, and a tree of
// Debian's, which takes minutes to be fetched: tests that use it are part of make soak only.
//
// It trusts nobody and holds nothing: only tests of deploy/ and internal/e2e import it.
package testmachine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Machine is a Debian system in a directory of its own, which ends with the test.
type Machine struct {
	t    *testing.T
	root string
	cmd  *exec.Cmd
}

// New returns a machine that is not started yet. The directory LUWTE_TREE names a tree that is there already; otherwise it is fetched once and kept.
func New(ctx context.Context, t *testing.T) *Machine {
	t.Helper()
	base, err := os.MkdirTemp("", "boot") // short, for sockets
	must(t, err)
	t.Cleanup(func() { must(t, os.RemoveAll(base)) })
	must(t, os.Chmod(base, 0o711)) // its users look at it too
	m := &Machine{t: t, root: filepath.Join(base, "root")}
	Command(ctx, t, "cp", "-a", "--reflink=auto", debian(ctx, t), m.root)
	must(t, os.RemoveAll(m.At("/etc/systemd/system/multi-user.target.wants/tor.service"))) // it would go out to the real network
	must(t, os.MkdirAll(m.At("/var/log/journal"), 0o755))
	must(t, os.Mkdir(m.At("/test"), 0o755))
	return m
}

// At returns where a path of the machine is on this one.
func (m *Machine) At(path string) string { return filepath.Join(m.root, path) }

// Write makes a file of mode 0644 in the machine, with its directory.
func (m *Machine) Write(path, text string) {
	m.t.Helper()
	must(m.t, os.MkdirAll(filepath.Dir(m.At(path)), 0o755))
	must(m.t, os.WriteFile(m.At(path), []byte(text), 0o644))
}

// Start boots it.
func (m *Machine) Start() {
	m.t.Helper()
	m.cmd = exec.Command("systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--console=pipe", "-D", m.root, "-b")
	m.cmd.Env = append(os.Environ(), "SYSTEMD_SECCOMP=0") // nspawn's own filter of system calls may be older than Landlock
	must(m.t, m.cmd.Start())
}

// Run runs a script in a machine that was started, as its root, once it has booted. It returns what was printed, and the script's failure.
func (m *Machine) Run(ctx context.Context, script string) (string, error) {
	m.t.Helper()
	cmd := exec.CommandContext(ctx, "nsenter", "--target", m.leader(ctx), "--mount", "--uts", "--ipc", "--pid", "--root", "/bin/sh", "-c",
		"cd /\nsystemctl is-system-running --wait >/dev/null\n"+script)
	cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive"}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// leader is the machine's first process, by its number here, once it listens.
func (m *Machine) leader(ctx context.Context) string {
	m.t.Helper()
	for {
		pid := m.cmd.Process.Pid
		children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
		if first, _, _ := strings.Cut(strings.TrimSpace(string(children)), " "); err == nil && first != "" {
			if _, err = os.Stat("/proc/" + first + "/root/run/systemd/private"); err == nil {
				return first
			}
		}
		Pause(ctx, m.t, errors.Join(errors.New("the machine has not booted"), err))
	}
}

// Stop switches it off and returns its journal.
func (m *Machine) Stop() []byte {
	m.t.Helper()
	must(m.t, m.cmd.Process.Signal(syscall.SIGTERM))
	ended := make(chan error, 1)
	go func() { ended <- m.cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(2 * time.Minute):
		_ = m.cmd.Process.Kill()
		<-ended
		m.t.Error("the machine did not end")
	}
	journal, _ := exec.Command("journalctl", "--no-pager", "-o", "cat", "--directory="+m.At("/var/log/journal")).CombinedOutput()
	return journal
}

// debian returns a tree of a small Debian with systemd and tor.
func debian(ctx context.Context, t *testing.T) string {
	t.Helper()
	if tree := os.Getenv("LUWTE_TREE"); tree != "" {
		return tree
	}
	cache, err := os.UserCacheDir()
	must(t, err)
	tree := filepath.Join(cache, "luwte", "debian")
	if _, err := os.Stat(tree); err == nil {
		return tree
	}
	release, err := os.ReadFile("/etc/os-release")
	must(t, err)
	_, suite, _ := strings.Cut(string(release), "VERSION_CODENAME=")
	suite, _, _ = strings.Cut(suite, "\n")
	unfinished := tree + ".new"
	must(t, os.RemoveAll(unfinished))
	must(t, os.MkdirAll(unfinished, 0o755))
	Command(ctx, t, "debootstrap", "--variant=minbase", "--include=systemd-sysv,dbus,tor", suite, unfinished)
	must(t, os.Rename(unfinished, tree))
	return tree
}

// Command runs a program here and returns what it printed; its failure is the test's.
func Command(ctx context.Context, t *testing.T, name string, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out.String())
	}
	return out.String()
}

// Pause waits a second before something is tried again, or fails with why it was not so yet.
func Pause(ctx context.Context, t *testing.T, why error) {
	t.Helper()
	select {
	case <-ctx.Done():
		t.Fatal(why)
	case <-time.After(time.Second):
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
