package e2e

import (
	"bytes"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"luwte/internal/tortest"
)

const passphrase = "six words that nobody else knows"

// world is a bureau with its desk and courier, and a running drop.
type world struct {
	t      testing.TB
	dir    string
	url    string   // of the front door
	door   []string // the courier's flags that lead to the bureau door, --door first
	socks  []string // the reporter's flags that lead to the front door
	output *safeBuffer
	serve  *exec.Cmd
}

var onionAddress = regexp.MustCompile(`[a-z2-7]{56}\.onion`)

// newWorld makes a bureau and a drop and starts the drop: over Tor, or on loopback with its bureau door's socket.
func newWorld(t testing.TB, overTor bool) *world {
	t.Helper()
	if overTor {
		return newWorldIn(t, network(t))
	}
	return newWorldIn(t, nil)
}

// newWorldIn is newWorld in a Tor network, or on loopback without one.
func newWorldIn(t testing.TB, n *tortest.Network) *world {
	t.Helper()
	w := &world{t: t, dir: shortDir(t), output: &safeBuffer{}}
	w.step("the drop makes its onion key; the bureau makes its keys and charter; the courier its key")
	onion := onionAddress.FindString(w.run("", "luwte-drop", "init", "--dir", w.path("drop")))
	if onion == "" {
		t.Fatal("init printed no onion address")
	}
	w.run("", "luwte-desk", "init", "--dir", w.path("desk"), "--name", "Bureau Integriteit", "--name-in", "en=Integrity Bureau")
	w.write("charter.json", w.run("", "luwte-desk", "charter", "--dir", w.path("desk"), "--onion", onion))
	client := strings.TrimSpace(w.run("", "luwte-courier", "init", "--dir", w.path("courier")))
	added := w.run("", "luwte-drop", "inbox", "add", "--dir", w.path("drop"), "--courier", publicKey.FindString(client), w.path("charter.json"))

	args := []string{"serve", "--dir", w.path("drop")}
	if n != nil {
		args = append(args, "--tor", "--torrc", n.CommonTorrc)
		w.url = "http://" + onion
		w.socks = []string{"--socks", n.SocksAddr}
		w.door = []string{"--door", onionAddress.FindString(added), "--torrc", n.CommonTorrc}
	} else {
		addr := freeAddr(t)
		args = append(args, "--listen", addr)
		w.url = "http://" + addr
		w.door = []string{"--door", w.socketOf(added)}
	}
	w.start(args)
	return w
}

var publicKey = regexp.MustCompile(`[A-Z2-7]{52}`)

// socketOf finds the bureau door's socket in what inbox add printed.
func (w *world) socketOf(added string) string {
	w.t.Helper()
	socket := regexp.MustCompile(`unix:\S+\.sock`).FindString(added)
	if socket == "" {
		w.t.Fatalf("inbox add printed no socket:\n%s", added)
	}
	return socket
}

// start starts the drop and waits until its front door answers.
func (w *world) start(args []string) {
	w.t.Helper()
	w.step("the drop starts: " + strings.Join(args, " "))
	w.serve = exec.Command(program("luwte-drop"), args...)
	w.serve.Stdout, w.serve.Stderr = w.output, w.output
	if err := w.serve.Start(); err != nil {
		w.t.Fatal(err)
	}
	exited := make(chan error, 1)
	go func() { exited <- w.serve.Wait() }()
	w.t.Cleanup(func() {
		w.serve.Process.Signal(syscall.SIGTERM)
		select {
		case <-exited:
		case <-time.After(20 * time.Second):
			w.serve.Process.Kill()
			w.t.Error("the drop did not end within 20 seconds of SIGTERM")
		}
		if w.t.Failed() {
			w.t.Logf("the drop's output:\n%s", w.output.String())
		}
	})
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		select {
		case err := <-exited:
			exited <- err
			w.t.Fatalf("the drop ended: %v\n%s", err, w.output.String())
		default:
		}
		if w.reachable() {
			return
		}
	}
	w.t.Fatalf("the front door did not answer within two minutes:\n%s", w.output.String())
}

// reachable says whether the drop has printed that its front door is open.
func (w *world) reachable() bool {
	return strings.Contains(w.output.String(), "front door: "+w.url+"\n")
}

// step prints what happens next: the round trip is read by people too.
func (w *world) step(what string) {
	w.t.Helper()
	w.t.Log("•", what)
}

