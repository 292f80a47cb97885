package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestNative_TorKilledInTheMiddle: luwte-report sends 50 MiB while the reporter's tor is killed twice and comes back; 200 MiB where time is no
// matter.
func TestNative_TorKilledInTheMiddle_ArriveWhole(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	size := int64(50 << 20)
	if soak {
		size = 200 << 20
	}
	w := newWorld(t, true)
	w.publish()
	tor := newClientTor(t)
	relay := newRelay(t, tor.socks)
	s := w.startSending(size, "--socks", relay.addr)
	sent, broke := make(chan struct{}), make(chan int, 1)
	go func() {
		n, err := tor.breakAt(relay, []int64{size / 3, size * 2 / 3}, sent)
		if err != nil {
			t.Error(err)
		}
		broke <- n
	}()
	s.wait()
	close(sent)
	breaks := <-broke
	s.arrived(breaks)
	if posts := relay.posts.Load(); breaks != 2 || posts < int64(s.parcels) || posts > int64(s.parcels+breaks) {
		t.Errorf("%d parcels were sent %d times, with %d breaks", s.parcels, posts, breaks)
	}
	w.mustContain("what it said", s.stderr.String(), "MiB left, about", "It goes on where it was, in")
}

// TestNative_OwnTorKilledInTheMiddle: the tor that luwte-report started is killed; it starts another.
func TestNative_OwnTorKilledInTheMiddle_ArriveWhole(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor
	w := newWorld(t, true)
	w.publish()
	s := w.startSending(8<<20, "--torrc", network(t).CommonTorrc)
	s.until(func() bool {
		return strings.Contains(s.stderr.String(), "Sending: 4") || strings.Contains(s.stderr.String(), "Sending: 5")
	})
	w.step("the tor that luwte-report has started is killed")
	child := childOf(t, s.cmd.Process.Pid)
	if err := child.Kill(); err != nil {
		t.Fatal(err)
	}
	s.wait()
	s.arrived(1)
	if !strings.Contains(s.stderr.String(), "it is started again") {
		t.Errorf("it did not say that tor was started again:\n%s", s.stderr.String())
	}
}

// sending is a luwte-report that sends a file.
type sending struct {
	*world
	cmd     *exec.Cmd
	file    string
	stdout  bytes.Buffer
	stderr  safeBuffer
	began   time.Time
	parcels int
	memory  int // VmHWM in KiB, when it was last looked at
	early   int // the same, soon after it began to send
}

func (w *world) startSending(size int64, reach ...string) *sending {
	w.t.Helper()
	w.step(fmt.Sprintf("a report with a file of %d MiB is sent", size>>20))
	s := &sending{world: w, began: time.Now()}
	s.file = w.randomFile("evidence.bin", size)
	args := append([]string{"send", "--drop", w.url, "--file", s.file, "--json"}, reach...)
	s.cmd = exec.Command(program("luwte-report"), args...)
	s.cmd.Stdin = strings.NewReader("This is what I have.")
	s.cmd.Stdout, s.cmd.Stderr = &s.stdout, &s.stderr
	if err := s.cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if s.cmd.ProcessState == nil {
			s.cmd.Process.Kill()
			s.cmd.Wait()
		}
	})
	return s
}

// until waits for something that happens while it sends.
func (s *sending) until(happened func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		s.look()
		if happened() {
			return
		}
	}
	s.t.Fatalf("it has not come so far:\n%s", s.stderr.String())
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// look notes how much memory the program has used at most.
func (s *sending) look() {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if m := highWater.FindSubmatch(status); err == nil && m != nil {
		s.memory, _ = strconv.Atoi(string(m[1]))
	}
	if s.early == 0 && strings.Contains(s.stderr.String(), "Sending: 5 %") {
		s.early = s.memory
	}
}

func (s *sending) wait() {
	s.t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- s.cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil {
				s.t.Fatalf("%v:\n%s", err, s.stderr.String())
			}
			return
		case <-time.After(50 * time.Millisecond):
			s.look()
		}
	}
}

// arrived checks what the desk has, how much was sent twice, and the memory that it took.
func (s *sending) arrived(breaks int) {
	s.t.Helper()
	var sent struct {
		Acknowledged   bool
		Parcels, Tries int
	}
	if err := json.Unmarshal(s.stdout.Bytes(), &sent); err != nil || !sent.Acknowledged {
		s.t.Fatalf("%v: %s", err, s.stdout.String())
	}
	s.parcels = sent.Parcels
	s.t.Logf("  %d parcels in %d tries and %.0f s; VmHWM %d kB at 5 %%, %d kB at the end", sent.Parcels, sent.Tries,
		time.Since(s.began).Seconds(), s.early, s.memory)
	if sent.Tries > sent.Parcels+breaks {
		s.t.Errorf("%d parcels took %d tries, with %d breaks\n%s", sent.Parcels, sent.Tries, breaks, s.stderr.String())
	}
	if s.early == 0 || s.memory-s.early > 16<<10 {
		s.t.Errorf("memory grew from %d to %d kB", s.early, s.memory)
	}
	s.collect()
	taken := s.files(s.cases()[0])
	if hashOf(s.t, taken["file-1.bin"]) != hashOf(s.t, s.file) {
		s.t.Errorf("the file that the desk wrote is another: %v", taken)
	}
}

// childOf finds the tor that a process has started.
func childOf(t *testing.T, parent int) *os.Process {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range stats {
		data, _ := os.ReadFile(name) // it may have ended meanwhile
		// pid (name) state ppid …
		before, after, ok := strings.Cut(string(data), ") ")
		if fields := strings.Fields(after); ok && len(fields) > 1 && fields[1] == strconv.Itoa(parent) && strings.HasSuffix(before, "(tor") {
			pid, err := strconv.Atoi(strings.Fields(before)[0])
			if err != nil {
				t.Fatal(err)
			}
			child, err := os.FindProcess(pid)
			if err != nil {
				t.Fatal(err)
			}
			return child
		}
	}
	t.Fatal("it has started no tor")
	return nil
}
