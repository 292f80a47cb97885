package testdrop

import (
	"bytes"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
)

// Recorder stands between clients and a drop and writes down every byte that clients send, in the order in which they come.
type Recorder struct {
	Address string // its own, host:port

	mu     sync.Mutex
	pieces []Piece
	conns  []net.Conn
}

// Piece is what came at once over one connection.
type Piece struct {
	Conn int // connections are counted from 0
	Data []byte
}

// Record stands before the drop at host:port until the test ends.
func Record(tb testing.TB, address string) *Recorder {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	r := &Recorder{Address: listener.Addr().String()}
	tb.Cleanup(func() {
		listener.Close()
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, c := range r.conns {
			c.Close()
		}
	})
	go func() {
		for n := 0; ; n++ {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go r.pass(n, client, address)
		}
	}()
	return r
}

// pass joins a client and the drop.
func (r *Recorder) pass(n int, client net.Conn, address string) {
	drop, err := net.Dial("tcp", address)
	if err != nil {
		client.Close()
		return
	}
	r.mu.Lock()
	r.conns = append(r.conns, client, drop)
	r.mu.Unlock()
	go func() {
		io.Copy(client, drop)
		client.Close()
	}()
	io.Copy(io.MultiWriter(&page{r, n}, drop), client) // written down before it goes on
	drop.Close()
}

// page is where a connection's bytes are written down.
type page struct {
	recorder *Recorder
	conn     int
}

func (p *page) Write(data []byte) (int, error) {
	p.recorder.mu.Lock()
	defer p.recorder.mu.Unlock()
	p.recorder.pieces = append(p.recorder.pieces, Piece{p.conn, bytes.Clone(data)})
	return len(data), nil
}

// Take returns what was recorded since it was last taken.
func (r *Recorder) Take() []Piece {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.pieces
	r.pieces = nil
	return taken
}

// Seen returns what Take would return, and leaves it.
func (r *Recorder) Seen() []Piece {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.pieces)
}
