package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestFirstDay_OnDebian runs every command of deploy/README.md, apt-get and systemctl too: on a server that boots, a desk without a network, a courier and a reporter's machine,
// each a bare Debian in which only the packages of make deb are installed. Other than on the page are only: the way into the private Tor network, and that everybody
// is root and needs no sudo. Root is needed, and the Debian archive: so it is part of make soak only.
func TestFirstDay_OnDebian_LeadsToTheAnswer(t *testing.T) {
	if !soak {
		return
	}
	n, dir := network(t), shortDir(t)
	make := exec.Command("make", "-C", root, "deb", "machines=linux-"+runtime.GOARCH, "debs="+runtime.GOARCH)
	if out, err := make.CombinedOutput(); err != nil {
		t.Fatalf("make deb: %v\n%s", err, out)
	}
	for _, stick := range []string{"stick", "custodians", "backup"} {
		must(t, os.Mkdir(filepath.Join(dir, stick), 0o700))
	}
	machines := map[string]*debian{}
	for _, name := range []string{"server", "courier", "desk", "reporter"} {
		machines[name] = newDebian(t, dir, name)
		machines[name].write("/etc/network.torrc", readAll(t, n.CommonTorrc))
	}
	server := machines["server"]
	server.write("/etc/systemd/system/luwte-drop.service.d/network.conf", `[Service]
ExecStart=
ExecStart=/usr/bin/luwte-drop serve --dir /var/lib/luwte-drop --tor --torrc /etc/network.torrc --confine require
`)
	server.boot()
	way := strings.NewReplacer("--door", "--torrc /etc/network.torrc --door", "--drop", "--torrc /etc/network.torrc --drop", "sudo ", "", "_amd64.deb", "_"+runtime.GOARCH+".deb")
	p := &hands{t: t, sticks: dir, home: filepath.Join(server.tree, "root"), at: func(typed string) string { return typed }}
	p.command = func(line pageLine) *exec.Cmd { return machines[line.on].command(way.Replace(line.command)) }
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("what was shown:\n%s", p.seen.String())
		}
	})
	for _, line := range firstDay(t) {
		p.do(line)
	}
	p.end()
	p.check()
}

// debian is a machine: a tree of its own. One that was booted goes on by itself; in the others each command is all that runs.
type debian struct {
	t      *testing.T
	name   string
	tree   string
	sticks string
	leader int // process of its init, seen from here; 0 where it was not booted
}

// newDebian makes a machine with the packages in root's home, and the sticks in their places.
func newDebian(t *testing.T, dir, name string) *debian {
	t.Helper()
	d := &debian{t: t, name: name, tree: filepath.Join(dir, name), sticks: dir}
	shell(t, "cp", "-a", "--reflink=auto", debianTree(t), d.tree)
	debs, err := filepath.Glob(filepath.Join(root, "bin", "packages", "*_"+runtime.GOARCH+".deb"))
	if err != nil || len(debs) != 4 {
		t.Fatalf("make deb made %q (%v)", debs, err)
	}
	shell(t, "cp", append(debs, filepath.Join(d.tree, "root"))...)
	shell(t, "rm", "-f", filepath.Join(d.tree, "etc/systemd/system/multi-user.target.wants/tor.service")) // it would go out to the real network
	must(t, os.MkdirAll(filepath.Join(d.tree, "media"), 0o755))
	return d
}

func (d *debian) write(path, text string) {
	d.t.Helper()
	path = filepath.Join(d.tree, path)
	must(d.t, os.MkdirAll(filepath.Dir(path), 0o755))
	must(d.t, os.WriteFile(path, []byte(text), 0o644))
}

// boot starts its systemd, and waits until that takes commands.
func (d *debian) boot() {
	d.t.Helper()
	cmd := exec.Command("systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--console=pipe", "-D", d.tree, "-b")
	cmd.Env = append(os.Environ(), "SYSTEMD_SECCOMP=0") // nspawn's own filter of system calls may be older than Landlock
	must(d.t, cmd.Start())
	d.t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // init ends in good order
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case <-ended:
		case <-time.After(2 * time.Minute):
			_ = cmd.Process.Kill()
			<-ended
			d.t.Errorf("the %s did not end", d.name)
		}
	})
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(time.Second) {
		children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", cmd.Process.Pid))
		must(d.t, err)
		if d.leader, _ = strconv.Atoi(strings.TrimSpace(string(children))); d.leader != 0 && d.command("systemctl is-active multi-user.target").Run() == nil {
			return
		}
	}
	d.t.Fatalf("the %s does not boot", d.name)
}

// command runs a line in a shell of root's. The desk has a network only until its packages are there.
func (d *debian) command(line string) *exec.Cmd {
	shell := []string{"/usr/bin/env", "-i", "HOME=/root", "USER=root", "TERM=dumb", "DEBIAN_FRONTEND=noninteractive", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "bash", "-c", "cd && " + line}
	if d.leader != 0 {
		return exec.Command("nsenter", append([]string{"--all", "--target", strconv.Itoa(d.leader), "--"}, shell...)...)
	}
	args := []string{"--quiet", "--register=no", "--keep-unit", "--console=pipe", "--resolv-conf=replace-host", "-D", d.tree}
	for _, stick := range []string{"stick", "custodians", "backup"} {
		args = append(args, "--bind="+filepath.Join(d.sticks, stick)+":/media/"+stick)
	}
	if d.name == "desk" && !strings.HasPrefix(line, "apt-get ") {
		args = append(args, "--private-network")
	}
	cmd := exec.Command("systemd-nspawn", append(args, shell...)...)
	cmd.Env = append(os.Environ(), "SYSTEMD_SECCOMP=0")
	return cmd
}

// debianTree returns a tree of a small Debian with systemd and tor, that of the units' test. It is fetched once and kept.
func debianTree(t *testing.T) string {
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
	unfinished := tree + ".new-e2e"
	must(t, os.RemoveAll(unfinished))
	must(t, os.MkdirAll(unfinished, 0o755))
	shell(t, "debootstrap", "--variant=minbase", "--include=systemd-sysv,dbus,tor", "bookworm", unfinished)
	must(t, os.Rename(unfinished, tree))
	return tree
}

func shell(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}