func (w *world) path(name string) string { return filepath.Join(w.dir, name) }

func (w *world) write(name, content string) {
	w.t.Helper()
	if err := os.WriteFile(w.path(name), []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// run runs a program that must succeed and returns its standard output.
func (w *world) run(stdin, name string, args ...string) string {
	w.t.Helper()
	out, stderr, err := w.try(stdin, name, args...)
	if err != nil {
		w.t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, out, stderr)
	}
	return out
}

// try runs a program and returns its standard output and standard error.
func (w *world) try(stdin, name string, args ...string) (string, string, error) {
	w.t.Helper()
	cmd := exec.Command(program(name), args...)
	cmd.Env = append(os.Environ(), "LUWTE_PASSPHRASE="+passphrase)
	cmd.Stdin = strings.NewReader(stdin)
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	err := cmd.Run()
	line := strings.Join(args, " ")
	w.t.Logf("  $ %s %.200s", name, strings.ReplaceAll(line, "\n", " "))
	return out.String(), stderr.String(), err
}

// runJSON runs a program with --json and decodes what it prints.
func runJSON[T any](w *world, stdin, name string, args ...string) T {
	w.t.Helper()
	var v T
	out := w.run(stdin, name, append(args, "--json")...)
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		w.t.Fatalf("%s %v printed no JSON: %v\n%s", name, args, err, out)
	}
	return v
}

// sync carries the pouch to the drop and back.
func (w *world) sync() {
	w.t.Helper()
	w.run("", "luwte-courier", append([]string{"sync", "--dir", w.path("courier"), "--pouch", w.path("pouch")}, w.door...)...)
}

func (w *world) importPouch() string {
	w.t.Helper()
	return w.run("", "luwte-desk", "import", "--dir", w.path("desk"), w.path("pouch"))
}

func (w *world) export() {
	w.t.Helper()
	w.run("", "luwte-desk", "export", "--dir", w.path("desk"), w.path("pouch"))
}

// publish makes a board and brings it to the drop; the pouch comes back with what arrived.
func (w *world) publish() {
	w.t.Helper()
	w.export()
	w.sync()
}

// collect fetches what arrived and takes it in.
func (w *world) collect() string {
	w.t.Helper()
	w.sync()
	return w.importPouch()
}

type caseRow struct {
	ID string `json:"id"`
}

// cases returns the ids of the desk's cases.
func (w *world) cases() []string {
	w.t.Helper()
	var ids []string
	for _, row := range runJSON[[]caseRow](w, "", "luwte-desk", "list", "--dir", w.path("desk")) {
		ids = append(ids, row.ID)
	}
	return ids
}

func (w *world) show(id string) string {
	w.t.Helper()
	return w.run("", "luwte-desk", "show", id, "--dir", w.path("desk"))
}

func (w *world) reply(id, text string) {
	w.t.Helper()
	w.run("", "luwte-desk", "reply", id, "--dir", w.path("desk"), "-m", text)
}

// send sends a report and returns its code.
func (w *world) send(text string) string {
	w.t.Helper()
	return w.newCode(text, "send")
}

// add turns a code with a text and returns the new one.
func (w *world) add(code, text string) string {
	w.t.Helper()
	return w.newCode(code+"\n"+text, "add")
}

func (w *world) newCode(stdin, command string) string {
	w.t.Helper()
	sent := runJSON[struct{ Code string }](w, stdin, "luwte-report", append([]string{command, "--drop", w.url}, w.socks...)...)
	if len(strings.Fields(sent.Code)) != 8 {
		w.t.Fatalf("%s gave no code of 8 words", command)
	}
	return sent.Code
}

// looked is what a look says.
type looked struct {
	Outcome string `json:"outcome"`
	Old     bool   `json:"old"`
	Answers []struct {
		Text string `json:"text"`
	} `json:"answers"`
}

func (w *world) look(code string) looked {
	w.t.Helper()
	return runJSON[looked](w, code+"\n", "luwte-report", append([]string{"look", "--drop", w.url}, w.socks...)...)
}

// mustContain fails unless text has every one of the parts.
func (w *world) mustContain(what, text string, parts ...string) {
	w.t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			w.t.Fatalf("%s does not contain %q:\n%s", what, p, text)
		}
	}
}

func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// safeBuffer collects a running program's output.
type safeBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// shortDir is t.TempDir with a name that leaves room for a socket's path.
func shortDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "luwte")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
