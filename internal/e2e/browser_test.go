package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestRoundtrip_BrowserTypes_EveryStepComesThrough is the conversation as a person has it: the report, the look and the turn are typed into the page
// in a real browser, everything else is done by the real programs.
func TestRoundtrip_BrowserTypes_EveryStepComesThrough(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	overTor := newWorld(t, true)
	overTor.publish()
	loopback := newWorld(t, false)
	loopback.publish()
	socks := overTor.socks[1]
	for _, c := range []struct {
		name  string
		world *world
		args  []string
	}{
		{"firefox-standard", overTor, []string{"--browser", "firefox", "--level", "standard", "--socks", socks, "--language", "nl"}},
		{"firefox-safer", overTor, []string{"--browser", "firefox", "--level", "safer", "--socks", socks, "--language", "en"}},
		{"chromium", loopback, []string{"--browser", "chromium", "--language", "en", "--size", "360x740"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.world.t = t
			b := openBrowser(t, c.world, c.name, c.args...)
			c.world.typedConversation(b, c.name)
			b.checkLog()
			b.quit()
		})
	}
}

// typedConversation goes from the report to the receipt on the second code.
func (w *world) typedConversation(b *browser, name string) {
	w.t.Helper()
	before := w.cases()
	w.step("a report is typed")
	text := "Typed in " + name + ": they asked for an address, \u201cjust once\u201d."
	first := b.do(step{Do: "report", Text: text, Topic: "approached", Shots: "report"}).Code
	if got := b.do(step{Do: "look", Code: first, Shots: "early"}); got.Outcome != "nothing" {
		w.t.Fatalf("before the desk has read it, the page says %+v", got)
	}
	w.collect()
	id := newIn(w.t, before, w.cases())
	w.mustContain("the case", w.show(id), text)

	w.step("the answer is read and replied to")
	answer := "Thank you. Two lines:\nare you safe? " + strings.Repeat("A long answer goes into several notes. ", 80)
	w.reply(id, answer)
	w.publish()
	b.log()
	got := b.do(step{Do: "look", Code: strings.ToUpper(first), Shots: "answer"})
	if got.Outcome != "answers" || len(got.Answers) != 1 || strings.TrimSpace(got.Answers[0]) != strings.TrimSpace(answer) {
		w.t.Fatalf("the page says %+v", got)
	}
	b.onlyGETs()
	second := b.do(step{Do: "turn", Text: "Yes, safe. — " + name, Shots: "turn"}).Code
	if len(strings.Fields(second)) != 8 || second == first {
		w.t.Fatal("the turn gave no new code")
	}
	w.collect()
	w.mustContain("the case", w.show(id), "Yes, safe. — "+name)
	w.publish()

	w.step("the old code finds nothing, the new one its receipt")
	if got := b.do(step{Do: "look", Code: first, Shots: "old"}); got.Outcome != "nothing" {
		w.t.Fatalf("the old code finds %+v", got)
	}
	if got := b.do(step{Do: "look", Code: second, Shots: "receipt"}); got.Outcome != "receipt" {
		w.t.Fatalf("the new code finds %+v", got)
	}
	if got := b.do(step{Do: "enter", Code: "abandon abandonn"}); !strings.Contains(got.Error, "abandonn") {
		w.t.Fatalf("a mistyped word is not named: %+v", got)
	}
}

// step is one line to web/test/drive.mjs, done one from it.
type step struct {
	Do      string       `json:"do"`
	Text    string       `json:"text,omitempty"`
	Topic   string       `json:"topic,omitempty"`
	Bureau  string       `json:"bureau,omitempty"`
	Code    string       `json:"code,omitempty"`
	Next    []string     `json:"next,omitempty"`
	Shots   string       `json:"shots,omitempty"`
	Files   []attachment `json:"files,omitempty"`
	Patient bool         `json:"patient,omitempty"`

	// Of pages without scripts, and of saved ones.
	From     []string `json:"from,omitempty"`
	Name     string   `json:"name,omitempty"`
	Language string   `json:"language,omitempty"`
	Inbox    string   `json:"inbox,omitempty"`
	Paths    []string `json:"paths,omitempty"`
}

// attachment is a file that the page is given.
type attachment struct {
	Path     string `json:"path"`
	Name     string `json:"name,omitempty"`
	Original string `json:"original,omitempty"` // "too" or "only"
}

type done struct {
	OK      bool     `json:"ok"`
	Error   string   `json:"error"`
	Screen  string   `json:"screen"`
	Code    string   `json:"code"`
	Outcome string   `json:"outcome"`
	Text    string   `json:"text"`
	Answers []string `json:"answers"`
	Notices []string `json:"notices"`
	Files   []string `json:"files"`
	Sending []string `json:"sending"`
	Saved   []string `json:"saved"`
	Status  int      `json:"status"`
	browserLog
}

