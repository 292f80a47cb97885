package server_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luwte/crypto/parcel"
	"luwte/internal/fuzzing"
	"luwte/internal/testbureau"
	"luwte/server"
)

// newFuzzedDrop is a drop that refuses nobody for coming often.
func newFuzzedDrop(f *testing.F) *drop {
	return newDrop(f, limits(func(l *server.Limits) { l.Burst, l.Rate, l.Parcels = 1e9, 1e9, 1e9 }))
}

// during is the drop for one run of a target.
func (d *drop) during(t *testing.T) *drop {
	now := *d
	now.t = t
	return &now
}

// say writes bytes on a connection of its own, ends its half of it, and returns all that comes back. The drop must have survived it without a fault, and have
// told no time.
func (d *drop) say(t *testing.T, network, address string, data []byte) []byte {
	t.Helper()
	data = bytes.ReplaceAll(data, []byte("<PARCEL>"), testbureau.Rubbish(1)) // the fuzzer is slow with long seeds
	conn, err := net.Dial(network, address)
	must(t, err)
	defer conn.Close()
	must(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	go func() {
		_, _ = conn.Write(data) // the drop may have heard enough
		_ = conn.(interface{ CloseWrite() error }).CloseWrite()
	}()
	got, err := io.ReadAll(conn)
	if err, slow := err.(net.Error); slow && err.Timeout() {
		t.Fatalf("no end of the answer to %.300q", data)
	}
	if len(got) > 0 && !bytes.HasPrefix(got, []byte("HTTP/1.")) {
		t.Fatalf("%.300q is answered with %.300q", data, got)
	}
	stats, err := d.Stats(context.Background())
	must(t, err)
	if stats.Panics != 0 || stats.Failures != 0 {
		t.Fatalf("%d panics and %d failures after %.300q, answered with %q", stats.Panics, stats.Failures, data, got)
	}
	return got
}

// FuzzFrontDoor: any bytes on a connection, in place of requests. No answer has a date, nor one of another status than there are.
func FuzzFrontDoor(f *testing.F) {
	d := newFuzzedDrop(f)
	inbox := "/v1/inboxes/" + strings.Repeat("0", 32) + "/"
	for _, request := range []string{
		"GET / HTTP/1.1\r\nHost: d\r\n\r\n", "HEAD /plain HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n", "GET /v1/charters HTTP/1.0\r\n\r\n",
		"GET /v1/bureaus HTTP/1.1\r\nHost: d\r\nRange: bytes=0-1\r\nIf-None-Match: *\r\n\r\n", "GET " + inbox + "board HTTP/1.1\r\nHost: d\r\n\r\n",
		"POST " + inbox + "parcels HTTP/1.1\r\nHost: d\r\nContent-Length: 262144\r\n\r\n<PARCEL>",
		"POST " + inbox + "parcels HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n40000\r\n<PARCEL>\r\n0\r\n\r\n",
		"POST " + inbox + "parcels HTTP/1.1\r\nHost: d\r\nExpect: 100-continue\r\nContent-Length: 262144\r\n\r\n<PARCEL>GET / HTTP/1.1\r\nHost: d\r\n\r\n",
		"OPTIONS * HTTP/1.1\r\nHost: d\r\nExpect: something\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
	} {
		fuzzing.Add(f, 25, []byte(request))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got := d.say(t, "tcp", d.front, bytes.ReplaceAll(data, []byte(strings.Repeat("0", 32)), []byte(d.bureau.Inbox())))
		head, _, _ := bytes.Cut(got, []byte("\r\n\r\n"))
		if bytes.Contains(head, []byte("Date:")) || bytes.Contains(head, []byte("GMT")) || bytes.Contains(head, []byte("Set-Cookie")) || bytes.HasPrefix(got, []byte("HTTP/1.1 3")) {
			t.Fatalf("%.300q is answered with %q", data, head)
		}
	})
}

// FuzzBureauDoor: any bytes at the door of a bureau.
func FuzzBureauDoor(f *testing.F) {
	d := newFuzzedDrop(f)
	d.post(testbureau.Rubbish(1)).want(f, http.StatusCreated, "")
	for _, request := range []string{
		"GET /v1/state HTTP/1.1\r\nHost: d\r\n\r\n", "GET /v1/health HTTP/1.1\r\nHost: d\r\n\r\n", "GET /v1/dispatch HTTP/1.1\r\nHost: d\r\n\r\n",
		"GET /v1/parcels/" + parcel.IDOf(testbureau.Rubbish(1)).String() + " HTTP/1.1\r\nHost: d\r\n\r\n",
		"PUT /v1/dispatch HTTP/1.1\r\nHost: d\r\nContent-Length: 20\r\n\r\nluwte/1 dispatch\nabc",
		"PUT /v1/dispatch HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n14\r\nluwte/1 dispatch\nabc\r\n0\r\n\r\n",
	} {
		fuzzing.Add(f, 25, []byte(request))
	}
	socket := filepath.Join(d.dir, "doors", d.bureau.Inbox()[:12]+".sock")
	f.Fuzz(func(t *testing.T, data []byte) { d.say(t, "unix", socket, data) })
}

// FuzzPutDispatch: of a right dispatch no change is taken, and what is held stays.
func FuzzPutDispatch(f *testing.F) {
	d := newFuzzedDrop(f)
	right := d.bureau.Dispatch(d.line, 1, parcel.IDOf(testbureau.Rubbish(1)))
	fuzzing.Add(f, 60, right)
	f.Fuzz(func(t *testing.T, data []byte) {
		d := d.during(t)
		got := d.atDoor("PUT", "/v1/dispatch", data)
		if taken := got.status == http.StatusNoContent; taken != bytes.Equal(data, right) {
			t.Fatalf("status %d: %s", got.status, got.body)
		}
		if held := d.atDoor("GET", "/v1/dispatch", nil); held.status != http.StatusNotFound && !bytes.Equal(held.body, right) {
			t.Fatal("another dispatch is held")
		}
	})
}

// FuzzAdmin: any bytes on the operator's socket, and no inbox comes of it that nobody signed.
func FuzzAdmin(f *testing.F) {
	d := newFuzzedDrop(f)
	for _, request := range []string{
		"GET /stats HTTP/1.1\r\nHost: d\r\n\r\n", "GET /inboxes HTTP/1.1\r\nHost: d\r\n\r\n", "GET /condition HTTP/1.1\r\nHost: d\r\n\r\n",
		"POST /inboxes HTTP/1.1\r\nHost: d\r\nContent-Length: 13\r\n\r\n{\"charter\":1}", "POST /inboxes HTTP/1.0\r\nContent-Length: 99999\r\n\r\n{\"charter\":\"<LINE>\",\"courier\":\"\"}",
		"POST /inboxes HTTP/1.1\r\nHost: d\r\nContent-Length: 36\r\n\r\n{\"charter\":\"e30K\",\"courier\":\"ABCDEF\"}",
	} {
		fuzzing.Add(f, 20, []byte(request))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		data = bytes.ReplaceAll(data, []byte("<LINE>"), []byte(base64.StdEncoding.EncodeToString(d.line))) // each process of a fuzzer has a drop of its own
		d.say(t, "unix", filepath.Join(d.dir, "admin.sock"), data)
		if all, err := d.Inboxes(t.Context()); err != nil || len(all) != 1 {
			t.Fatalf("%d inboxes, %v", len(all), err)
		}
	})
}
