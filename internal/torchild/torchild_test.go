package torchild

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cretz/bine/control"
)

// What needs a network (bootstrap, SOCKS, client keys) is tested with the drop's onion services, in server/onion.

// offline is a tor that stays at the first step.
const offline = "DisableNetwork 1\nSocksPort auto\n"

// parentEnv makes this test program a parent that starts a tor in the directory it names, and then only waits.
const parentEnv = "LUWTE_TORCHILD_TEST_PARENT"

func TestMain(m *testing.M) {
	dir := os.Getenv(parentEnv)
	if dir == "" {
		os.Exit(m.Run())
	}
	child, err := Start(context.Background(), Config{DataDir: dir, Torrc: offline})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(child.ControlAddr())
	select {}
}

func TestStart_ParentKilled_EndsTor(t *testing.T) {
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), parentEnv+"="+dataDir(t))
	parent.Stderr = os.Stderr
	out, err := parent.StdoutPipe()
	must(t, err)
	must(t, parent.Start())
	addr, err := bufio.NewReader(out).ReadString('\n')
	must(t, err)
	addr = strings.TrimSpace(addr)
	if !listening(addr) {
		t.Fatal("tor doesn't listen while its parent lives")
	}
	must(t, parent.Process.Kill())
	if err := parent.Wait(); err == nil {
		t.Fatal("the parent ended well, though it was killed")
	}
	for range 1200 {
		if !listening(addr) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("tor outlived its parent by a minute")
}

func TestClose_RunningTor_LeavesNoProcessAndNoPort(t *testing.T) {
	dir := dataDir(t)
	child, err := Start(t.Context(), Config{DataDir: dir, Torrc: offline})
	must(t, err)
	if !listening(child.ControlAddr()) {
		t.Fatalf("nothing listens at %s", child.ControlAddr())
	}
	for name, want := range map[string]os.FileMode{"": os.ModeDir | 0o700, "torrc": 0o600} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode() != want {
			t.Errorf("%q: %v, %v", name, info.Mode(), err)
		}
	}
	must(t, child.Close())
	must(t, child.Close())
	select {
	case <-child.Done():
	default:
		t.Error("not done after Close")
	}
	if listening(child.ControlAddr()) {
		t.Error("the control port is still open")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "control-port-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := child.Wait(t.Context()); !errors.Is(err, ErrExited) {
		t.Errorf("Wait after Close: %v", err)
	}
}

func TestStart_ContextEndsAfterwards_TorGoesOn(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	child, err := Start(ctx, Config{DataDir: dataDir(t), Torrc: offline})
	must(t, err)
	cancel()
	select {
	case <-child.Done():
		t.Error("tor ended with the context of its start")
	case <-time.After(300 * time.Millisecond):
	}
	must(t, child.Close())
}

func TestWait_NoNetwork_SaysWhereItIsStuck(t *testing.T) {
	var steps []string
	child, err := Start(t.Context(), Config{DataDir: dataDir(t), Torrc: offline, Progress: func(percent int, summary string) {
		steps = append(steps, fmt.Sprint(percent, " ", summary))
	}})
	must(t, err)
	defer child.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	err = child.Wait(ctx)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "0 % (Starting)") {
		t.Error(err)
	}
	must(t, child.Close())
	if len(steps) != 1 || steps[0] != "0 Starting" {
		t.Errorf("steps %q", steps)
	}
}

func TestWait_TorEnds_SaysSo(t *testing.T) {
	child, err := Start(t.Context(), Config{DataDir: dataDir(t), Torrc: offline})
	must(t, err)
	defer child.Close()
	must(t, child.proc.cmd.Process.Kill())
	if err := child.Wait(t.Context()); !errors.Is(err, ErrExited) {
		t.Error(err)
	}
}

func TestStart_BadTorrc_GivesTorsReason(t *testing.T) {
	_, err := Start(t.Context(), Config{DataDir: dataDir(t), Torrc: "SocksPort nowhere\n"})
	if !errors.Is(err, ErrExited) || !strings.Contains(err.Error(), "SocksPort") || strings.Contains(err.Error(), "\n") {
		t.Error(err)
	}
}

// A second control address is more than bine can read; this shows that a start that fails late leaves nothing behind.
func TestStart_FailsAfterTorRuns_EndsTor(t *testing.T) {
	dir := shortDir(t)
	socket := filepath.Join(dir, "control")
	if _, err := Start(t.Context(), Config{DataDir: filepath.Join(dir, "data"), Torrc: offline + "ControlSocket " + Quote(socket) + "\n"}); err == nil {
		t.Error("no error")
	}
	if conn, err := net.Dial("unix", socket); err == nil {
		conn.Close()
		t.Error("tor still runs")
	}
}

func TestStart_ContextEnded_EndsTor(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Start(ctx, Config{DataDir: dataDir(t), Torrc: offline}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestStart_NoTorInstalled_SaysHowToGetIt(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	torPlaces = torPlaces[:1]
	defer func() { torPlaces = torPlaces[:3] }()
	_, err := Start(t.Context(), Config{DataDir: dataDir(t), Torrc: offline})
	if !errors.Is(err, ErrNotInstalled) || err.Error() != "tor is not installed: apt-get install tor" {
		t.Error(err)
	}
}

func TestStart_OpenDataDirectory_IsRefused(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o755))
	_, err := Start(t.Context(), Config{DataDir: dir, Torrc: offline})
	if err == nil || !strings.Contains(err.Error(), "chmod 700") {
		t.Error(err)
	}
}

func TestStart_Include_IsReadOrRefused(t *testing.T) {
	dir := t.TempDir()
	extra := filepath.Join(dir, `bridges "of" #1`)
	must(t, os.WriteFile(extra, []byte("Nickname extra\nSafeLogging 0\n"), 0o600))
	child, err := Start(t.Context(), Config{DataDir: dataDir(t), Torrc: "DisableNetwork 1\nSocksPort 0\n", Include: extra})
	must(t, err)
	defer child.Close()
	must(t, withControl(t.Context(), child.ControlAddr(), func(conn *control.Conn) error {
		got, err := conn.GetConf("Nickname", "SafeLogging")
		if err == nil && (got[0].Val != "extra" || got[1].Val != "1") {
			t.Errorf("tor has Nickname %s, SafeLogging %s", got[0].Val, got[1].Val)
		}
		return err
	}))
	if child.SocksAddr() != "" {
		t.Errorf("SOCKS at %q", child.SocksAddr())
	}
	must(t, child.Close())
	for _, bad := range []string{filepath.Join(dir, "none"), filepath.Join(dir, "b*"), dir} {
		if _, err := Start(t.Context(), Config{DataDir: dataDir(t), Torrc: offline, Include: bad}); err == nil {
			t.Errorf("%q was included", bad)
		}
	}
}

func listening(addr string) bool {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

func dataDir(t *testing.T) string { return filepath.Join(t.TempDir(), "tor data") }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
