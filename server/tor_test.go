package server_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/internal/torchild"
	"luwte/internal/tortest"
	"luwte/server"
	"luwte/web"
)

// TestServe_OverTor is one test, since what takes time is the network.
func TestServe_OverTor_InboxAddedLiveOpensToItsCourierOnly(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	network, err := tortest.Open(ctx, t.Output())
	must(t, err)
	defer func() { must(t, network.Close()) }()
	d := &drop{t: t, dir: filepath.Join(shortTempDir(t), "d"), bureau: testbureau.New(), out: new(output)}
	front, err := server.Init(d.dir)
	must(t, err)
	d.serve(server.DefaultLimits, server.ServeConfig{Tor: true, Torrc: network.CommonTorrc})
	d.awaitLine(ctx, "front door: http://"+front)
	if out := d.out.String(); !strings.Contains(out, "tor: 100 % ") {
		t.Errorf("no progress was shown: %s", out)
	}
	overTor(ctx, t, network.SocksAddr, "GET", front, "/", nil).want(t, http.StatusOK, string(web.Page()))

	key, second := must1(torchild.NewClientKey()), must1(torchild.NewClientKey())
	d.line = d.bureau.CharterLine()
	added, err := d.AddInbox(ctx, d.line, key.Public())
	must(t, err)
	if len(added.Warnings) != 0 {
		t.Errorf("warnings %q", added.Warnings)
	}
	door := added.Door.Onion
	d.awaitLine(ctx, fmt.Sprintf("bureau door of inbox %s: http://%s", d.bureau.Inbox(), door))
	data := testbureau.Rubbish(1)
	overTor(ctx, t, network.SocksAddr, "POST", front, d.inboxPath("/parcels"), data).want(t, http.StatusCreated, "")

	// A tor of its own for each courier: what one has cached tells the next nothing.
	var former *torchild.Child
	for name, c := range map[string]struct {
		key  torchild.ClientKey
		open bool
	}{"the courier's": {key, true}, "another": {second, false}} {
		client := startClient(ctx, t, network)
		must(t, client.AddClientAuth(ctx, door, c.key))
		if c.open {
			former = client
			overTor(ctx, t, client.SocksAddr(), "GET", door, "/v1/state", nil).want(t, http.StatusOK, d.state(1, 0, parcel.IDOf(data)))
		} else if got, err := tryOverTor(ctx, client.SocksAddr(), "GET", door, "/v1/state", nil); err == nil {
			t.Errorf("with %s key the door answered with status %d", name, got.status)
		}
	}

	// Another courier takes over.
	_, err = d.AddInbox(ctx, d.line, second.Public())
	must(t, err)
	client := startClient(ctx, t, network)
	must(t, client.AddClientAuth(ctx, door, second))
	overTor(ctx, t, client.SocksAddr(), "GET", door, "/v1/state", nil).want(t, http.StatusOK, d.state(1, 0, parcel.IDOf(data)))
	late := startClient(ctx, t, network)
	must(t, late.AddClientAuth(ctx, door, key))
	if got, err := tryOverTor(ctx, late.SocksAddr(), "GET", door, "/v1/state", nil); err == nil {
		t.Errorf("with the former courier's key the door answered with status %d", got.status)
	}
	if got, err := tryOverTor(ctx, former.SocksAddr(), "GET", door, "/v1/state", nil); err == nil {
		t.Errorf("with what the former courier's tor remembers the door answered with status %d", got.status)
	}
	d.stop()
}

func TestServe_TorFails_LoopbackGoesOn(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	d.stop()
	bad := filepath.Join(t.TempDir(), "torrc")
	must(t, os.WriteFile(bad, []byte("NoSuchOption 1\n"), 0o600))
	d.serve(server.DefaultLimits, server.ServeConfig{Listen: "127.0.0.1:0", Tor: true, Torrc: bad})
	d.awaitLine(t.Context(), "warning: no onion services, only loopback goes on: ")
	d.front = d.awaitFront()
	d.do("GET", "/v1/charters", nil).want(t, http.StatusOK, string(d.line))
	d.stop()

	opened, err := server.Open(t.Context(), d.dir, server.DefaultLimits)
	must(t, err)
	defer opened.Close()
	err = opened.Serve(t.Context(), server.ServeConfig{Tor: true, Torrc: bad, Out: d.out, Err: d.out})
	if err == nil || !strings.Contains(err.Error(), "NoSuchOption") {
		t.Errorf("without loopback Serve ended with %v", err)
	}
}

// awaitLine waits until the drop has printed a line that begins so.
func (d *drop) awaitLine(ctx context.Context, start string) {
	d.t.Helper()
	for !strings.Contains("\n"+d.out.String(), "\n"+start) {
		select {
		case <-ctx.Done():
			d.t.Fatalf("no line %q: %s", start, d.out.String())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func startClient(ctx context.Context, t *testing.T, network *tortest.Network) *torchild.Child {
	t.Helper()
	client, err := torchild.Start(ctx, torchild.Config{
		DataDir: filepath.Join(shortTempDir(t), "tor"), Torrc: torchild.SocksTorrc, Include: network.CommonTorrc,
	})
	must(t, err)
	t.Cleanup(func() { must(t, client.Close()) })
	must(t, client.Wait(ctx))
	return client
}

// overTor repeats a request until it is answered: a new descriptor takes a while to be where clients look.
func overTor(ctx context.Context, t *testing.T, socks, method, host, path string, body []byte) reply {
	t.Helper()
	for {
		got, err := tryOverTor(ctx, socks, method, host, path, body)
		if err == nil {
			return got
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s %s: %v", method, path, err)
		case <-time.After(500 * time.Millisecond):
		}
	}
}

func tryOverTor(ctx context.Context, socks, method, host, path string, body []byte) (reply, error) {
	dial, err := torchild.Dialer(socks)
	if err != nil {
		return reply{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	return try(ctx, &http.Transport{DialContext: dial}, method, "http://"+host+path, bytes.NewReader(body))
}
