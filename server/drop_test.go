package server_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"luwte/internal/testbureau"
	"luwte/server"
)

// drop is a real drop that serves on loopback, with a bureau that has an inbox there.
type drop struct {
	*server.Drop
	t      testing.TB
	dir    string
	bureau *testbureau.Bureau
	line   []byte  // the charter that the drop holds
	front  string  // host:port
	out    *output // what serve prints
	end    context.CancelFunc
	ended  chan error
}

// newDrop makes a drop with one inbox and serves it until the end of the test.
func newDrop(t testing.TB, limits server.Limits) *drop {
	t.Helper()
	d := newEmptyDrop(t, limits)
	d.line = d.bureau.CharterLine()
	d.add(d.line)
	return d
}

// newEmptyDrop is newDrop without the inbox.
func newEmptyDrop(t testing.TB, limits server.Limits) *drop {
	t.Helper()
	d := &drop{t: t, dir: filepath.Join(shortTempDir(t), "d"), bureau: testbureau.New(), out: new(output)}
	_, err := server.Init(d.dir)
	must(t, err)
	d.start(limits)
	return d
}

// start serves on loopback.
func (d *drop) start(limits server.Limits) {
	d.t.Helper()
	d.serve(limits, server.ServeConfig{Listen: "127.0.0.1:0"})
	d.front = d.awaitFront()
}

func (d *drop) serve(limits server.Limits, conf server.ServeConfig) {
	d.t.Helper()
	d.out = new(output) // an earlier start's lines name an earlier address
	ctx, cancel := context.WithCancel(context.Background())
	opened, err := server.Open(ctx, d.dir, limits)
	must(d.t, err)
	d.Drop, d.end, d.ended = opened, cancel, make(chan error, 1)
	conf.Out, conf.Err = d.out, d.out
	go func() { d.ended <- errors.Join(opened.Serve(ctx, conf), opened.Close()) }()
	d.t.Cleanup(d.stop)
}

var frontLine = regexp.MustCompile(`(?m)^front door: http://(127\.0\.0\.1:\d+)$`)

func (d *drop) awaitFront() string {
	d.t.Helper()
	for range 6000 {
		if line := frontLine.FindStringSubmatch(d.out.String()); line != nil && d.Serving() {
			return line[1]
		}
		time.Sleep(10 * time.Millisecond)
	}
	d.t.Fatalf("the drop does not serve: %s", d.out.String())
	return ""
}

// stop ends the drop; again it does nothing.
func (d *drop) stop() {
	if d.end == nil {
		return
	}
	d.end()
	if err := <-d.ended; err != nil {
		d.t.Errorf("serve ended with %v", err)
	}
	d.end = nil
}

func (d *drop) add(line []byte) *server.Added {
	d.t.Helper()
	added, err := d.AddInbox(d.t.Context(), line, "")
	must(d.t, err)
	return added
}

// of is the same drop seen by another bureau.
func (d *drop) of(b *testbureau.Bureau) *drop {
	other := *d
	other.bureau, other.line = b, b.CharterLine()
	return &other
}

func (d *drop) inboxPath(rest string) string {
	return "/v1/inboxes/" + d.bureau.Inbox() + rest
}

// reply is an answer, read whole.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// do makes a request at the front door on a connection of its own.
func (d *drop) do(method, path string, body io.Reader, headers ...string) reply {
	d.t.Helper()
	return do(d.t, &http.Transport{DisableCompression: true}, method, "http://"+d.front+path, body, headers...)
}

// atDoor makes a request at the bureau door.
func (d *drop) atDoor(method, path string, body []byte) reply {
	d.t.Helper()
	socket := filepath.Join(d.dir, "doors", d.bureau.Inbox()[:12]+".sock")
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}
	return do(d.t, &http.Transport{DialContext: dial}, method, "http://door"+path, bytes.NewReader(body))
}

func (d *drop) post(parcel []byte) reply {
	d.t.Helper()
	return d.do("POST", d.inboxPath("/parcels"), bytes.NewReader(parcel), "Content-Type", "application/octet-stream")
}

func do(t testing.TB, transport *http.Transport, method, url string, body io.Reader, headers ...string) reply {
	t.Helper()
	got, err := try(t.Context(), transport, method, url, body, headers...)
	must(t, err)
	return got
}

func try(ctx context.Context, transport *http.Transport, method, url string, body io.Reader, headers ...string) (reply, error) {
	defer transport.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return reply{}, err
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return reply{resp.StatusCode, resp.Header, data}, err
}

func (r reply) want(t testing.TB, status int, part string) {
	t.Helper()
	if r.status != status || !strings.Contains(string(r.body), part) {
		t.Errorf("status %d, want %d with %q: %.300q", r.status, status, part, r.body)
	}
}

// output collects what a server prints.
type output struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.String()
}

func newLogger(w io.Writer) *log.Logger { return log.New(w, "", 0) }

// eventually waits for what comes soon, or on a busy machine within a minute.
func eventually(t *testing.T, ok func() bool) {
	t.Helper()
	for range 6000 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("it did not come about")
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
