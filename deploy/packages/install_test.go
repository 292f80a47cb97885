package packages

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"luwte/internal/testbureau"
	"luwte/internal/testmachine"
	"luwte/internal/tortest"
)

// before is an older version than any that VERSION will name.
const before = "0.0.1"

// TestPackages_DebianMachine_InstalledUpgradedRemovedPurged: all four packages on a machine that runs, through the life of a drop and a courier, as keepers go through it. What is typed
// in it is what the packages print and deploy/systemd/README.md says.
func TestPackages_DebianMachine_InstalledUpgradedRemovedPurged(t *testing.T) {
	if os.Getenv("LUWTE_SOAK") == "" {
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Minute)
	defer cancel()
	network, err := tortest.Open(ctx, t.Output())
	must(t, err)
	defer func() { must(t, network.Close()) }()
	k := &keeper{Machine: testmachine.New(ctx, t), t: t, ctx: ctx, bureau: testbureau.New(), socks: network.SocksAddr}
	version := strings.TrimSpace(read(t, "../../VERSION"))
	k.bring(before)
	k.bring(version)
	torrc := read(t, network.CommonTorrc)
	k.Write("/etc/luwte-drop/torrc", torrc)
	k.Write("/test/courier.torrc", torrc)
	k.Write("/test/charter.json", string(k.bureau.CharterLine()))
	k.Start()
	defer func() {
		if journal := k.Stop(); t.Failed() {
			t.Logf("the machine's journal:\n%s", journal)
		}
	}()
	k.install(before)
	k.begin()
	k.carry()
	k.upgrade(version)
	k.remove()
	k.purge()
	k.purgeUnused(version)
}

// keeper is a machine and who works on it.
type keeper struct {
	*testmachine.Machine
	t      *testing.T
	ctx    context.Context
	bureau *testbureau.Bureau
	socks  string
	front  string // the drop's address
}

// bring makes the packages of a version and lays them on the machine.
func (k *keeper) bring(version string) {
	k.t.Helper()
	dir := k.t.TempDir()
	testmachine.Command(k.ctx, k.t, "make", "-C", "../..", "deb", "VERSION="+version, "given="+dir, "machines=linux-"+runtime.GOARCH, "debs="+runtime.GOARCH)
	packages, err := filepath.Glob(filepath.Join(dir, "packages", "*.deb"))
	if err != nil || len(packages) != 4 {
		k.t.Fatalf("packages %q: %v", packages, err)
	}
	if version != before {
		if found := testmachine.Command(k.ctx, k.t, "lintian", append([]string{"--allow-root", "--fail-on", "error,warning"}, packages...)...); found != "" {
			k.t.Errorf("lintian:\n%s", found)
		}
	}
	must(k.t, os.MkdirAll(k.At("/test/"+version), 0o755))
	testmachine.Command(k.ctx, k.t, "cp", append(packages, k.At("/test/"+version))...)
}

// sh runs a script that succeeds, and returns what it printed.
func (k *keeper) sh(script string) string {
	k.t.Helper()
	out, err := k.Run(k.ctx, "set -e\n"+script)
	if err != nil {
		k.t.Fatalf("%s\n%v:\n%s", script, err, out)
	}
	return strings.ReplaceAll(out, "\r", "") // apt gives maintainer scripts a terminal
}

// says runs a script that succeeds and prints exactly this, but for spaces at its ends.
func (k *keeper) says(want, script string) {
	k.t.Helper()
	if out := strings.TrimSpace(k.sh(script)); out != want {
		k.t.Errorf("%s\nprinted %q, not %q", script, out, want)
	}
}

// tells wants each of some sentences in a text.
func (k *keeper) tells(text string, sentences ...string) {
	k.t.Helper()
	for _, s := range sentences {
		if !strings.Contains(text, s) {
			k.t.Errorf("%q is not in what was printed:\n%s", s, text)
		}
	}
}

