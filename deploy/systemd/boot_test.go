package systemd

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"luwte/internal/testbureau"
	"luwte/internal/testmachine"
	"luwte/internal/torchild"
	"luwte/internal/tortest"
	"luwte/server"
	"luwte/web"
)

// layout is one of the two ways in which a machine has a drop.
type layout struct {
	unit     string
	prepared string // what the operator does besides, as README.md has it
	network  bool   // the drop's process is in the machine's network
}

var layouts = map[string]layout{
	"tor of its own": {"luwte-drop", `
mkdir -p /etc/systemd/system/luwte-drop.service.d /etc/luwte-drop
cp /test/network.torrc /etc/luwte-drop/torrc
cat > /etc/systemd/system/luwte-drop.service.d/network.conf <<END
[Service]
ExecStart=
ExecStart=/usr/bin/luwte-drop serve --dir /var/lib/luwte-drop --tor --torrc /etc/luwte-drop/torrc --confine require
END
systemctl daemon-reload
systemctl start --no-block luwte-drop`, true},
	"system's tor": {"luwte-drop-system-tor", `
systemd-tmpfiles --create luwte-drop.conf
luwte-drop torrc --dir /var/lib/luwte-drop > /etc/tor/luwte.torrc
cat /test/network.torrc >> /etc/tor/torrc
echo '%include /etc/tor/luwte.torrc' >> /etc/tor/torrc
systemctl start --no-block luwte-drop-system-tor
systemctl start --no-block tor@default`, false},
}

// TestUnits_Booted: a Debian machine boots with each unit, and a visitor's parcel comes through Tor into its drop, which is shut in by the unit and from
// within. Root is needed, and a tree of Debian's, which takes minutes to be fetched: so it is part of make soak only. LUWTE_TREE names a tree that is
// there already.
func TestUnits_BootedMachine_TakesAParcelOverTor(t *testing.T) {
	if os.Getenv("LUWTE_SOAK") == "" {
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Minute)
	defer cancel()
	network, err := tortest.Open(ctx, t.Output())
	must(t, err)
	defer func() { must(t, network.Close()) }()
	for name, l := range layouts {
		t.Run(name, func(t *testing.T) { l.boot(ctx, t, network) })
	}
}

func (l layout) boot(ctx context.Context, t *testing.T, network *tortest.Network) {
	ctx, cancel := context.WithTimeout(ctx, 4*time.Minute)
	defer cancel()
	m := &machine{Machine: testmachine.New(ctx, t), t: t, unit: l.unit, bureau: testbureau.New()}
	m.build(ctx, network, l.prepared)
	m.Start()
	defer m.stop()
	front := m.front(ctx)
	if page := testmachine.Visit(ctx, t, network.SocksAddr, "GET", "http://"+front+"/", nil, http.StatusOK); !bytes.Equal(page, web.Page()) {
		t.Errorf("the front door's page has %d bytes and is not the page", len(page))
	}
	testmachine.Visit(ctx, t, network.SocksAddr, "POST", "http://"+front+"/v1/inboxes/"+m.bureau.Inbox()+"/parcels", testbureau.Rubbish(1), http.StatusCreated)
	stats := m.stats()
	if len(stats.Inboxes) != 1 || stats.Inboxes[0].Parcels != 1 {
		t.Errorf("it has not one parcel: %+v", stats)
	}
	if stats.Confined == nil || !stats.Confined.Whole() {
		t.Errorf("it is not shut in from within: %+v", stats.Confined)
	}
	m.checkProcess(l.network)
}

// machine is a Debian system with a drop.
type machine struct {
	*testmachine.Machine
	t      *testing.T
	unit   string
	bureau *testbureau.Bureau
}

