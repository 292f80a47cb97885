package testmachine

import (
	"context"
	"os"
	"os/exec"
	"testing"
)

// environment of a shell of root's.
var environment = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "USER=root", "LC_ALL=C.UTF-8", "TERM=dumb", "DEBIAN_FRONTEND=noninteractive"}

// Shell returns a command that runs a line in a machine that was started, as its root, once it has booted. Unlike Run it can be given a terminal.
func (m *Machine) Shell(ctx context.Context, t *testing.T, line string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("nsenter", "--target", m.leader(ctx), "--mount", "--uts", "--ipc", "--pid", "--root", "--wdns=/", "/bin/bash", "-c", "cd && "+line)
	cmd.Dir, cmd.Env = "/", environment
	return cmd
}

// Once returns a command that runs a line in a machine that is not started: the line is all that runs there. Further arguments are systemd-nspawn's.
func (m *Machine) Once(line string, nspawn ...string) *exec.Cmd {
	args := append([]string{"--quiet", "--register=no", "--keep-unit", "--console=pipe", "--resolv-conf=replace-host", "--chdir=/root", "-D", m.root}, nspawn...)
	for _, e := range environment {
		args = append(args, "--setenv="+e)
	}
	cmd := exec.Command("systemd-nspawn", append(args, "/bin/bash", "-c", line)...)
	cmd.Env = append(os.Environ(), "SYSTEMD_SECCOMP=0")
	return cmd
}
