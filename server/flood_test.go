package server_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luwte/crypto/board"
	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/server"
)

// TestFront_TooManyLooksOfOneCircuit: everything but a post counts, also what is not there.
func TestFront_TooManyLooksOfOneCircuit_AreRefusedAndOthersGoOn(t *testing.T) {
	d := newCircuitDrop(t, limits(func(l *server.Limits) { l.LookBurst, l.LookRate = 4, 0.001 }))
	asked := map[int]string{0: "GET /v1/charters", 1: "HEAD /", 2: "GET /nothing", 3: "PUT /v1/charters", 4: "GET /v1/charters", 5: "HEAD /"}
	conn := d.circuit(t, 1)
	for n := range 6 {
		if status := ask(t, conn, asked[n]); (status == http.StatusTooManyRequests) != (n >= 4) {
			t.Errorf("request %d, %s: status %d", n, asked[n], status)
		}
	}
	if status := ask(t, d.circuit(t, 1), "GET /plain"); status != http.StatusTooManyRequests {
		t.Errorf("another connection of the circuit: status %d", status)
	}
	if status := ask(t, d.circuit(t, 2), "GET /plain"); status != http.StatusOK {
		t.Errorf("another circuit: status %d", status)
	}
	d.wantPosted(t, 1, parcel.Size)
}

// ask makes a request without a body and reads the answer.
func ask(t *testing.T, conn net.Conn, request string) int {
	t.Helper()
	method, path, _ := strings.Cut(request, " ")
	fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: d\r\n\r\n", method, path)
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	must(t, err)
	_, err = io.Copy(io.Discard, resp.Body)
	must(t, err)
	return resp.StatusCode
}

// TestPost_OneInboxFlooded: posts for one inbox that stand still hold all places that it may have; another's are taken as ever.
func TestPost_OneInboxFlooded_OthersAreTaken(t *testing.T) {
	const places = 24
	d := newDrop(t, limits(func(l *server.Limits) { l.AtOnce, l.Each, l.Burst, l.ConnsEach = places, 1000, 1000, 1000 }))
	other := d.of(testbureau.New())
	d.add(other.line)
	for range 4 * places {
		defer d.standStill(t).Close()
	}
	eventually(t, func() bool { return d.Placed() >= places/2 })
	refused := 0
	for range 40 {
		conn := d.standStill(t)
		defer conn.Close()
		if statusOf(conn) == http.StatusTooManyRequests {
			refused++
		}
		other.post(testbureau.Rubbish(2)).want(t, http.StatusCreated, "")
	}
	if refused == 0 {
		t.Error("the flooded inbox took all, so that nothing is shown")
	}
}

// standStill posts the first bytes of a parcel, or is refused.
func (d *drop) standStill(t *testing.T) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", d.front)
	must(t, err)
	start := fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\n\r\n", d.inboxPath("/parcels"), parcel.Size)
	_, err = conn.Write(append(start, testbureau.Rubbish(1)[:parcel.HeaderSize+1]...))
	must(t, err)
	return conn
}

// statusOf reads the answer to what is refused at once; 0 means that there was none soon.
func statusOf(conn net.Conn) int {
	_ = conn.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0
	}
	return resp.StatusCode
}

func TestPost_OneInboxFull_OthersAreTakenAndItIsSaid(t *testing.T) {
	d := newDrop(t, limits(func(l *server.Limits) { l.Parcels = 2 }))
	other := d.of(testbureau.New())
	d.add(other.line)
	for n := range uint64(2) {
		d.post(testbureau.Rubbish(n)).want(t, http.StatusCreated, "")
	}
	d.post(testbureau.Rubbish(2)).want(t, http.StatusInsufficientStorage, "The drop has no room now")
	other.post(testbureau.Rubbish(2)).want(t, http.StatusCreated, "")
	d.wantFull(map[string]string{d.bureau.Inbox(): server.Full, other.bureau.Inbox(): server.Roomy}, 2)
}

// wantFull compares what the operator is told of each inbox.
func (d *drop) wantFull(want map[string]string, mayHold int) {
	d.t.Helper()
	stats, err := d.Stats(d.t.Context())
	must(d.t, err)
	for _, in := range stats.Inboxes {
		if in.Full != want[in.ID] || in.MayHold != mayHold {
			d.t.Errorf("inbox %s with %d of %d is said to be %q", in.ID, in.Parcels, in.MayHold, in.Full)
		}
	}
}

// TestPost_SmallDisk: 12 MiB beyond the reserve, of which half is kept for writing the store anew, for two inboxes: nine parcels each.
func TestPost_SmallDiskAndOneInboxFlooded_TheOtherHasItsShare(t *testing.T) {
	d := &drop{t: t, dir: filepath.Join(mountTmpfs(t, "44m"), "d"), bureau: testbureau.New(), out: new(output)}
	must1(server.Init(d.dir))
	d.start(server.DefaultLimits)
	d.line = d.bureau.CharterLine()
	d.add(d.line)
	other := d.of(testbureau.New())
	d.add(other.line)
	held := map[*drop]int{}
	for _, each := range []*drop{d, other} {
		n := uint64(0)
		for each.post(testbureau.Rubbish(n)).status == http.StatusCreated {
			n++
		}
		held[each] = int(n)
	}
	if held[d] < 5 || held[d] > 9 || held[other] != held[d] {
		t.Errorf("the inboxes took %d and %d parcels", held[d], held[other])
	}
	d.stop()
	d.start(server.DefaultLimits)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	d.awaitLine(ctx, fmt.Sprintf("warning: the disk has room for %d parcels in each of 2 inboxes, not for %d: ", held[d], server.DefaultLimits.Parcels))
	d.stop()
}

func TestPutDispatch_BoardBeyondTheQuota_IsRefusedAndTheFormerStays(t *testing.T) {
	d := newDrop(t, limits(func(l *server.Limits) { l.BoardSize = board.MinK + 1 }))
	other := d.of(testbureau.New())
	d.add(other.line)
	put := func(k int, number uint64) reply {
		return d.put(d.bureau.DispatchWith(d.line, d.bureau.Board(number, k), number))
	}
	put(board.MinK+1, 1).want(t, http.StatusNoContent, "")
	held := d.do("GET", d.inboxPath("/board"), nil).body
	put(board.MinK+2, 2).want(t, http.StatusRequestEntityTooLarge, "luwte-desk board --size 5, or less) and export again")
	d.do("GET", d.inboxPath("/board"), nil).want(t, http.StatusOK, string(held))
	put(board.MinK, 3).want(t, http.StatusNoContent, "")
	other.put(other.bureau.Dispatch(other.line, 1)).want(t, http.StatusNoContent, "")
}

func TestPutDispatch_TooManyOfOneBureau_OthersGoOn(t *testing.T) {
	d := newDrop(t, limits(func(l *server.Limits) { l.DispatchBurst, l.DispatchRate = 2, 0.001 }))
	other := d.of(testbureau.New())
	d.add(other.line)
	for number := range uint64(2) {
		d.put(d.bureau.Dispatch(d.line, number+1)).want(t, http.StatusNoContent, "")
	}
	d.put(d.bureau.Dispatch(d.line, 3)).want(t, http.StatusTooManyRequests, "Too many at once: wait a minute")
	other.put(other.bureau.Dispatch(other.line, 1)).want(t, http.StatusNoContent, "")
}
