package server_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"testing"
	"time"

	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/server"
)

// newCircuits is a drop with so many connections at most.
func newCircuits(t *testing.T, all, each int) circuits {
	return newCircuitDrop(t, limits(func(l *server.Limits) { l.Conns, l.ConnsEach = all, each }))
}

// answers says whether a request over the connection is answered.
func answers(t *testing.T, conn net.Conn) bool {
	t.Helper()
	must(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	_, _ = fmt.Fprint(conn, "GET /v1/charters HTTP/1.1\r\nHost: d\r\n\r\n") // it may be closed
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err == nil && resp.StatusCode == http.StatusOK
}

// TestFront_OneCircuitOpensMany: those who came first and wait longer stay.
func TestFront_OneCircuitOpensMany_LosesItsOwn(t *testing.T) {
	d := newCircuits(t, 40, 1000)
	var honest []net.Conn
	for n := range 8 {
		honest = append(honest, d.circuit(t, 100+n/2))
		if n%2 == 0 && !answers(t, honest[n]) {
			t.Fatal("the first connections are not served")
		}
	}
	eventually(t, func() bool { _, named := d.Guests(); return named == len(honest) })
	var flood []net.Conn
	for range 300 {
		flood = append(flood, d.circuit(t, 7))
	}
	for n, conn := range honest {
		if !answers(t, conn) {
			t.Errorf("connection %d of the others was closed", n)
		}
	}
	if !answers(t, flood[299]) {
		t.Error("the last of many was closed")
	}
	if answers(t, flood[0]) {
		t.Error("none of the many was closed")
	}
	if all, _ := d.Guests(); all > 40 {
		t.Errorf("%d connections", all)
	}
}

func TestFront_MoreThanACircuitMayHave_ClosesItsOldestThatWait(t *testing.T) {
	d := newCircuits(t, 1000, 4)
	var conns []net.Conn
	for n := range 6 {
		conns = append(conns, d.circuit(t, 1))
		if n >= 4 {
			if _, err := conns[n-4].Read(make([]byte, 1)); err == nil {
				t.Error("the oldest was told something")
			}
		}
		eventually(t, func() bool { all, named := d.Guests(); return all == min(n+1, 4) && named == all })
	}
	other := d.circuit(t, 2)
	for n, conn := range append(conns, other) {
		if got, want := answers(t, conn), n >= 2; got != want {
			t.Errorf("connection %d is served: %v", n, got)
		}
	}
}

// TestFront_AllConnectionsBusy: a request under way is not broken off for who comes later.
func TestFront_AllConnectionsBusy_NewOnesAreClosed(t *testing.T) {
	d := newCircuits(t, 3, 3)
	var posts []net.Conn
	for n := range 3 {
		conn := d.circuit(t, n)
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\n\r\n", d.inboxPath("/parcels"), parcel.Size)
		_, err := conn.Write(testbureau.Rubbish(uint64(n))[:parcel.HeaderSize+1])
		must(t, err)
		eventually(t, func() bool { return d.Placed() == n+1 })
		posts = append(posts, conn)
	}
	if answers(t, d.circuit(t, 9)) {
		t.Error("a fourth connection was served")
	}
	for n, conn := range posts {
		_, err := conn.Write(testbureau.Rubbish(uint64(n))[parcel.HeaderSize+1:])
		must(t, err)
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		must(t, err)
		if resp.StatusCode != http.StatusCreated {
			t.Errorf("post %d: status %d", n, resp.StatusCode)
		}
	}
	if !answers(t, d.circuit(t, 9)) {
		t.Error("afterwards nobody is served")
	}
}

func TestFront_AllConnectionsBusyWithOneCircuit_ItLosesSome(t *testing.T) {
	d := newCircuitDrop(t, limits(func(l *server.Limits) { l.Conns, l.Each = 12, 12 }))
	for n := range 12 {
		conn := d.circuit(t, 7)
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\n\r\n", d.inboxPath("/parcels"), parcel.Size)
		_, err := conn.Write(testbureau.Rubbish(uint64(n))[:parcel.HeaderSize+1])
		must(t, err)
		eventually(t, func() bool { return d.Placed() == n+1 })
	}
	for n := range 3 {
		if !answers(t, d.circuit(t, 100+n)) {
			t.Errorf("visitor %d was closed out", n)
		}
	}
	if n := d.Placed(); n < 9 || n > 11 {
		t.Errorf("%d posts of the circuit go on", n)
	}
}

// TestPost_Acknowledged: what was in a buffer is not in the memory any more.
func TestPost_Acknowledged_LeavesNothingInTheBuffers(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	for n := range uint64(3) {
		d.post(testbureau.Rubbish(n)).want(t, http.StatusCreated, "")
	}
	d.put(d.bureau.Dispatch(d.line, 1)).want(t, http.StatusNoContent, "")
	eventually(t, func() bool { return d.Placed() == 0 })
	if n := d.BufferedBytes(); n != 0 {
		t.Errorf("%d bytes of bodies are left", n)
	}
}

// poor is a listener that the system has nothing for at first.
type poor struct {
	net.Listener
	failures []error
}

func (p *poor) Accept() (net.Conn, error) {
	if len(p.failures) > 0 {
		err := p.failures[0]
		p.failures = p.failures[1:]
		return nil, &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", err)}
	}
	return p.Listener.Accept()
}

// TestFront_SystemHasNothingLeft: the drop goes on as soon as there is something again.
func TestFront_SystemHasNothingLeft_ServesAgainAfterwards(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	d.ServeFront(&poor{l, []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM}})
	conn, err := net.Dial("tcp", l.Addr().String())
	must(t, err)
	defer conn.Close()
	if !answers(t, conn) {
		t.Error("it does not answer any more")
	}
}
