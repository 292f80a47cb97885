package server_test

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/server"
	"luwte/server/onion"
)

func limits(change func(*server.Limits)) server.Limits {
	l := server.DefaultLimits
	change(&l)
	return l
}

// TestPost_OneCircuitTooMany: behind tor a visitor is a circuit, and the next one is not held up by it.
func TestPost_OneCircuitTooMany_OthersGoOn(t *testing.T) {
	d := newDrop(t, limits(func(l *server.Limits) { l.Burst, l.Rate = 2, 0.001 }))
	socket := filepath.Join(d.dir, "front.sock")
	l, err := onion.ListenFront(socket)
	must(t, err)
	front := &http.Server{Handler: d.FrontDoor(), ReadHeaderTimeout: time.Minute}
	go front.Serve(l)
	defer front.Close()

	for i, c := range []struct{ circuit, want int }{{1, 201}, {1, 201}, {1, 429}, {2, 201}, {1, 429}, {2, 201}, {2, 429}} {
		conn, err := net.Dial("unix", socket)
		must(t, err)
		fmt.Fprintf(conn, "PROXY TCP6 fc00:dead:beef:4dad::0:%x ::1 %d 80\r\n", c.circuit, 40000+i)
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: drop\r\nContent-Length: %d\r\n\r\n", d.inboxPath("/parcels"), parcel.Size)
		go conn.Write(testbureau.Rubbish(uint64(i)))
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		must(t, err)
		if resp.StatusCode != c.want {
			t.Errorf("post %d of circuit %d: status %d, want %d", i, c.circuit, resp.StatusCode, c.want)
		}
		must(t, conn.Close())
	}
}

func TestPost_FormBeyondTheLimit_ListsWhatWasKept(t *testing.T) {
	d := newDrop(t, limits(func(l *server.Limits) { l.Burst, l.Rate = 1, 0.001 }))
	fixtures := map[string][]byte{"one": testbureau.Rubbish(1), "two": testbureau.Rubbish(2)}
	got := d.do("POST", d.inboxPath("/parcels"), readerOf(form(fixtures, "one two")), "Content-Type", "multipart/form-data; boundary=b")
	got.want(t, http.StatusTooManyRequests, "<li>File 1: arrived.</li><li>File 2: Too many at once: wait a minute and send the same again.</li></ul>")
	d.wantState(1, 0, parcel.IDOf(fixtures["one"]))
	got = d.do("POST", d.inboxPath("/parcels"), readerOf(form(fixtures, "one+two")), "Content-Type", "multipart/form-data; boundary=b")
	got.want(t, http.StatusTooManyRequests, "<h1>Not sent</h1><ul><li>File 1: Too many at once")
}

// TestPost_FormJustBeyondTheLimit: a form waits where a program would be told to.
func TestPost_FormJustBeyondTheLimit_WaitsAndIsTaken(t *testing.T) {
	d := newDrop(t, limits(func(l *server.Limits) { l.Burst, l.Rate = 1, 20 }))
	fixtures := map[string][]byte{"one": testbureau.Rubbish(1), "two": testbureau.Rubbish(2), "three": testbureau.Rubbish(3)}
	got := d.do("POST", d.inboxPath("/parcels"), readerOf(form(fixtures, "one+two three")), "Content-Type", "multipart/form-data; boundary=b")
	got.want(t, http.StatusCreated, "<li>File 1: arrived.</li><li>File 2: arrived.</li></ul>")
	d.wantState(1, 0, parcel.IDOf(fixtures["one"]), parcel.IDOf(fixtures["two"]), parcel.IDOf(fixtures["three"]))
}

// begin posts the first bytes of a parcel.
func (d *drop) begin(t *testing.T) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", d.front)
	must(t, err)
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\n\r\n", d.inboxPath("/parcels"), parcel.Size)
	_, err = conn.Write(testbureau.Rubbish(1)[:parcel.HeaderSize+1])
	must(t, err)
	return conn
}

// TestPost_TooManyAtOnce holds one post open; the next is refused, and let in when the first has gone.
func TestPost_TooManyAtOnce_AreRefused(t *testing.T) {
	for name, l := range map[string]server.Limits{
		"of one visitor": limits(func(l *server.Limits) { l.Each = 1 }),
		"of all":         limits(func(l *server.Limits) { l.AtOnce = 1 }),
	} {
		t.Run(name, func(t *testing.T) {
			d := newDrop(t, l)
			conn := d.begin(t)
			eventually(t, func() bool { return d.Placed() == 1 })
			d.post(testbureau.Rubbish(1)).want(t, http.StatusTooManyRequests, "Too many at once")
			must(t, conn.Close())
			for range 6000 {
				if d.post(testbureau.Rubbish(1)).status == http.StatusCreated {
					return
				}
				time.Sleep(10 * time.Millisecond)
			}
			t.Error("after the first has gone, no post is let in")
		})
	}
}

