package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
)

// process is a luwte-drop that serves.
type process struct {
	cmd         *exec.Cmd
	out         bytes.Buffer // to be read after its end
	dir         string
	front, path string // host:port, and where parcels go
}

// startDrop serves a drop in dir, made if need be with an inbox for b.
func startDrop(t testing.TB, dir string, b *testbureau.Bureau, flags ...string) *process {
	t.Helper()
	return startDropBy(t, dir, b, nil, flags...)
}

// startDropUnder is startDrop where the system lets it open so many files.
func startDropUnder(t testing.TB, dir string, b *testbureau.Bureau, files int) *process {
	t.Helper()
	return startDropBy(t, dir, b, []string{"sh", "-c", `ulimit -n "$0"; exec "$@"`, strconv.Itoa(files)})
}

// startDropBy is startDrop by a program that runs another, with its arguments.
func startDropBy(t testing.TB, dir string, b *testbureau.Bureau, by []string, flags ...string) *process {
	t.Helper()
	if _, err := os.Stat(dir); err != nil {
		run(t, "init", "--dir", dir)
		file := filepath.Join(t.TempDir(), "charter.json")
		must(t, os.WriteFile(file, b.CharterLine(), 0o600))
		run(t, "inbox", "add", "--dir", dir, file)
	}
	p := &process{dir: dir, path: "/v1/inboxes/" + b.Inbox() + "/parcels"}
	args := slices.Concat(by, []string{"luwte-drop", "serve", "--dir", dir, "--listen", "127.0.0.1:0"}, flags)
	p.cmd = exec.Command(args[0], args[1:]...)
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.out
	must(t, p.cmd.Start())
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); _ = p.cmd.Wait() })
	stats, err := awaitServing(dir)
	must(t, err)
	p.front = stats.Front.Listen
	return p
}

// stop ends the drop by a signal and waits for it.
func (p *process) stop(t testing.TB, s os.Signal) error {
	t.Helper()
	must(t, p.cmd.Process.Signal(s))
	return p.cmd.Wait()
}

func (p *process) post(data []byte) (status int, err error) {
	resp, err := http.Post("http://"+p.front+p.path, "application/octet-stream", bytes.NewReader(data))
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	_, err = io.ReadAll(resp.Body)
	return resp.StatusCode, err
}

var noCore = regexp.MustCompile(`(?m)^Max core file size +0 +0 `)

// TestServe_Dies: a crash leaves no file with the store's key in it, and nothing is written of what the program was doing, whatever the environment asks for.
func TestServe_DiesOfASignal_LeavesNoCoreDumpAndSaysNothing(t *testing.T) {
	t.Setenv("GOTRACEBACK", "crash")
	t.Setenv("GODEBUG", "panicnil=0") // kept beside what the drop asks of the runtime
	for _, deadly := range []syscall.Signal{syscall.SIGQUIT, syscall.SIGSEGV} {
		p := startDrop(t, filepath.Join(shortTempDir(t), "d"), testbureau.New())
		limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", p.cmd.Process.Pid))
		must(t, err)
		if !noCore.Match(limits) {
			t.Errorf("it may leave a core dump:\n%s", limits)
		}
		visit(t, p.front, "POST "+p.path+" HTTP/1.1\r\nHost: d\r\nContent-Length: 262144\r\n\r\nsecret-cut")
		var ended *exec.ExitError
		if err := p.stop(t, deadly); !errors.As(err, &ended) || ended.Sys().(syscall.WaitStatus).CoreDump() {
			t.Errorf("%v: %v", deadly, err)
		}
		wantNone(t, "what the drop wrote", p.out.Bytes(), []string{"SIG", "PC=", "goroutine", "runtime", "0x", "secret"})
	}
}

// TestServe_Terminated: a post that is coming in is taken and acknowledged first.
func TestServe_TerminatedDuringAPost_AcknowledgesIt(t *testing.T) {
	b := testbureau.New()
	p := startDrop(t, filepath.Join(shortTempDir(t), "d"), b)
	data := testbureau.Rubbish(1)
	conn, err := net.Dial("tcp", p.front)
	must(t, err)
	defer conn.Close()
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", p.path, len(data))
	_, err = io.ReadFull(conn, make([]byte, len("HTTP/1.1 100 Continue\r\n\r\n"))) // now it is being read
	must(t, err)
	_, err = conn.Write(data[:100000])
	must(t, err)
	must(t, p.cmd.Process.Signal(syscall.SIGTERM))
	for range 500 { // until the door is shut
		other, err := net.Dial("tcp", p.front)
		if err != nil {
			break
		}
		other.Close()
		time.Sleep(10 * time.Millisecond)
	}
	_, err = conn.Write(data[100000:])
	must(t, err)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	if resp.StatusCode != http.StatusCreated {
		t.Errorf("status %d", resp.StatusCode)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("serve ended with %v: %s", err, p.out.String())
	}
	if out := run(t, "stats", "--dir", p.dir); !strings.Contains(out, ": 1 parcel,") {
		t.Errorf("stats: %s", out)
	}
}