type browserLog struct {
	Console    []string `json:"console"`
	Errors     []string `json:"errors"`
	Violations []string `json:"violations"`
	Requests   []struct {
		Method string `json:"method"`
		URL    string `json:"url"`
	} `json:"requests"`
}

// stderr keeps what a program that still runs says.
type stderr struct {
	mu   sync.Mutex
	said bytes.Buffer
}

func (s *stderr) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said.Write(p)
}

func (s *stderr) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said.String()
}

// browser is a running web/test/drive.mjs.
type browser struct {
	t      testing.TB
	w      *world
	in     io.WriteCloser
	out    *bufio.Reader
	stderr stderr
	whole  browserLog
	pid    int
}

func openBrowser(t testing.TB, w *world, name string, args ...string) *browser {
	t.Helper()
	shots, err := filepath.Abs(filepath.Join(artifacts, name))
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, w: w}
	cmd := exec.Command("node", append([]string{"test/drive.mjs", "--url", w.url + "/", "--shots", shots}, args...)...)
	cmd.Dir = filepath.Join(root, "web")
	cmd.Stderr = &b.stderr
	if b.in, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	b.out = bufio.NewReader(out)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	b.pid = cmd.Process.Pid
	t.Cleanup(func() {
		b.in.Close() // the browser ends at the end of its input
		timer := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
		defer timer.Stop()
		cmd.Wait()
	})
	return b
}

// try sends one step and returns its answer.
func (b *browser) try(s step) done {
	b.t.Helper()
	if !pictures {
		s.Shots = ""
	}
	line, err := json.Marshal(s)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.in.Write(append(line, '\n')); err != nil {
		b.t.Fatalf("the browser is gone: %v\n%s", err, b.stderr.String())
	}
	answer, err := b.out.ReadBytes('\n')
	if err != nil {
		b.t.Fatalf("the browser is gone: %v\n%s", err, b.stderr.String())
	}
	var d done
	if err := json.Unmarshal(answer, &d); err != nil {
		b.t.Fatalf("%v: %s", err, answer)
	}
	return d
}

// do sends one step that must succeed.
func (b *browser) do(s step) done {
	b.t.Helper()
	d := b.try(s)
	if !d.OK {
		b.t.Fatalf("%s: %s (screen %s)\n%s", s.Do, d.Error, d.Screen, b.stderr.String())
	}
	b.t.Logf("  page: %s %s", s.Do, d.Outcome)
	return d
}

// log returns what happened since it was last asked, and adds it to the whole.
func (b *browser) log() browserLog {
	b.t.Helper()
	l := b.do(step{Do: "log"}).browserLog
	b.whole.Console = append(b.whole.Console, l.Console...)
	b.whole.Errors = append(b.whole.Errors, l.Errors...)
	b.whole.Violations = append(b.whole.Violations, l.Violations...)
	b.whole.Requests = append(b.whole.Requests, l.Requests...)
	return l
}

// onlyGETs checks that since the last log nothing but GETs went to the drop, of what everybody gets.
func (b *browser) onlyGETs() {
	b.t.Helper()
	requests := b.log().Requests
	if len(requests) == 0 {
		b.t.Error("a look asked for nothing: it looked at nothing")
	}
	for _, r := range requests {
		u, err := url.Parse(r.URL)
		if err != nil || r.Method != "GET" || u.RawQuery != "" || u.Path != "/" && u.Path != "/v1/charters" && !strings.HasSuffix(u.Path, "/board") {
			b.t.Errorf("a look sent %s %s", r.Method, r.URL)
		}
	}
}

// checkLog: nothing on the console, no other origin, and one request for the page each time that it was opened.
func (b *browser) checkLog() {
	b.t.Helper()
	b.log()
	log := b.whole
	for what, list := range map[string][]string{"console": log.Console, "errors": log.Errors, "policy violations": log.Violations} {
		if len(list) > 0 {
			b.t.Errorf("%s: %q", what, list)
		}
	}
	allowed := []string{"/", "/v1/charters", "/board", "/parcels"}
	for _, r := range log.Requests {
		if !strings.HasPrefix(r.URL, b.w.url) || !slices.ContainsFunc(allowed, func(end string) bool { return strings.HasSuffix(r.URL, end) }) {
			b.t.Errorf("the page asked for %s %s", r.Method, r.URL)
		}
	}
}

func (b *browser) quit() {
	b.t.Helper()
	if _, err := io.WriteString(b.in, `{"do":"quit"}`+"\n"); err != nil {
		b.t.Error(err)
	}
}
