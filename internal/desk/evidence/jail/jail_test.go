//go:build linux

package jail_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"luwte/internal/desk/evidence/jail"
)

// probe is a real program that tries to get out: testdata/probe.
var probe string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	if probe = os.Getenv("LUWTE_PROBE"); probe != "" {
		return m.Run() // as another user, see asUser
	}
	dir, err := os.MkdirTemp("", "luwte-jail-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	probe = filepath.Join(dir, "probe")
	if out, err := exec.Command("go", "build", "-o", probe, "./testdata/probe").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build probe: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// limits are what a small Go program needs.
var limits = jail.Limits{
	Memory: 96 << 20, Address: 2 << 30, Processes: 16, CPU: 10 * time.Second, Wall: 30 * time.Second, Input: 1 << 20, Output: 1 << 20,
}

func try(t *testing.T, l jail.Limits, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := jail.Run(t.Context(), jail.Program{Path: probe, Args: args}, strings.NewReader("hostile"), &out, l)
	return out.String(), err
}

// fails says what the probe could do and should not, or lacks what it should have said.
func fails(t *testing.T, out string, err error, says ...string) {
	t.Helper()
	if err != nil || strings.Contains(out, "could ") {
		t.Errorf("%v:\n%s", err, out)
	}
	for _, s := range says {
		if !strings.Contains(out, s) {
			t.Errorf("%q is not in:\n%s", s, out)
		}
	}
}

func TestRun_LookingAround_SeesTheFileAndNothingElse(t *testing.T) {
	t.Setenv("LUWTE_PASSPHRASE", "correct horse")
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	out, err := try(t, limits, "look", "/root", "/home", "/tmp", "/var", "/run", "/proc", "/dev", "/sys", "/etc/passwd", "/usr/bin/sh", "/usr/share", here, home, t.TempDir(), probe)
	fails(t, out, err, `file "hostile" <nil>`, "root [/etc /in /lib /lib64 /program /usr]", "programs [/usr/bin/prlimit]", "host jail uid 65534 pid 2 parent 1")
	if strings.Contains(out, "correct horse") {
		t.Error("it sees the environment")
	}
}

func TestRun_Network_IsNotThere(t *testing.T) {
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	abstract, err := net.Listen("unix", fmt.Sprintf("@luwte-jail-test-%d", os.Getpid()))
	if err != nil {
		t.Fatal(err)
	}
	defer abstract.Close()
	addresses := []string{"reach", tcp.Addr().String(), abstract.Addr().String()}
	outside, err := exec.Command(probe, addresses...).Output()
	if err != nil || strings.Count(string(outside), "could reach") != 2 {
		t.Fatalf("outside it reaches them too little: %v\n%s", err, outside)
	}
	out, err := try(t, limits, addresses...)
	fails(t, out, err)
	defer jail.Unfiltered()()
	out, err = try(t, limits, addresses...)
	fails(t, out, err)
}

func TestRun_Writing_FindsNoPlace(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	out, err := try(t, limits, "write", "/", "/tmp", "/usr", "/usr/lib", "/etc", "/dev/shm", "/var/tmp", "/home", "/root", dir)
	fails(t, out, err)
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("it wrote %v, %v", entries, err)
	}
}

func TestRun_MoreRights_AreNotToBeHad(t *testing.T) {
	out, err := try(t, limits, "rights")
	fails(t, out, err, "no new privileges 1")
	defer jail.Unfiltered()()
	out, err = try(t, limits, "rights")
	fails(t, out, err, "no new privileges 1")
}

// TestRun_SystemCalls_ThatNothingNeeds_AreRefused: outside of the jail the probe can make some of them, so that it is the jail that refuses.
func TestRun_SystemCalls_ThatNothingNeeds_AreRefused(t *testing.T) {
	outside, err := exec.Command(probe, "calls").Output()
	if err != nil || strings.Count(string(outside), "could ") < 3 {
		t.Fatalf("outside: %v\n%s", err, outside)
	}
	out, err := try(t, limits, "calls")
	fails(t, out, err, "tried 7")
}

func TestRun_Forking_EndsAtTheLimit(t *testing.T) {
	out, err := try(t, limits, "fork")
	fails(t, out, err, "resource temporarily unavailable")
	if n := number(t, out, `started (\d+)`); n >= limits.Processes {
		t.Errorf("%d started", n)
	}
}

func TestRun_Memory_EndsAtTheLimit(t *testing.T) {
	out, err := try(t, limits, "memory")
	fails(t, out, err, "cannot allocate memory")
	if n := number(t, out, `got (\d+) MiB`); n < 4 || n > int(limits.Memory>>20) {
		t.Errorf("%d MiB", n)
	}
}

func number(t *testing.T, out, pattern string) int {
	t.Helper()
	match := regexp.MustCompile(pattern).FindStringSubmatch(out)
	if match == nil {
		t.Fatalf("%q is not in:\n%s", pattern, out)
	}
	n, err := strconv.Atoi(match[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRun_TooMuch_IsEndedAndNamed(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*jail.Limits)
		args   []string
		want   error
	}{
		"processor": {func(l *jail.Limits) { l.CPU = time.Second }, []string{"spin"}, jail.ErrTime},
		"clock":     {func(l *jail.Limits) { l.Wall = time.Second }, []string{"sleep"}, jail.ErrTime},
		"output":    {func(l *jail.Limits) {}, []string{"flood"}, jail.ErrOutput},
		"nonsense":  {func(l *jail.Limits) {}, []string{"nonsense"}, jail.ErrFailed},
	} {
		t.Run(name, func(t *testing.T) {
			l := limits
			c.change(&l)
			if _, err := try(t, l, c.args...); !errors.Is(err, c.want) {
				t.Errorf("%v, expected %v", err, c.want)
			}
		})
	}
}

// TestRun_ProcessLeftBehind_DiesWithTheJail: the process that was left behind holds standard output open for a minute, and Run waits for its end.
func TestRun_ProcessLeftBehind_DiesWithTheJail(t *testing.T) {
	l := limits
	l.Wall = 20 * time.Second // less than it would stay
	out, err := try(t, l, "leave")
	fails(t, out, err, "left one behind")
}

func TestRun_Interrupted_EndsTheProgram(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	out := writerFunc(func([]byte) { cancel() })
	err := jail.Run(ctx, jail.Program{Path: probe, Args: []string{"flood"}}, strings.NewReader(""), out, limits)
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestRun_NoBubblewrap_SaysWhatToInstall(t *testing.T) {
	defer jail.SetBin(t.TempDir())()
	_, err := try(t, limits, "look")
	if !errors.Is(err, jail.ErrMissing) || err.Error() != "bwrap is not installed; install Debian's package bubblewrap" {
		t.Error(err)
	}
}

type writerFunc func([]byte)

func (f writerFunc) Write(data []byte) (int, error) {
	f(data)
	return len(data), nil
}

// TestRun_AsAnOrdinaryUser_HoldsAsWell runs these tests once more without root's rights, if they have them.
func TestRun_AsAnOrdinaryUser_HoldsAsWell(t *testing.T) {
	if os.Geteuid() != 0 {
		return // then all tests have shown it
	}
	asUser(t, "TestRun_LookingAround_SeesTheFileAndNothingElse|TestRun_Network_IsNotThere|TestRun_Writing_FindsNoPlace|TestRun_MoreRights_AreNotToBeHad|TestRun_SystemCalls_ThatNothingNeeds_AreRefused|TestRun_Forking_EndsAtTheLimit")
}