// TestServe_OddRequests: whatever comes, right or wrong, nothing of it is written to a terminal, a log or a file but the parcels themselves.
func TestServe_OddRequests_AreNotWrittenAnywhere(t *testing.T) {
	b := testbureau.New()
	p := startDrop(t, filepath.Join(shortTempDir(t), "d"), b, "--burst", "2", "--rate", "0.001")
	kept := testbureau.Rubbish(1)
	requests := []string{
		"GET /secret-path HTTP/1.1\r\nHost: secret-host\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: d\r\nUser-Agent: secret-agent\r\nCookie: secret-cookie\r\n\r\n",
		"secret-nonsense\r\n\r\n",
		"GET / HTTP/1.1\r\nsecret header\r\n\r\n",
		"GET / HTTP/1.1\r\n\r\n",
		"GET / HTTP/9.9\r\nHost: secret-host\r\n\r\n",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", // TLS
		"GET /" + strings.Repeat("secret-long", 10000) + " HTTP/1.1\r\nHost: d\r\n\r\n",
		"POST " + p.path + " HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: secret\r\n\r\n",
		"POST " + p.path + " HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\nsecret-chunk\r\n",
		"POST " + p.path + " HTTP/1.1\r\nHost: d\r\nContent-Length: secret\r\n\r\n",
		"POST " + p.path + " HTTP/1.1\r\nHost: d\r\nContent-Length: 262144\r\n\r\nsecret-cut",
		"POST " + p.path + " HTTP/1.1\r\nHost: d\r\nContent-Length: 262144\r\nContent-Encoding: secret\r\n\r\n",
		"POST " + p.path + " HTTP/1.1\r\nHost: d\r\nExpect: secret\r\nContent-Length: 5\r\n\r\n",
		"POST " + p.path + " HTTP/1.1\r\nHost: d\r\nContent-Type: multipart/form-data; boundary=secret\r\nContent-Length: 30\r\n\r\n--secret\r\nsecret-disposition\r\n\r\n",
		"POST " + p.path + " HTTP/1.1\r\nHost: d\r\nContent-Length: 262144\r\n\r\n" + string(kept),
		"POST " + p.path + " HTTP/1.1\r\nHost: d\r\nContent-Length: 262144\r\n\r\n" + string(testbureau.Rubbish(2)),
	}
	var addresses []string
	for _, request := range requests {
		addresses = append(addresses, visit(t, p.front, request))
	}
	if err := p.stop(t, syscall.SIGTERM); err != nil {
		t.Errorf("serve ended with %v", err)
	}
	lines := strings.Split(strings.TrimSpace(p.out.String()), "\n")
	lines = slices.DeleteFunc(lines, func(line string) bool { return strings.Contains(line, "runs as root") })
	if len(lines) != 4 { // the warning, the two doors and what shuts it in
		t.Errorf("serve printed %q", lines)
	}
	traces := append(addresses, "secret", "/v1/", parcel.IDOf(kept).String(), "POST", "GET")
	wantNone(t, "the output", p.out.Bytes(), traces)
	files := 0
	must(t, filepath.WalkDir(p.dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		files++
		data, err := os.ReadFile(path)
		wantNone(t, path, data, slices.Concat(addresses, []string{"secret-", parcel.IDOf(kept).String(), string(kept[:64])}))
		return err
	}))
	if files < 5 {
		t.Errorf("only %d files were looked at", files)
	}
}

// visit sends bytes on a connection of its own, takes what comes back, and returns the address that it came from.
func visit(t *testing.T, front, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", front)
	must(t, err)
	defer conn.Close()
	must(t, conn.SetDeadline(time.Now().Add(200*time.Millisecond)))
	_, _ = io.WriteString(conn, request) // may be refused before all was sent
	_, _ = io.ReadAll(conn)              // up to the deadline where the connection stays open
	_, port, err := net.SplitHostPort(conn.LocalAddr().String())
	must(t, err)
	return "127.0.0.1:" + port
}

func wantNone(t *testing.T, where string, data []byte, traces []string) {
	t.Helper()
	for _, trace := range traces {
		if bytes.Contains(data, []byte(trace)) {
			t.Errorf("%s has %.80q", where, trace)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// shortTempDir is t.TempDir with a short path, for sockets.
func shortTempDir(t testing.TB) string {
	dir, err := os.MkdirTemp("", "drop")
	must(t, err)
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	return dir
}

// publish puts a dispatch at the bureau's door.
func (p *process) publish(t testing.TB, b *testbureau.Bureau, dispatch []byte) {
	t.Helper()
	conn, err := net.Dial("unix", filepath.Join(p.dir, "doors", b.Inbox()[:12]+".sock"))
	must(t, err)
	defer conn.Close()
	fmt.Fprintf(conn, "PUT /v1/dispatch HTTP/1.1\r\nHost: door\r\nContent-Length: %d\r\n\r\n", len(dispatch))
	_, err = conn.Write(dispatch)
	must(t, err)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	if resp.StatusCode != http.StatusNoContent {
		t.Fatalf("a dispatch: status %d", resp.StatusCode)
	}
}

func getCharter(t testing.TB, p *process) []byte {
	t.Helper()
	resp, err := http.Get("http://" + p.front + "/v1/charters")
	must(t, err)
	defer resp.Body.Close()
	line, err := io.ReadAll(resp.Body)
	must(t, err)
	return line
}
