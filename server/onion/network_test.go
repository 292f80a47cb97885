package onion_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"luwte/internal/torchild"
	"luwte/internal/tortest"
	"luwte/server/onion"
)

// drop is a tor that serves a front door and a bureau door in the private network, with a server behind each that
// answers with the RemoteAddr it sees.
type drop struct {
	front, bureau string // onion addresses
	clientKey     torchild.ClientKey
	tor           *torchild.Child
}

// TestServices_PrivateNetwork is one test with parts, since what takes time is the network and the descriptors.
func TestServices_PrivateNetwork(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	network, err := tortest.Open(ctx, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := network.Close(); err != nil {
			t.Error(err)
		}
	}()
	d := startDrop(ctx, t, network)
	t.Run("FrontDoor_TwoCircuits_ShowAsTwoAddresses", func(t *testing.T) { testFrontDoor(ctx, t, network, d) })
	t.Run("BureauDoor_ForeignTor_OpensWithKeyOnly", func(t *testing.T) { testForeignTor(ctx, t, network, d) })
	t.Run("BureauDoor_OwnChild_OpensWithKeyOnly", func(t *testing.T) { testOwnChild(ctx, t, network, d) })
	t.Run("Addresses_AfterTorRan_AreTheSame", func(t *testing.T) { testAddressesKept(t, d) })
}

// root has a space, a # and a quotation mark in its name: the paths go through torrc.
var root string

func startDrop(ctx context.Context, t *testing.T, network *tortest.Network) *drop {
	root = filepath.Join(shortTempDir(t), `a "drop" #1`)
	d := new(drop)
	services := []onion.Service{
		{Dir: filepath.Join(root, "front"), Socket: filepath.Join(root, "s", "front"), Front: true},
		{Dir: filepath.Join(root, "bureau"), Socket: filepath.Join(root, "s", "bureau")},
	}
	must(t, os.Mkdir(root, 0o700))
	var err error
	d.front, err = onion.NewKey(services[0].Dir)
	must(t, err)
	d.bureau, err = onion.NewKey(services[1].Dir)
	must(t, err)
	d.clientKey, err = torchild.NewClientKey()
	must(t, err)
	must(t, onion.Authorize(services[1].Dir, "courier", d.clientKey.Public()))

	frontSocket, err := onion.ListenFront(services[0].Socket)
	must(t, err)
	bureauSocket, err := onion.Listen(services[1].Socket)
	must(t, err)
	serve(t, frontSocket, "front")
	serve(t, bureauSocket, "bureau")

	torrc, err := onion.Torrc(services)
	must(t, err)
	d.tor = startTor(ctx, t, network, torrc)
	return d
}

func startTor(ctx context.Context, t *testing.T, network *tortest.Network, torrc string) *torchild.Child {
	last := -1
	child, err := torchild.Start(ctx, torchild.Config{
		DataDir: filepath.Join(shortTempDir(t), "tor data"),
		Torrc:   torrc,
		Include: network.CommonTorrc,
		Progress: func(percent int, summary string) {
			last = percent
			fmt.Fprintf(t.Output(), "tor: %d %% %s\n", percent, summary)
		},
	})
	must(t, err)
	t.Cleanup(func() { must(t, child.Close()) })
	if err := child.Wait(ctx); err != nil {
		t.Fatalf("%v; log: %q", err, child.Log())
	}
	if last != 100 {
		t.Fatalf("the last progress told was %d", last)
	}
	return child
}

func serve(t *testing.T, l net.Listener, door string) {
	server := &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "%s %s", door, r.RemoteAddr)
		}),
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.Serve(l); err != http.ErrServerClosed {
			t.Errorf("serve %s: %v", door, err)
		}
	}()
	t.Cleanup(func() { must(t, server.Close()); <-done })
}

func testFrontDoor(ctx context.Context, t *testing.T, network *tortest.Network, d *drop) {
	one, two := visitor(t, network.SocksAddr), visitor(t, network.SocksAddr)
	var seen []string
	for _, client := range []*http.Client{one, one, two} {
		var door, addr string
		_, err := fmt.Sscan(eventually(ctx, t, client, d.front), &door, &addr)
		must(t, err)
		circuit, ok := onion.Circuit(addr)
		if door != "front" || !ok {
			t.Fatalf("the front door's answer came from %q, for %q", door, addr)
		}
		seen = append(seen, circuit.String())
		client.CloseIdleConnections() // the next request is a stream of its own
	}
	if seen[0] != seen[1] || seen[0] == seen[2] {
		t.Fatalf("circuits of one, one, two: %v", seen)
	}
}

