package server_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luwte/crypto/board"
	"luwte/internal/fuzzing"
	"luwte/internal/testbureau"
	"luwte/server"
)

// newTwoWays is a drop whose front door is also on a socket where net/http answers everything.
func newTwoWays(f testing.TB) (d *drop, slowly string) {
	d = newDrop(f, limits(func(l *server.Limits) { l.LookBurst, l.LookRate = 1e9, 1e9 }))
	d.put(d.bureau.Dispatch(d.line, 1)).want(f, http.StatusNoContent, "")
	slowly = filepath.Join(d.dir, "slowly.sock")
	l, err := net.Listen("unix", slowly)
	must(f, err)
	d.ServeSlowly(l)
	return d, slowly
}

const firefox = "Host: d\r\nUser-Agent: Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0\r\nAccept: */*\r\nAccept-Language: en-US,en;q=0.5\r\n" +
	"Accept-Encoding: gzip, deflate\r\nReferer: http://d/\r\nConnection: keep-alive\r\nSec-Fetch-Dest: empty\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Site: same-origin\r\n"

// TestQuick_EveryLook: at every path, alone and one after another on a connection, and with what must be left to net/http.
func TestQuick_EveryLook_AnswersWhatNetHTTPDoes(t *testing.T) {
	d, slowly := newTwoWays(t)
	paths := []string{"/", "/plain", "/v1/charters", "/v1/bureaus", d.inboxPath("/board")}
	for _, path := range paths {
		request := "GET " + path + " HTTP/1.1\r\n" + firefox + "\r\n"
		if !d.Quick([]byte(request)) {
			t.Errorf("%s is no plain look", path)
		}
		for _, all := range []string{
			request, request + request, request + "POST " + d.inboxPath("/parcels") + " HTTP/1.1\r\nHost: d\r\nContent-Length: 1\r\n\r\nx" + request,
		} {
			if got, want := d.say(t, "tcp", d.front, []byte(all)), d.say(t, "unix", slowly, []byte(all)); !bytes.Equal(got, want) {
				t.Errorf("%.80q is answered with %d bytes, %.600q; by net/http with %d, %.600q", all, len(got), got, len(want), want)
			}
		}
	}
	for _, other := range []string{
		"HEAD / HTTP/1.1\r\nHost: d\r\n\r\n", "GET / HTTP/1.0\r\nHost: d\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: d\r\nHost: d\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n", "GET / HTTP/1.1\r\nHost: d\r\nContent-Length: 1\r\n\r\nx", "GET /nothing HTTP/1.1\r\nHost: d\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: d\r\nExpect: 100-continue\r\n\r\n", "GET / HTTP/1.1\r\nHost: d\r\nAccept : x\r\n\r\n", "GET / HTTP/1.1\r\nHost: d\r\n Accept: x\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "GET /?a HTTP/1.1\r\nHost: d\r\n\r\n", "GET / HTTP/1.1\nHost: d\n\n",
		"GET / HTTP/1.1\r\nHost: d\r\nAccept: \x01\r\n\r\n", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "GET / HTTP/1.1\r\nHost: d\r\n", "",
	} {
		if d.Quick([]byte(other)) {
			t.Errorf("%q is taken for a plain look", other)
		}
		if got, want := d.say(t, "tcp", d.front, []byte(other)), d.say(t, "unix", slowly, []byte(other)); !bytes.Equal(got, want) {
			t.Errorf("%q is answered with %.600q; by net/http with %.600q", other, got, want)
		}
	}
}

// FuzzParseLook: what is taken for a plain look gets the bytes that net/http would answer.
func FuzzParseLook(f *testing.F) {
	d, slowly := newTwoWays(f)
	for _, request := range []string{
		"GET / HTTP/1.1\r\n" + firefox + "\r\n", "GET /v1/charters HTTP/1.1\r\nHost: d\r\n\r\n", "GET /v1/bureaus HTTP/1.1\r\nhost: d:80\r\nCookie: a=b\r\n\r\n",
		"GET /plain HTTP/1.1\r\nPriority: u=1\r\nHost: 127.0.0.1:80\r\nCache-Control: no-cache\r\nPragma: no-cache\r\n\r\n",
	} {
		fuzzing.Add(f, 40, []byte(request))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !d.Quick(data) {
			return
		}
		if got, want := d.say(t, "tcp", d.front, data), d.say(t, "unix", slowly, data); !bytes.Equal(got, want) {
			t.Fatalf("%q is answered with %d bytes, %.600q; by net/http with %d, %.600q", data, len(got), got, len(want), want)
		}
	})
}

