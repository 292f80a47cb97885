package main

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"

	"luwte/internal/confine"
	"luwte/internal/testbureau"
)

var attempted = regexp.MustCompile(`(?m)^(.+)\t(.*)$`)

// denied are the kernel's refusals: of Landlock, EACCES, EXDEV for a move out of the directory and EPERM for signals; of seccomp, EPERM.
var denied = regexp.MustCompile(`permission denied|operation not permitted|invalid cross-device link`)

// TestServe_Intruder: code that runs within a drop that serves reaches the drop's directory and what it had open, and nothing else. The drop's own
// work goes on afterwards.
// The same code in a drop that is not shut in gets at most of it.
func TestServe_IntruderWithin_ReachesNothingElse(t *testing.T) {
	if !confine.Kernel().Whole() {
		t.Fatalf("this kernel cannot show it: %s", confine.Kernel())
	}
	data := testbureau.Rubbish(1)
	tried := intrude(t, "require", data)
	t.Setenv("LUWTE_TEST_FREE", "1")
	free := intrude(t, "off", data)
	could := 0
	for _, a := range attempts {
		got := tried[a.name]
		t.Logf("%s: %s; not shut in: %s", a.name, got, free[a.name])
		if (a.kind == own) != (got == "done") || a.kind != own && !denied.MatchString(got) {
			t.Errorf("to %s: %q", a.name, got)
		}
		if a.kind == foreign && !denied.MatchString(free[a.name]) {
			could++
		}
	}
	t.Logf("%d attempts; not shut in, %d of them are not refused", len(attempts), could)
	if could < len(attempts)/2 {
		t.Errorf("of %d attempts only %d are not refused to a drop that is not shut in: %v", len(attempts), could, free)
	}
}

// intrude serves a drop with an intruder in it, has it try everything, and returns what came of each.
func intrude(t *testing.T, confinement string, data []byte) map[string]string {
	t.Helper()
	base, b := shortTempDir(t), testbureau.New()
	outside := filepath.Join(base, "outside")
	must(t, os.WriteFile(outside, []byte("x"), 0o600))
	tcp, udp, unixSocket, abstract := listenAll(t, base)
	dir := filepath.Join(base, "d")
	t.Setenv("LUWTE_TEST_DIR", dir)
	t.Setenv("LUWTE_TEST_OUTSIDE", outside)
	t.Setenv("LUWTE_TEST_TCP", tcp)
	t.Setenv("LUWTE_TEST_UDP", udp)
	t.Setenv("LUWTE_TEST_UNIX", unixSocket)
	t.Setenv("LUWTE_TEST_ABSTRACT", abstract)
	victim := exec.Command("sleep", "1000")
	must(t, victim.Start())
	defer func() { _ = victim.Process.Kill(); _ = victim.Wait() }()
	t.Setenv("LUWTE_TEST_VICTIM", strconv.Itoa(victim.Process.Pid))
	report := filepath.Join(base, "report")
	t.Setenv("LUWTE_TEST_REPORT", report)
	p := startDropBy(t, dir, b, []string{"luwte-drop-intruded"}, "--confine", confinement)
	must(t, p.cmd.Process.Signal(syscall.SIGUSR1))
	tried := map[string]string{}
	for deadline := time.Now().Add(time.Minute); tried["end"] == ""; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the intruder does not come to an end: %v", tried)
		}
		lines, err := os.ReadFile(report)
		must(t, err)
		for _, line := range attempted.FindAllStringSubmatch(string(lines), -1) {
			tried[line[1]] = line[2]
		}
	}
	if status, err := p.post(data); err != nil || status != http.StatusCreated {
		t.Errorf("with --confine=%s a post was answered with status %d: %v", confinement, status, err)
	}
	if out, err := exec.Command("luwte-drop", "inbox", "list", "--dir", dir).CombinedOutput(); err != nil {
		t.Errorf("with --confine=%s: %v: %s", confinement, err, out)
	}
	if err := p.stop(t, syscall.SIGTERM); err != nil {
		t.Errorf("with --confine=%s serve ended with %v: %s", confinement, err, p.out.String())
	}
	return tried
}

// listenAll serves whoever comes, on addresses of each kind.
func listenAll(t *testing.T, base string) (tcp, udp, unixSocket, abstract string) {
	t.Helper()
	listen := func(network, address string) string {
		l, err := net.Listen(network, address)
		must(t, err)
		t.Cleanup(func() { l.Close() })
		return l.Addr().String()
	}
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { packets.Close() })
	return listen("tcp", "127.0.0.1:0"), packets.LocalAddr().String(), listen("unix", filepath.Join(base, "s")), listen("unix", "@"+filepath.Base(base))
}