// TestPost_ManyPlacesHeld: whoever holds places cannot tell by what is refused how many others there are.
func TestPost_ManyPlacesHeld_RefusesSomeByChance(t *testing.T) {
	const places = 40
	d := newDrop(t, limits(func(l *server.Limits) { l.AtOnce, l.Each, l.Burst, l.Rate = places, places, 1e6, 1e6 }))
	var outcomes [2]int // taken, refused
	for held := range places * 5 / 8 {
		conn := d.begin(t)
		defer conn.Close()
		if held < places/2 {
			eventually(t, func() bool { return d.Placed() == held+1 })
		}
	}
	one := testbureau.Rubbish(1)
	for range 200 {
		// A refusal comes before the body is written, at which Go's client sometimes gives up without it.
		got, err := try(t.Context(), &http.Transport{}, "POST", "http://"+d.front+d.inboxPath("/parcels"), bytes.NewReader(one), "Content-Type", "application/octet-stream")
		if err == nil && got.status == http.StatusCreated {
			outcomes[0]++
		} else {
			outcomes[1]++
		}
	}
	if outcomes[0] < 10 || outcomes[1] < 10 {
		t.Errorf("of 200 posts at the same time %d were taken and %d refused", outcomes[0], outcomes[1])
	}
}

// TestPost_InboxNearlyFull: the parcel at which an inbox is full tells nobody how many it holds.
func TestPost_InboxNearlyFull_RefusesSomeByChance(t *testing.T) {
	const quota = 60
	d := newDrop(t, limits(func(l *server.Limits) { l.Parcels, l.Burst, l.Rate = quota, 1e6, 1e6 }))
	seen := map[int]bool{} // how many were kept when the first was refused
	n, kept := uint64(0), 0
	for round := uint64(1); len(seen) < 2 && round < 60; round++ {
		var ids []parcel.ID
		for kept = 0; ; n++ {
			data := testbureau.Rubbish(n)
			if d.post(data).status != http.StatusCreated {
				break
			}
			kept, ids = kept+1, append(ids, parcel.IDOf(data))
		}
		if kept < quota*9/10 || kept > quota {
			t.Fatalf("full with %d parcels of %d", kept, quota)
		}
		seen[kept] = true
		d.put(d.bureau.Dispatch(d.line, round, ids...)).want(t, http.StatusNoContent, "")
	}
	if len(seen) < 2 {
		t.Errorf("an inbox for %d is always full with %d", quota, kept)
	}
}

// TestPost_InboxFull: not even a repeat is taken, by which one could tell that it waits.
func TestPost_InboxFull_TakesNothingUntilADispatch(t *testing.T) {
	d := newDrop(t, limits(func(l *server.Limits) { l.Parcels = 2 }))
	one := testbureau.Rubbish(1)
	for _, data := range [][]byte{one, one, testbureau.Rubbish(2)} {
		d.post(data).want(t, http.StatusCreated, parcel.IDOf(data).String())
	}
	for _, data := range [][]byte{testbureau.Rubbish(3), one} {
		d.post(data).want(t, http.StatusInsufficientStorage, "The drop has no room now")
	}
	d.put(d.bureau.Dispatch(d.line, 1, parcel.IDOf(one))).want(t, http.StatusNoContent, "")
	d.post(testbureau.Rubbish(3)).want(t, http.StatusCreated, "")
	d.post(testbureau.Rubbish(4)).want(t, http.StatusInsufficientStorage, "")
}

// TestPost_DiskFull: on a disk with hardly more than the store's reserve.
func TestPost_DiskFull_IsRefusedAndTheDispatchGoesIn(t *testing.T) {
	dir := mountTmpfs(t, "36m")
	d := &drop{t: t, dir: filepath.Join(dir, "d"), bureau: testbureau.New(), out: new(output)}
	must1(server.Init(d.dir))
	d.start(server.DefaultLimits)
	d.line = d.bureau.CharterLine()
	d.add(d.line)
	var kept []parcel.ID
	for n := uint64(0); ; n++ {
		data := testbureau.Rubbish(n)
		got := d.post(data)
		if got.status == http.StatusInsufficientStorage {
			break
		}
		got.want(t, http.StatusCreated, "")
		if kept = append(kept, parcel.IDOf(data)); n > 200 {
			t.Fatal("36 MiB never fill")
		}
	}
	if len(kept) == 0 {
		t.Fatal("nothing was kept")
	}
	d.wantState(1, 0, slices.Clone(kept)...)
	d.put(d.bureau.Dispatch(d.line, 1, kept...)).want(t, http.StatusNoContent, "")
	d.post(testbureau.Rubbish(1000)).want(t, http.StatusCreated, "")
	d.stop()
}