func testForeignTor(ctx context.Context, t *testing.T, network *tortest.Network, d *drop) {
	eventually(ctx, t, visitor(t, network.SocksAddr), d.front) // tor is well
	closed := func() {
		if body, err := get(ctx, visitor(t, network.SocksAddr), d.bureau); err == nil {
			t.Fatalf("the bureau door opened without a key: %q", body)
		}
	}
	closed()
	for i, want := range []bool{true, false} { // once more is harmless, and then it isn't ours
		added, err := torchild.AddClientAuth(ctx, network.ControlAddr, d.bureau, d.clientKey)
		if err != nil || added != want {
			t.Fatalf("time %d: added %v, %v", i, added, err)
		}
	}
	if got := eventually(ctx, t, visitor(t, network.SocksAddr), d.bureau); got[:7] != "bureau " {
		t.Fatalf("the bureau door answered %q", got)
	}
	other, err := torchild.NewClientKey()
	must(t, err)
	if _, err := torchild.AddClientAuth(ctx, network.ControlAddr, d.bureau, other); err == nil {
		t.Fatal("a key that is in use was replaced")
	}
	must(t, torchild.RemoveClientAuth(ctx, network.ControlAddr, d.bureau))
	must(t, torchild.RemoveClientAuth(ctx, network.ControlAddr, d.bureau)) // none there is no error
	closed()
	added, err := torchild.AddClientAuth(ctx, network.ControlAddr, d.bureau, other)
	if err != nil || !added {
		t.Fatalf("after the removal: added %v, %v", added, err)
	}
	must(t, torchild.RemoveClientAuth(ctx, network.ControlAddr, d.bureau))
}

func testOwnChild(ctx context.Context, t *testing.T, network *tortest.Network, d *drop) {
	courier := startTor(ctx, t, network, torchild.SocksTorrc)
	client := visitor(t, courier.SocksAddr())
	if body, err := get(ctx, client, d.bureau); !errors.Is(err, torchild.ErrOnionKey) {
		t.Fatalf("the bureau door without a key: %q, %v", body, err)
	}
	wrong := d.bureau[1:2] + d.bureau[:1] + d.bureau[2:] // two letters changed places
	if wrong == d.bureau {
		wrong = "ab" + d.bureau[2:]
	}
	if body, err := get(ctx, client, wrong); !errors.Is(err, torchild.ErrOnionAddress) {
		t.Fatalf("an address with a wrong letter: %q, %v", body, err)
	}
	must(t, courier.AddClientAuth(ctx, d.bureau, d.clientKey))
	if got := eventually(ctx, t, client, d.bureau); got[:7] != "bureau " {
		t.Fatalf("the bureau door answered %q", got)
	}
}

func testAddressesKept(t *testing.T, d *drop) {
	for dir, want := range map[string]string{"front": d.front, "bureau": d.bureau} {
		got, err := onion.Address(filepath.Join(root, dir))
		if err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", dir, got, err, want)
		}
	}
}

// visitor is an HTTP client with circuits of its own.
func visitor(t *testing.T, socks string) *http.Client {
	dial, err := torchild.Dialer(socks)
	must(t, err)
	transport := &http.Transport{DialContext: dial}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 30 * time.Second}
}

func get(ctx context.Context, client *http.Client, host string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+host+"/", nil)
	if err != nil {
		return "", err
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

// eventually repeats the request until it succeeds: a new service's descriptor takes a while to be where clients look.
func eventually(ctx context.Context, t *testing.T, client *http.Client, host string) string {
	t.Helper()
	for {
		body, err := get(ctx, client, host)
		if err == nil {
			return body
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s: %v", host, err)
		case <-time.After(500 * time.Millisecond):
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// shortTempDir is t.TempDir with a short path, for sockets.
func shortTempDir(t *testing.T) string {
	dir, err := os.MkdirTemp("", "onion")
	must(t, err)
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	return dir
}
