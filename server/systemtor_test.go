package server_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/internal/torchild"
	"luwte/internal/tortest"
	"luwte/server"
	"luwte/web"
)

// TestHandOver_Link: root does not write where the drop's user would have it write.
func TestHandOver_LinkInTheWayOfItsFile_IsNotFollowed(t *testing.T) {
	base := shortTempDir(t)
	dir := filepath.Join(base, "d")
	must1(server.Init(dir))
	victim := filepath.Join(dir, "store", "current")
	before := must1(os.ReadFile(victim))
	must(t, os.Symlink(filepath.Join("store", "current"), filepath.Join(dir, "system-tor.new")))
	must1(server.HandOver(dir, server.SystemTor{Sockets: filepath.Join(base, "s"), Keys: filepath.Join(base, "k")}, os.Geteuid(), os.Getegid()))
	if got := must1(os.ReadFile(victim)); string(got) != string(before) {
		t.Errorf("the file that the link leads to has %q now", got)
	}
	if info, err := os.Lstat(filepath.Join(dir, "system-tor")); err != nil || !info.Mode().IsRegular() {
		t.Errorf("what it wrote: %v, %v", info, err)
	}
}

// TestServe_SystemTor: a tor that the drop neither starts nor speaks with brings visitors and the courier, by the lines and keys that HandOver gave it.
func TestServe_SystemTor_BringsVisitorsAndTheCourier(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	network, err := tortest.Open(ctx, t.Output())
	must(t, err)
	defer func() { must(t, network.Close()) }()
	base := shortTempDir(t)
	d := &drop{t: t, dir: filepath.Join(base, "d"), bureau: testbureau.New(), out: new(output)}
	front, err := server.Init(d.dir)
	must(t, err)
	opened, err := server.Open(ctx, d.dir, server.DefaultLimits)
	must(t, err)
	key := must1(torchild.NewClientKey())
	d.line = d.bureau.CharterLine()
	added, err := opened.AddInbox(ctx, d.line, key.Public())
	must(t, err)
	must(t, opened.Close())

	to := server.SystemTor{Sockets: filepath.Join(base, "s"), Keys: filepath.Join(base, "k")}
	must(t, os.Mkdir(to.Sockets, 0o700))
	must(t, os.Chmod(to.Sockets, 0o750|os.ModeSetgid))
	handed, err := server.HandOver(d.dir, to, os.Geteuid(), os.Getegid())
	must(t, err)
	d.serve(server.DefaultLimits, server.ServeConfig{SystemTor: true})
	d.awaitLine(ctx, "front door: unix:")
	tor, err := torchild.Start(ctx, torchild.Config{DataDir: filepath.Join(base, "t"), Torrc: torchild.SocksTorrc + handed.Torrc, Include: network.CommonTorrc})
	must(t, err)
	defer func() { must(t, tor.Close()) }()

	overTor(ctx, t, network.SocksAddr, "GET", front, "/", nil).want(t, http.StatusOK, string(web.Page()))
	data := testbureau.Rubbish(1)
	overTor(ctx, t, network.SocksAddr, "POST", front, d.inboxPath("/parcels"), data).want(t, http.StatusCreated, "")
	client := startClient(ctx, t, network)
	must(t, client.AddClientAuth(ctx, added.Door.Onion, key))
	overTor(ctx, t, client.SocksAddr(), "GET", added.Door.Onion, "/v1/state", nil).want(t, http.StatusOK, d.state(1, 0, parcel.IDOf(data)))
	if got, err := tryOverTor(ctx, network.SocksAddr, "GET", added.Door.Onion, "/v1/state", nil); err == nil {
		t.Errorf("without a key the door answered with status %d", got.status)
	}
	d.stop()
}
