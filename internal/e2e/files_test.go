package e2e

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"luwte/crypto/parcel"
	"luwte/internal/torchild"
)

const mib = 1 << 20

// TestFiles_TorStoppedInTheMiddle: 50 MiB arrive whole although the reporter's tor ends on the way and comes back; 200 MiB where time is no matter.
func TestFiles_TorStoppedInTheMiddle_ArriveWhole(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor
	size := 50 * mib
	if os.Getenv("LUWTE_SOAK") != "" {
		size = 200 * mib
	}
	w := newWorld(t, true)
	w.publish()
	socks := startSocksTor(t, network(t).CommonTorrc)
	s := w.startSending(size, "--socks", socks.relay)
	half := int64(size / 2)
	s.until(func() bool { return socks.up.Load() > half })
	w.step("tor ends in the middle and comes back")
	socks.restart()
	s.wait()
	s.arrived(1)
	if up, most := socks.up.Load(), int64(s.parcels+1)*(parcel.Size+2000); up > most {
		t.Errorf("%d bytes went to tor, and %d parcels and one more are %d", up, s.parcels, most)
	}
}

// TestFiles_OwnTorKilledInTheMiddle: the tor that luwte-report started is killed; it starts another.
func TestFiles_OwnTorKilledInTheMiddle_ArriveWhole(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor
	w := newWorld(t, true)
	w.publish()
	s := w.startSending(8*mib, "--torrc", network(t).CommonTorrc)
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
	sum     [sha256.Size]byte
	stdout  bytes.Buffer
	stderr  safeBuffer
	began   time.Time
	parcels int
	memory  int // VmHWM in KiB, when it was last looked at
	early   int // the same, soon after it began to send
}

func (w *world) startSending(size int, reach ...string) *sending {
	w.t.Helper()
	w.step(fmt.Sprintf("a report with a file of %d MiB is sent", size/mib))
	s := &sending{world: w, began: time.Now()}
	file, err := os.Create(w.path("evidence.bin"))
	if err != nil {
		w.t.Fatal(err)
	}
	sum := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(file, sum), rand.Reader, int64(size)); err != nil {
		w.t.Fatal(err)
	}
	file.Close()
	s.sum = [sha256.Size]byte(sum.Sum(nil))
	args := append([]string{"send", "--drop", w.url, "--file", file.Name() + "=evidence.bin", "--json"}, reach...)
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
	out := s.path("files")
	s.run("", "luwte-desk", "files", s.cases()[0], "--dir", s.path("desk"), "--out", out)
	data, err := os.Open(filepath.Join(out, "evidence.bin"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer data.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, data); err != nil || [sha256.Size]byte(sum.Sum(nil)) != s.sum {
		s.t.Errorf("the desk has another file, %v", err)
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

// socksTor is a tor with a SOCKS port that stays the same when it is started again, and somebody before it who counts what goes to it.
type socksTor struct {
	t     *testing.T
	conf  torchild.Config
	child *torchild.Child
	relay string       // host:port of who counts
	up    atomic.Int64 // bytes that went to tor
}

func startSocksTor(t *testing.T, torrc string) *socksTor {
	t.Helper()
	port := freeAddr(t)
	s := &socksTor{t: t, conf: torchild.Config{DataDir: shortDir(t), Include: torrc, Torrc: "SocksPort " + port + " ExtendedErrors\n"}}
	s.start()
	t.Cleanup(func() { s.child.Close() })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	s.relay = listener.Addr().String()
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			go s.pass(from, port)
		}
	}()
	return s
}

func (s *socksTor) pass(from net.Conn, port string) {
	defer from.Close()
	to, err := net.Dial("tcp", port)
	if err != nil {
		return
	}
	defer to.Close()
	go func() {
		defer to.Close()
		_, _ = io.Copy(to, io.TeeReader(from, counter{&s.up}))
	}()
	_, _ = io.Copy(from, to)
}

type counter struct{ n *atomic.Int64 }

func (c counter) Write(p []byte) (int, error) {
	c.n.Add(int64(len(p)))
	return len(p), nil
}

func (s *socksTor) start() {
	s.t.Helper()
	var err error
	if s.child, err = torchild.Start(s.t.Context(), s.conf); err == nil {
		err = s.child.Wait(s.t.Context())
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// restart ends tor, leaves the world without it for a while, and starts it again.
func (s *socksTor) restart() {
	s.t.Helper()
	if err := s.child.Close(); err != nil {
		s.t.Fatal(err)
	}
	time.Sleep(5 * time.Second)
	s.start()
}