// install: nothing starts and nothing fails before there is a drop; what there is belongs to the right users.
func (k *keeper) install(version string) {
	out := k.sh("apt-get install -y --no-install-recommends /test/" + version + "/*.deb")
	k.t.Logf("apt-get install:\n%s", out)
	k.tells(out, "runuser -u luwte-drop -- luwte-drop init --dir /var/lib/luwte-drop\n", "systemctl enable --now luwte-drop\n", "systemctl enable --now luwte-courier@bureau.timer\n")
	k.says("", "systemctl --failed --no-legend")
	k.says("", "dpkg --verify luwte-drop luwte-courier luwte-desk luwte-report")
	k.says("700 luwte-drop luwte-drop\n2750 luwte-drop debian-tor\n700 luwte-courier luwte-courier",
		"stat -c '%a %U %G' /var/lib/luwte-drop /run/luwte-drop /var/lib/luwte-courier")
	k.says("luwte-drop:/var/lib/luwte-drop:/usr/sbin/nologin\nluwte-courier:/var/lib/luwte-courier:/usr/sbin/nologin",
		"getent passwd luwte-drop luwte-courier | cut -d: -f1,6,7")
	for _, program := range []string{"luwte-drop", "luwte-courier", "luwte-desk", "luwte-report"} {
		k.says(program+" "+version, program+" --version")
		k.says("755 root root", "stat -c '%a %U %G' /usr/bin/"+program)
	}
	k.says("inactive\ndisabled\ninactive\ndisabled\ndisabled", `systemctl start luwte-drop luwte-courier@bureau
for unit in luwte-drop luwte-drop-system-tor; do systemctl is-active $unit || true; systemctl is-enabled $unit || true; done
systemctl is-enabled luwte-courier@bureau.timer || true`)
	k.tells(k.sh("systemctl status luwte-drop || true"), "skipped because of an unmet condition check (ConditionPathExists=/var/lib/luwte-drop/onion)", "man:luwte-drop(8)")
}

// begin makes the drop as the package says, and serves a visitor.
func (k *keeper) begin() {
	k.sh(`runuser -u luwte-drop -- luwte-drop init --dir /var/lib/luwte-drop
sed -i 's,^OPTIONS=$,OPTIONS=--torrc /etc/luwte-drop/torrc --confine require,' /etc/default/luwte-drop
systemctl enable --now luwte-drop`)
	k.says("active", "systemctl is-active luwte-drop")
	key := strings.TrimSpace(k.sh("runuser -u luwte-courier -- luwte-courier init --dir /var/lib/luwte-courier/bureau"))
	door := k.sh("runuser -u luwte-drop -- luwte-drop inbox add --dir /var/lib/luwte-drop --courier " + key + " /test/charter.json")
	at := strings.Index(door, ".onion")
	if at < 56 {
		k.t.Fatalf("no address in %q", door)
	}
	k.sh("sed -i 's,^DOOR=$,DOOR=" + door[at-56:at] + ".onion,; s,^OPTIONS=$,OPTIONS=--torrc /etc/luwte-courier/torrc,' /etc/luwte-courier/bureau.conf\n" +
		"install -m 644 /test/courier.torrc /etc/luwte-courier/torrc")
	k.front = strings.TrimSpace(read(k.t, k.At("/var/lib/luwte-drop/onion/front/hostname")))
	testmachine.Visit(k.ctx, k.t, k.socks, "POST", "http://"+k.front+"/v1/inboxes/"+k.bureau.Inbox()+"/parcels", testbureau.Rubbish(1), http.StatusCreated)
	k.waiting("1")
}

func (k *keeper) waiting(parcels string) {
	k.t.Helper()
	k.says(parcels, `runuser -u luwte-drop -- luwte-drop stats --dir /var/lib/luwte-drop --json | sed -n 's/^ *"parcels": \([0-9]*\),*$/\1/p' | sort -u`)
}

// carry has the courier's service fetch the parcel. Its journal does not say that there was one.
func (k *keeper) carry() {
	k.sh(again("systemctl start luwte-courier@bureau"))
	k.sh("systemctl reset-failed; systemctl enable --now luwte-courier@bureau.timer")
	k.says("600 luwte-courier luwte-courier", "stat -c '%a %U %G' /var/lib/luwte-courier/bureau/pouch")
	if size := k.sh("stat -c %s /var/lib/luwte-courier/bureau/pouch"); len(strings.TrimSpace(size)) < 6 {
		k.t.Errorf("a parcel is not in a pouch of %s bytes", size)
	}
	if journal := k.sh("journalctl -o cat -u luwte-courier@bureau"); strings.Contains(strings.ToLower(journal), "parcel") {
		k.t.Errorf("the courier's journal speaks of parcels:\n%s", journal)
	}
	k.says("active", "systemctl is-active luwte-courier@bureau.timer")
}

