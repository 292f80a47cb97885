package server_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"luwte/crypto/board"
	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/server"
	"luwte/server/onion"
)

const (
	slow     = 5000    // bytes a second, of a circuit that is still to be served
	allBytes = 4 << 20 // of all boards together
)

// TestAnswer_Slow: in a bubble, where minutes take no time, over pipes in memory.
func TestAnswer_SlowReader_IsCutByProgressNotByTotalTime(t *testing.T) {
	for _, c := range []struct {
		name   string
		piece  int // bytes
		every  time.Duration
		others bool // wait
		whole  bool
	}{
		{"all boards in fourteen minutes", slow, time.Second, false, true},
		{"all boards in fourteen minutes while others wait", slow, time.Second, true, true},
		{"with a rest of a minute now and then", 1 << 20, time.Minute, false, true},
		{"with a rest of half a minute while others wait", 1 << 20, 30 * time.Second, true, false},
		{"at a kilobyte a second", 1000, time.Second, false, true},
		{"at a kilobyte a second while others wait", 1000, time.Second, true, false},
		{"by the byte", 1, time.Second, false, false},
		{"after much at once standing still", 3 << 20, time.Hour, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newPipes()
				s := &http.Server{Handler: server.AnsweringDoor(allBytes, c.others), ReadHeaderTimeout: time.Minute}
				go s.Serve(l)
				defer s.Close()
				conn := l.dial()
				defer conn.Close()
				go fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: d\r\n\r\n")
				resp, err := http.ReadResponse(bufio.NewReaderSize(conn, 512), nil)
				must(t, err)
				if n := readAt(resp.Body, c.piece, c.every); n == allBytes != c.whole {
					t.Errorf("%d bytes came", n)
				}
			})
		})
	}
}

// readAt reads so many bytes each time, until the end or the first error, and returns how many came.
func readAt(r io.Reader, piece int, every time.Duration) (n int) {
	for {
		m, err := io.ReadFull(r, make([]byte, piece))
		if n += m; err != nil {
			return n
		}
		time.Sleep(every)
	}
}

// sendAt sends so many bytes each time.
func sendAt(w io.Writer, data []byte, piece int, every time.Duration) {
	for len(data) > 0 {
		n := min(piece, len(data))
		if _, err := w.Write(data[:n]); err != nil {
			return
		}
		data = data[n:]
		time.Sleep(every)
	}
}

// circuits is a drop whose front door is a Unix socket with circuits, as behind tor.
type circuits struct {
	*drop
	socket string
}

func newCircuitDrop(t *testing.T, l server.Limits) circuits {
	d := newDrop(t, l)
	socket := filepath.Join(d.dir, "front.sock")
	listener, err := onion.ListenFront(socket)
	must(t, err)
	d.ServeFront(listener)
	return circuits{d, socket}
}

func newSlowDrop(t *testing.T) circuits {
	d := newCircuitDrop(t, server.DefaultLimits)
	d.put(d.bureau.DispatchWith(d.line, d.bureau.Board(1, board.MaxK-1), 1)).want(t, http.StatusNoContent, "")
	return d
}

// circuit dials as one of tor's circuits.
func (d circuits) circuit(t testing.TB, n int) net.Conn {
	t.Helper()
	conn, err := net.Dial("unix", d.socket)
	must(t, err)
	t.Cleanup(func() { conn.Close() })
	fmt.Fprintf(conn, "PROXY TCP6 fc00:dead:beef:4dad::%x:%x ::1 %d 80\r\n", n>>16, n&0xffff, 1024+n)
	return conn
}

// wantPosted posts a parcel over one circuit, the first bytes at once and the rest at 5 kB a second.
func (d circuits) wantPosted(t *testing.T, n, atOnce int) {
	t.Helper()
	conn, data := d.circuit(t, n), testbureau.Rubbish(uint64(n))
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\n\r\n", d.inboxPath("/parcels"), len(data))
	_, err := conn.Write(data[:atOnce])
	must(t, err)
	go sendAt(conn, data[atOnce:], slow/5, time.Second/5)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	if resp.StatusCode != http.StatusCreated {
		t.Errorf("status %d", resp.StatusCode)
	}
}

// wantBoard reads the board over one circuit, the last bytes at 5 kB a second.
func (d circuits) wantBoard(t *testing.T, n, slowly int) {
	t.Helper()
	want := d.do("GET", d.inboxPath("/board"), nil).body
	conn := d.circuit(t, n)
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: d\r\n\r\n", d.inboxPath("/board"))
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	got := make([]byte, max(0, len(want)-slowly))
	_, err = io.ReadFull(resp.Body, got)
	must(t, err)
	var rest bytes.Buffer
	readAt(io.TeeReader(resp.Body, &rest), slow/5, time.Second/5)
	if !bytes.Equal(append(got, rest.Bytes()...), want) {
		t.Errorf("%d bytes came of %d", len(got)+rest.Len(), len(want))
	}
}

// TestSlowCircuit_FiveKilobytesASecond: real sockets and a real clock. The windows are short instead of the bodies long: what stands still for five
// seconds is cut, and what goes at 5 kB a second for longer is not.
func TestSlowCircuit_FiveKilobytesASecond_IsServedWhileIdleOnesAreCut(t *testing.T) {
	d := newSlowDrop(t)
	d.SetTempo(5*time.Second, 4096)
	still := d.circuit(t, 1)
	fmt.Fprintf(still, "POST %s HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\n\r\n", d.inboxPath("/parcels"), parcel.Size)
	_, err := still.Write(testbureau.Rubbish(1)[:parcel.Size-1])
	must(t, err)
	taking := d.circuit(t, 2)
	fmt.Fprintf(taking, "GET %s HTTP/1.1\r\nHost: d\r\n\r\n", d.inboxPath("/board"))
	t.Run("served", func(t *testing.T) {
		t.Run("post", func(t *testing.T) { t.Parallel(); d.wantPosted(t, 3, parcel.Size-7*slow) })
		// What the system holds in between goes at once.
		t.Run("board", func(t *testing.T) { t.Parallel(); d.wantBoard(t, 4, 15_000+7*slow) })
	})
	resp, err := http.ReadResponse(bufio.NewReader(still), nil)
	must(t, err)
	if resp.StatusCode != http.StatusRequestTimeout {
		t.Errorf("a post that stands still: status %d", resp.StatusCode)
	}
	resp, err = http.ReadResponse(bufio.NewReader(taking), nil)
	must(t, err)
	if n, err := io.Copy(io.Discard, resp.Body); err == nil {
		t.Errorf("who takes nothing got %d bytes nevertheless", n)
	}
}

// TestSlowCircuit_UsualWindowsOnACrowdedDrop: the same with the windows that a drop has, a whole parcel and a whole board, while others wait.
func TestSlowCircuit_UsualWindowsOnACrowdedDrop_IsServed(t *testing.T) {
	if os.Getenv("LUWTE_SOAK") == "" {
		return // five minutes; the bubbles above have the same windows
	}
	d := newSlowDrop(t)
	for n := range server.DefaultLimits.Conns/2 + 100 { // so that nobody may rest
		d.circuit(t, 1000+n)
	}
	t.Run("served", func(t *testing.T) {
		t.Run("post", func(t *testing.T) { t.Parallel(); d.wantPosted(t, 3, 0) })
		t.Run("board", func(t *testing.T) { t.Parallel(); d.wantBoard(t, 4, allBytes) })
	})
}