// build puts the drop into it, as README.md says. What has to run in it is done at its first boot.
func (m *machine) build(ctx context.Context, network *tortest.Network, prepared string) {
	m.t.Helper()
	testmachine.Command(ctx, m.t, "go", "build", "-o", m.At("/usr/bin/luwte-drop"), "luwte/cmd/luwte-drop")
	for from, to := range map[string]string{
		"luwte-drop.service": "/usr/lib/systemd/system/", "luwte-drop-system-tor.service": "/usr/lib/systemd/system/",
		"luwte-drop.sysusers": "/usr/lib/sysusers.d/luwte-drop.conf", "luwte-drop.tmpfiles": "/usr/lib/tmpfiles.d/luwte-drop.conf",
	} {
		testmachine.Command(ctx, m.t, "install", "-m", "644", from, m.At(to))
	}
	torrc, err := os.ReadFile(network.CommonTorrc)
	must(m.t, err)
	m.Write("/test/network.torrc", string(torrc))
	m.Write("/test/charter.json", string(m.bureau.CharterLine()))
	key, err := torchild.NewClientKey()
	must(m.t, err)
	m.Write("/test/prepare", `set -eux
systemd-sysusers
install -d -m 700 -o luwte-drop -g luwte-drop /var/lib/luwte-drop
drop() { runuser -u luwte-drop -- luwte-drop "$@"; }
drop init --dir /var/lib/luwte-drop
drop inbox add --dir /var/lib/luwte-drop --courier `+key.Public()+` /test/charter.json
`+prepared+"\n")
	m.Write("/etc/systemd/system/prepare.service", "[Unit]\nAfter=basic.target\n[Service]\nType=oneshot\nExecStart=/bin/sh /test/prepare\n")
	must(m.t, os.Symlink("/etc/systemd/system/prepare.service", m.At("/etc/systemd/system/multi-user.target.wants/prepare.service")))
}

// stop switches it off, shows its journal if something went wrong, and wants the drop to have ended in good order.
func (m *machine) stop() {
	m.t.Helper()
	journal := m.Stop()
	if !bytes.Contains(journal, []byte(m.unit+".service: Deactivated successfully.")) {
		m.t.Errorf("the drop did not end in good order")
	}
	if m.t.Failed() {
		m.t.Logf("the machine's journal:\n%s", journal)
	}
}

// front waits until the drop is made, and returns its onion address.
func (m *machine) front(ctx context.Context) string {
	m.t.Helper()
	for {
		name, err := os.ReadFile(m.At("/var/lib/luwte-drop/onion/front/hostname"))
		if err == nil && len(name) > 0 {
			return strings.TrimSpace(string(name))
		}
		testmachine.Pause(ctx, m.t, err)
	}
}

// stats asks the drop through its operator's socket, as its own user.
func (m *machine) stats() (stats server.Stats) {
	m.t.Helper()
	dir := m.At("/var/lib/luwte-drop")
	info, err := os.Stat(dir)
	must(m.t, err)
	owner := info.Sys().(*syscall.Stat_t)
	cmd := exec.Command(m.At("/usr/bin/luwte-drop"), "stats", "--dir", dir, "--json")
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}}
	out, err := cmd.Output()
	must(m.t, err)
	must(m.t, json.Unmarshal(out, &stats))
	return stats
}

// checkProcess looks at the drop's process from outside.
func (m *machine) checkProcess(network bool) {
	m.t.Helper()
	pid := m.pid()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	must(m.t, err)
	for _, want := range []string{"NoNewPrivs:\t1\n", "Seccomp:\t2\n", "CapEff:\t0000000000000000\n", "CapBnd:\t0000000000000000\n"} {
		if !strings.Contains(string(status), want) {
			m.t.Errorf("of the drop's process %q is not so:\n%s", want, status)
		}
	}
	devices, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/dev", pid))
	must(m.t, err)
	ours, err := os.Readlink("/proc/self/ns/net")
	must(m.t, err)
	its, err := os.Readlink(fmt.Sprintf("/proc/%d/ns/net", pid))
	must(m.t, err)
	if alone := ours != its && strings.Count(string(devices), ":") == 1; alone == network {
		m.t.Errorf("whether it is in a network of its own, with loopback alone, is %t:\n%s", alone, devices)
	}
}

// pid finds the drop's process: no other has this directory.
func (m *machine) pid() (pid int) {
	m.t.Helper()
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	must(m.t, err)
	for _, line := range lines {
		if data, err := os.ReadFile(line); err == nil && bytes.HasPrefix(data, []byte("/usr/bin/luwte-drop\x00serve\x00")) {
			_, err := fmt.Sscanf(line, "/proc/%d/cmdline", &pid)
			must(m.t, err)
		}
	}
	if pid == 0 {
		m.t.Fatal("the drop does not run")
	}
	return pid
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
