package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"luwte/internal/testmachine"
)

// TestFirstDay_OnDebian runs every command of deploy/README.md, apt-get and systemctl too: on a server that boots, a desk without a network, a courier and a reporter's machine,
// each a bare Debian in which only the packages of make deb are installed. Other than on the page are only: the way into the private Tor network, and that everybody
// is root and needs no sudo. Root is needed, and the Debian archive: so it is part of make soak only.
func TestFirstDay_OnDebian_LeadsToTheAnswer(t *testing.T) {
	if !soak {
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Minute)
	defer cancel()
	n, dir := network(t), shortDir(t)
	testmachine.Command(ctx, t, "make", "-C", root, "deb", "given="+dir, "machines=linux-"+runtime.GOARCH, "debs="+runtime.GOARCH)
	sticks := []string{}
	for _, stick := range []string{"stick", "custodians", "backup"} {
		must(t, os.Mkdir(filepath.Join(dir, stick), 0o700))
		sticks = append(sticks, "--bind="+filepath.Join(dir, stick)+":/media/"+stick)
	}
	machines := map[string]*testmachine.Machine{}
	for name, has := range map[string]string{"server": "drop", "courier": "courier", "desk": "desk", "reporter": "report"} {
		m := testmachine.New(ctx, t)
		m.Write("/etc/network.torrc", readAll(t, n.CommonTorrc))
		debs, err := filepath.Glob(filepath.Join(dir, "packages", "luwte-"+has+"_*.deb"))
		must(t, err)
		testmachine.Command(ctx, t, "cp", append(debs, m.At("/root"))...)
		machines[name] = m
	}
	server := machines["server"]
	server.Write("/etc/systemd/system/luwte-drop.service.d/network.conf", `[Service]
ExecStart=
ExecStart=/usr/bin/luwte-drop serve --dir /var/lib/luwte-drop --tor --torrc /etc/network.torrc --confine require
`)
	server.Start()
	defer func() {
		if journal := server.Stop(); t.Failed() {
			t.Logf("the server's journal:\n%s", journal)
		}
	}()
	way := strings.NewReplacer("--door", "--torrc /etc/network.torrc --door", "--drop", "--torrc /etc/network.torrc --drop", "sudo ", "", "_amd64.deb", "_"+runtime.GOARCH+".deb")
	p := &hands{t: t, sticks: dir, home: server.At("/root"), at: func(typed string) string { return typed }}
	p.command = func(line pageLine) *exec.Cmd {
		command, m := way.Replace(line.command), machines[line.on]
		switch {
		case line.on == "server":
			return m.Shell(ctx, t, line.command)
		case line.on == "desk" && !strings.HasPrefix(command, "apt-get "):
			return m.Once(command, append(sticks, "--private-network")...)
		default:
			return m.Once(command, sticks...)
		}
	}
	p.doAll(firstDay(t))
}