// mountTmpfs mounts a file system in memory until the end of the test, which takes root or sudo.
func mountTmpfs(t *testing.T, size string) string {
	dir := shortTempDir(t)
	asRoot := func(args ...string) {
		if os.Geteuid() != 0 {
			args = append([]string{"sudo", "-n"}, args...)
		}
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v: %s (this test mounts a file system, which takes root or sudo)", args, err, out)
		}
	}
	asRoot("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%s,mode=700,uid=%d", size, os.Getuid()), "drop", dir)
	t.Cleanup(func() { asRoot("umount", dir) })
	return dir
}

// TestBody_Slow: in a bubble, where minutes take no time, over pipes in memory.
func TestBody_Slow_IsTakenAboveTheMinimumOnly(t *testing.T) {
	for _, c := range []struct {
		name   string
		piece  int // bytes
		every  time.Duration
		others bool // wait
		want   int
	}{
		{"five minutes for a parcel", 1024, time.Second, false, http.StatusNoContent},
		{"a rest of a minute and a half now and then", 32 << 10, 90 * time.Second, false, http.StatusRequestTimeout},
		{"a rest of a minute now and then", 32 << 10, time.Minute, false, http.StatusNoContent},
		{"by the byte", 1, time.Second, false, http.StatusRequestTimeout},
		{"standing still", 1, time.Hour, false, http.StatusRequestTimeout},
		{"a minute for a parcel while others wait", 5 << 10, time.Second, true, http.StatusNoContent},
		{"five minutes for a parcel while others wait", 1024, time.Second, true, http.StatusRequestTimeout},
		{"a rest of half a minute while others wait", 32 << 10, 30 * time.Second, true, http.StatusRequestTimeout},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				wantRead(t, c.others, parcel.Size, c.want, func(send func(n int)) {
					for rest := parcel.Size; rest > 0; rest -= c.piece {
						send(c.piece)
						time.Sleep(c.every)
					}
				})
			})
		})
	}
}

// TestBody_MuchThenHardlyAny: what came fast does not buy a place for long.
func TestBody_MuchThenHardlyAny_IsNotWaitedFor(t *testing.T) {
	for _, c := range []struct {
		name   string
		every  time.Duration
		others bool // wait
		bytes  int  // one at a time, after 2 MiB at once
		want   int
	}{
		{"for a minute and a half while others wait", 8 * time.Second, true, 12, http.StatusRequestTimeout},
		{"for a quarter of a minute while others wait", 8 * time.Second, true, 2, http.StatusNoContent},
		{"for eight minutes", time.Minute, false, 8, http.StatusRequestTimeout},
		{"for a minute", time.Minute, false, 1, http.StatusNoContent},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				wantRead(t, c.others, 2<<20+c.bytes, c.want, func(send func(n int)) {
					send(2 << 20)
					for range c.bytes {
						time.Sleep(c.every)
						send(1)
					}
				})
			})
		})
	}
}

// wantRead has a body of so many bytes read by the rules for slow visitors as it is sent in pieces, and compares the status.
func wantRead(t *testing.T, others bool, length, want int, pieces func(send func(n int))) {
	t.Helper()
	l := newPipes()
	s := &http.Server{Handler: server.ReadingDoor(others), ReadHeaderTimeout: time.Minute}
	go s.Serve(l)
	defer s.Close()
	conn := l.dial()
	sent := make(chan struct{})
	defer func() { conn.Close(); <-sent }()
	go func() {
		defer close(sent)
		fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\n\r\n", length)
		pieces(func(n int) { conn.Write(make([]byte, n)) })
	}()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	if resp.StatusCode != want {
		t.Errorf("status %d, want %d", resp.StatusCode, want)
	}
}

// pipes is a listener whose connections are in memory, so that a bubble's clock rules their deadlines.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) dial() net.Conn {
	ours, theirs := net.Pipe()
	p.conns <- theirs
	return ours
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes", Net: "unix"} }