// TestQuick_NewBoard: what is prepared is what was published last.
func TestQuick_NewBoard_IsServedAtOnce(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	conn, err := net.Dial("tcp", d.front)
	must(t, err)
	defer conn.Close()
	r := bufio.NewReader(conn)
	for number := range uint64(3) {
		want := d.bureau.Board(number+1, board.MinK)
		d.put(d.bureau.DispatchWith(d.line, want, number+1)).want(t, http.StatusNoContent, "")
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: d\r\n\r\n", d.inboxPath("/board"))
		resp, err := http.ReadResponse(r, nil)
		must(t, err)
		if got, err := io.ReadAll(resp.Body); err != nil || !bytes.Equal(got, want) {
			t.Errorf("board %d: other bytes, %v", number+1, err)
		}
	}
}

// TestQuick_SlowReaderOfALargeAnswer: the rule of TestSlowCircuit, with windows of a tenth and ten times the speed, for a reader of whose answer the system holds much.
func TestQuick_SlowReaderOfALargeAnswer_IsServedAndOneThatStandsStillIsCut(t *testing.T) {
	d := newSlowDrop(t)
	d.SetTempo(2*time.Second, 40_960)
	still := d.circuit(t, 1)
	fmt.Fprintf(still, "GET %s HTTP/1.1\r\nHost: d\r\n\r\n", d.inboxPath("/board"))
	conn := d.circuit(t, 2)
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: d\r\n\r\n", d.inboxPath("/board"))
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	const slowly = 500_000 // of which the system holds some 200 000
	_, err = io.CopyN(io.Discard, resp.Body, resp.ContentLength-slowly)
	must(t, err)
	if n := readAt(resp.Body, 5000, time.Second/10); n != slowly {
		t.Errorf("%d of the last %d bytes came", n, slowly)
	}
	resp, err = http.ReadResponse(bufio.NewReader(still), nil)
	must(t, err)
	if n, err := io.Copy(io.Discard, resp.Body); err == nil || n < 100_000 {
		t.Errorf("who takes nothing got %d bytes, %v", n, err)
	}
}

// TestQuick_DropEnds: a look that is under way is finished, and a connection that waits for the next holds nothing up.
func TestQuick_DropEnds_LookUnderWayIsWhole(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	d.put(d.bureau.DispatchWith(d.line, d.bureau.Board(1, board.MaxK), 1)).want(t, http.StatusNoContent, "")
	var conns [2]net.Conn
	var answers [2]*http.Response
	for i, path := range []string{"/v1/charters", d.inboxPath("/board")} {
		var err error
		conns[i], err = net.Dial("tcp", d.front)
		must(t, err)
		defer conns[i].Close()
		must(t, conns[i].SetDeadline(time.Now().Add(20*time.Second)))
		fmt.Fprintf(conns[i], "GET %s HTTP/1.1\r\nHost: d\r\n\r\n", path)
		answers[i], err = http.ReadResponse(bufio.NewReaderSize(conns[i], 16), nil)
		must(t, err)
	}
	_, err := io.Copy(io.Discard, answers[0].Body)
	must(t, err)
	ended := make(chan bool)
	go func() { d.stop(); close(ended) }()
	if n, err := conns[0].Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("who waits is told %d bytes, %v", n, err)
	}
	if n, err := io.Copy(io.Discard, answers[1].Body); err != nil || n != int64(board.Size(board.MaxK)) {
		t.Errorf("%d bytes of the board came, %v", n, err)
	}
	<-ended
}

// TestQuick_Panics: it is counted, and the connection is closed without a word.
func TestQuick_Panics_IsCountedAndNotTold(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	mend := d.BreakPublic()
	conn, err := net.Dial("tcp", d.front)
	must(t, err)
	defer conn.Close()
	must(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	_, err = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: d\r\n\r\n")
	must(t, err)
	if got, _ := io.ReadAll(conn); len(got) > 0 {
		t.Errorf("it says %q", got)
	}
	mend()
	stats, err := d.Stats(t.Context())
	must(t, err)
	if stats.Panics != 1 || strings.Contains(d.out.String(), "panic") {
		t.Errorf("%d panics, and it says %q", stats.Panics, d.out.String())
	}
	d.post(testbureau.Rubbish(1)).want(t, http.StatusCreated, "")
}