// upgrade: the drop runs the new program, with all that it had.
func (k *keeper) upgrade(version string) {
	pid := "systemctl show -p MainPID --value luwte-drop"
	old := k.sh(pid)
	out := k.sh("apt-get install -y --no-install-recommends /test/" + version + "/*.deb </dev/null")
	k.t.Logf("apt-get install of the next version:\n%s", out)
	k.says("active", "systemctl is-active luwte-drop")
	if k.sh(pid) == old {
		k.t.Error("the drop was not started again")
	}
	k.says("luwte-drop "+version, "$(readlink /proc/$("+pid+")/exe) --version")
	k.says("OPTIONS=--torrc /etc/luwte-drop/torrc --confine require", "grep ^OPTIONS /etc/default/luwte-drop")
	k.says("enabled\nactive", "systemctl is-enabled luwte-drop; systemctl is-active luwte-courier@bureau.timer")
	k.says("", "systemctl --failed --no-legend")
	if strings.Contains(out, "there is no drop") {
		k.t.Errorf("a drop that is there is said not to be:\n%s", out)
	}
	k.waiting("1")
	// Each with a tor of its own: one that knew the drop before may look for it where it was, for a quarter of an hour.
	k.tells(k.sh(again("luwte-report verify --drop http://"+k.front+" --torrc /test/courier.torrc")), "It is the page that it should be.")
	k.sh(again("systemctl start luwte-courier@bureau"))
}

// again is a script that tries a command for as long as an address may take to be found through Tor.
func again(command string) string {
	return "for try in 1 2 3 4 5 6 7 8; do " + command + " && exit 0; sleep 5; done; exit 1"
}

// remove ends what runs and leaves what is the keeper's: settings, and all beneath /var/lib.
func (k *keeper) remove() {
	out := k.sh("apt-get remove -y luwte-drop luwte-courier luwte-desk luwte-report")
	k.t.Logf("apt-get remove:\n%s", out)
	k.says("", "systemctl --failed --no-legend; readlink /proc/[0-9]*/exe | grep -e luwte -e /tor || true")
	k.says("", "ls /usr/bin/luwte-* /usr/lib/systemd/system/luwte* /usr/share/man/man?/luwte* 2>/dev/null || true")
	k.sh("test -f /var/lib/luwte-drop/onion/front/hostname -a -s /var/lib/luwte-courier/bureau/pouch -a -f /etc/default/luwte-drop -a -f /etc/luwte-courier/bureau.conf")
}

// purge takes the packages' settings away and nothing that nobody could make again, and says so.
func (k *keeper) purge() {
	out := k.sh("apt-get purge -y luwte-drop luwte-courier")
	k.t.Logf("apt-get purge:\n%s", out)
	k.tells(out, "/var/lib/luwte-drop was kept: it holds the drop's address and what waits", "/var/lib/luwte-courier was kept")
	k.says(`/etc/luwte-courier
/etc/luwte-courier/torrc
/etc/luwte-drop
/etc/luwte-drop/torrc
/var/lib/luwte-courier
/var/lib/luwte-courier/bureau
/var/lib/luwte-drop`, stays)
	k.says(k.front, "cat /var/lib/luwte-drop/onion/front/hostname")
}

// stays lists what there is of Luwte on the machine.
const stays = `find /boot /etc /home /opt /root /run /srv /usr /var -xdev \( -name '*luwte*' -o -path '/etc/luwte*' -o -path /var/lib/luwte-courier/bureau \) -not -path '/var/cache/*' | LC_ALL=C sort`

// purgeUnused: where nobody made a drop, only the users stay, so that no other user gets their number.
func (k *keeper) purgeUnused(version string) {
	k.sh(`rm -rf /var/lib/luwte-drop /var/lib/luwte-courier /etc/luwte-drop /etc/luwte-courier
apt-get install -y --no-install-recommends /test/` + version + `/*.deb
apt-get purge -y luwte-drop luwte-courier luwte-desk luwte-report`)
	k.says("", stays)
	k.says("luwte-drop\nluwte-courier", "getent passwd luwte-drop luwte-courier | cut -d: -f1")
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	return string(data)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
