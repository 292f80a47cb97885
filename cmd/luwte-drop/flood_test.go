//go:build !race

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"luwte/crypto/board"
	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
)

// from dials the drop as visitor n: on loopback a visitor is a host, and all of 127.0.0.0/8 are this machine.
func (p *process) from(n int) (net.Conn, error) {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 1, byte(n>>8), byte(n))}}
	return d.Dial("tcp", p.front)
}

var anonymous = regexp.MustCompile(`(?m)^RssAnon:\s+(\d+) kB$`)

// memory returns the private resident memory of the drop, in MiB: what it has for itself, without the store's file.
func (p *process) memory(t testing.TB) float64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	must(t, err)
	kib, err := strconv.ParseFloat(string(anonymous.FindSubmatch(status)[1]), 64)
	must(t, err)
	return kib / 1024
}

// TestServe_TenThousandIdleConnections: those that say nothing, and those that have said half of what they want.
func TestServe_TenThousandIdleConnections_KeepNobodyOutAndTakeLittle(t *testing.T) {
	b := testbureau.New()
	p := startDrop(t, filepath.Join(shortTempDir(t), "d"), b)
	half := "POST " + p.path + " HTTP/1.1\r\nHost: d\r\nX-Half: " + string(bytes.Repeat([]byte("x"), 3000))
	for n := range 10_000 {
		conn, err := p.from(n / 10)
		if err != nil {
			t.Fatalf("connection %d: %v (this test needs 11 000 open files: ulimit -Hn)", n, err)
		}
		defer conn.Close()
		if n%2 == 1 {
			_, _ = io.WriteString(conn, half) // may have been closed already
		}
		if n%2000 == 0 {
			p.wantServed(t, uint64(n))
		}
	}
	p.wantServed(t, 10_000)
	if mib := p.memory(t); mib > 160 {
		t.Errorf("the drop holds %.0f MiB", mib)
	} else {
		t.Logf("10 000 connections: %.0f MiB", mib)
	}
	_ = p.stop(t, syscall.SIGKILL) // it would wait for who has just come
}

// TestServe_FourHundredUploadsAtOnce: 400 visitors who each send all but the last byte of a parcel, 100 MiB together.
func TestServe_FourHundredUploadsAtOnce_HoldNoMoreThanTheirPlaces(t *testing.T) {
	p := startDrop(t, filepath.Join(shortTempDir(t), "d"), testbureau.New())
	p.wantServed(t, 1000)
	before, most := p.memory(t), 0.0
	for i := range 400 {
		conn, err := p.from(i)
		must(t, err)
		defer conn.Close()
		p.sendAlmost(conn, uint64(i))
	}
	for range 10 { // what was sent is on its way in
		most = max(most, p.memory(t))
		time.Sleep(50 * time.Millisecond)
	}
	if t.Logf("400 uploads: %.0f MiB, and %.0f before", most, before); most > before+64 || most < before+16 {
		t.Error("that is more than 64 MiB, or no uploads are in it")
	}
	_ = p.stop(t, syscall.SIGKILL) // it would wait for them
}

// sendAlmost posts all of a parcel but its last byte; where it is refused, the connection may end before.
func (p *process) sendAlmost(conn net.Conn, n uint64) {
	_, _ = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\n\r\n", p.path, parcel.Size)
	_, _ = conn.Write(testbureau.Rubbish(n)[:parcel.Size-1])
}

// wantServed looks and posts as a visitor of its own.
func (p *process) wantServed(t testing.TB, n uint64) {
	t.Helper()
	resp, err := http.Get("http://" + p.front + "/v1/charters")
	must(t, err)
	defer resp.Body.Close()
	_, err = io.ReadAll(resp.Body)
	if status, posted := p.post(testbureau.Rubbish(n)); err != nil || posted != nil || resp.StatusCode != http.StatusOK || status != http.StatusCreated {
		t.Errorf("status %d and %d, %v, %v", resp.StatusCode, status, err, posted)
	}
}

// TestServe_NoDescriptorsLeft: accept fails, and the drop goes on.
func TestServe_NoDescriptorsLeft_WaitsAndServesAgain(t *testing.T) {
	p := startDrop(t, filepath.Join(shortTempDir(t), "d"), testbureau.New())
	limit := func(soft uint64) (before unix.Rlimit) {
		must(t, unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_NOFILE, nil, &before))
		must(t, unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: soft, Max: before.Max}, nil))
		return before
	}
	// 0, 1 and 2 are in use: to 2 the program would say what it dies of.
	if where, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/2", p.cmd.Process.Pid)); err != nil || where != os.DevNull {
		t.Fatalf("descriptor 2: %q, %v", where, err)
	}
	before := limit(3)
	conn, err := p.from(1) // the system takes it, and the drop cannot
	must(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "GET /v1/charters HTTP/1.1\r\nHost: d\r\n\r\n")
	must(t, err)
	must(t, conn.SetReadDeadline(time.Now().Add(300*time.Millisecond)))
	if n, err := conn.Read(make([]byte, 1)); err == nil {
		t.Fatalf("%d bytes came without a descriptor", n)
	}
	limit(before.Cur)
	must(t, conn.SetReadDeadline(time.Time{}))
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	if resp.StatusCode != http.StatusOK {
		t.Errorf("status %d", resp.StatusCode)
	}
	must(t, p.stop(t, syscall.SIGTERM))
}

// TestServe_FewDescriptors: connections that wait give way before there are no descriptors.
func TestServe_FewDescriptorsAllowed_IsSaidAndOthersAreServed(t *testing.T) {
	b := testbureau.New()
	dir := filepath.Join(shortTempDir(t), "d")
	startDrop(t, dir, b).stop(t, syscall.SIGTERM)
	var before unix.Rlimit
	must(t, unix.Getrlimit(unix.RLIMIT_NOFILE, &before))
	p := startDropUnder(t, dir, b, 320)
	for n := range 400 {
		conn, err := p.from(n)
		must(t, err)
		defer conn.Close()
	}
	p.wantServed(t, 1)
	_, err := awaitServing(dir) // the operator's socket has a descriptor too
	must(t, err)
	_ = p.stop(t, syscall.SIGKILL)
	if !bytes.Contains(p.out.Bytes(), []byte("warning: this system lets the drop open 320 files")) {
		t.Errorf("it was not said: %s", p.out.String())
	}
}

// BenchmarkServe_Readers holds so many readers of a bureau's largest board who read hardly anything, while the desk publishes a new one again and again.
func BenchmarkServe_Readers(b *testing.B) {
	for _, n := range []int{256, 1000, 4000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				bureau := testbureau.New()
				p := startDrop(b, filepath.Join(shortTempDir(b), "d"), bureau)
				line := getCharter(b, p)
				var conns []net.Conn
				const boards = 8
				for round := range boards {
					p.publish(b, bureau, bureau.DispatchWith(line, bureau.Board(uint64(round+1), board.MaxK), uint64(round+1)))
					for i := range n / boards {
						conn, err := p.from(i)
						must(b, err)
						fmt.Fprintf(conn, "GET /v1/inboxes/%s/board HTTP/1.1\r\nHost: d\r\n\r\n", bureau.Inbox())
						_, err = io.ReadFull(conn, make([]byte, 1000))
						must(b, err)
						conns = append(conns, conn)
					}
				}
				b.ReportMetric(p.memory(b), "MiB-held")
				p.wantServed(b, 1)
				for _, conn := range conns {
					must(b, conn.Close())
				}
				must(b, p.stop(b, syscall.SIGTERM))
			}
		})
	}
}
