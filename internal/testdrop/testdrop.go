// Package testdrop runs a real drop inside a test, on loopback and Unix sockets, and puts somebody in between who meddles.
//
// Only tests import it.
package testdrop

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/server"
)

// Drop is a drop that serves until the test ends.
type Drop struct {
	Dir string
	URL string // of the front door

	drop *server.Drop
}

// Limits let one test visitor send as much as it likes.
var limits = server.Limits{Parcels: 1000, Rate: 1e6, Burst: 1e6, Each: 100, AtOnce: 100,
	LookRate: 1e6, LookBurst: 1e6, Conns: 1000, ConnsEach: 1000, BoardSize: board.MaxK, DispatchRate: 1e6, DispatchBurst: 1e6}

// Start makes a drop and serves it, under limits that may be changed.
func Start(tb testing.TB, change ...func(*server.Limits)) *Drop {
	tb.Helper()
	dir := ShortDir(tb)
	d := &Drop{Dir: filepath.Join(dir, "drop")}
	limits := limits
	for _, f := range change {
		f(&limits)
	}
	_, err := server.Init(d.Dir)
	if err == nil {
		d.drop, err = server.Open(tb.Context(), d.Dir, limits)
	}
	if err != nil {
		tb.Fatal(err)
	}
	out, in := io.Pipe()
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() {
		served <- d.drop.Serve(ctx, server.ServeConfig{Listen: "127.0.0.1:0", Out: in, Err: io.Discard})
		in.Close()
	}()
	tb.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			tb.Error(err)
		}
		if err := d.drop.Close(); err != nil {
			tb.Error(err)
		}
	})
	d.URL = readURL(tb, out)
	return d
}

func readURL(tb testing.TB, out io.Reader) string {
	buffer := make([]byte, 1000)
	n, err := out.Read(buffer)
	go io.Copy(io.Discard, out)
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).Find(buffer[:n])
	if address == nil {
		tb.Fatalf("the drop says %q, %v", buffer[:n], err)
	}
	return string(address)
}

// ShortDir is tb.TempDir with a path short enough for sockets in it.
func ShortDir(tb testing.TB) string {
	dir, err := os.MkdirTemp("", "l")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// Add adds a bureau's inbox and returns its charter's line and the socket of its door.
func (d *Drop) Add(tb testing.TB, b *testbureau.Bureau) (line []byte, socket string) {
	tb.Helper()
	line = b.CharterLine()
	return line, d.AddLine(tb, line)
}

// AddLine is Add for a charter's line that somebody else made.
func (d *Drop) AddLine(tb testing.TB, line []byte) (socket string) {
	tb.Helper()
	added, err := d.drop.AddInbox(tb.Context(), line, "")
	if err != nil {
		tb.Fatal(err)
	}
	return added.Door.Socket
}

// Post sends parcels to the inbox of the bureau.
func (d *Drop) Post(tb testing.TB, in charter.Inbox, parcels ...[]byte) (ids []parcel.ID) {
	tb.Helper()
	for _, p := range parcels {
		response, err := http.Post(d.URL+"/v1/inboxes/"+in.String()+"/parcels", "application/octet-stream", bytes.NewReader(p))
		if err != nil {
			tb.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusCreated {
			tb.Fatal(response.Status)
		}
		ids = append(ids, parcel.IDOf(p))
	}
	return ids
}

// Put sends a dispatch to a bureau's door, which must take it.
func Put(tb testing.TB, socket string, dispatch []byte) {
	tb.Helper()
	if status, says := TryPut(tb, socket, dispatch); status != http.StatusNoContent {
		tb.Fatal(status, says)
	}
}

// TryPut sends a dispatch to a bureau's door and returns what the door answers.
func TryPut(tb testing.TB, socket string, dispatch []byte) (status int, says string) {
	tb.Helper()
	request, err := http.NewRequestWithContext(tb.Context(), http.MethodPut, "http://door/v1/dispatch", bytes.NewReader(dispatch))
	if err != nil {
		tb.Fatal(err)
	}
	transport := dialing("unix", socket)
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	if err != nil {
		tb.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func dialing(network, address string) *http.Transport {
	return &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	}}
}

// Meddler handles a request in place of the drop; next is the drop. Cut ends a connection without an answer.
type Meddler func(w http.ResponseWriter, r *http.Request, next http.Handler)

// Between stands between a client and the drop at a Unix socket or a host:port, and returns its own address of the same kind.
func Between(tb testing.TB, network, address string, meddle Meddler) string {
	tb.Helper()
	own := "127.0.0.1:0"
	if network == "unix" {
		own = filepath.Join(ShortDir(tb), "socket")
	}
	listener, err := net.Listen(network, own)
	if err != nil {
		tb.Fatal(err)
	}
	transport := dialing(network, address)
	next := &httputil.ReverseProxy{
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(&url.URL{Scheme: "http", Host: "drop"}) },
		Transport:    transport,
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { Cut(w) },
	}
	s := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header()["Date"] = nil // as from a drop
			meddle(w, r, next)
		}),
		ReadHeaderTimeout: time.Minute,
	}
	go s.Serve(listener)
	tb.Cleanup(func() {
		s.Close()
		transport.CloseIdleConnections()
	})
	return listener.Addr().String()
}

// Cut ends the connection without an answer.
func Cut(w http.ResponseWriter) { panic(http.ErrAbortHandler) }

// Recorded runs next and returns its answer instead of giving it to the client.
func Recorded(next http.Handler, r *http.Request) (status int, body []byte) {
	rec := &recorder{header: http.Header{}, status: http.StatusOK}
	next.ServeHTTP(rec, r)
	return rec.status, rec.body.Bytes()
}

type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

// String names the drop in failures.
func (d *Drop) String() string { return fmt.Sprintf("drop at %s in %s", d.URL, d.Dir) }
