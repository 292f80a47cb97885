package server

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// crowd bounds the connections of a door, on the whole and by visitor. A connection without a request under way is worth nothing to anyone but its
// visitor: where there is no room, one of these goes, of the visitor who has most. So who opens many and says nothing keeps nobody out. Where all are busy,
// one goes of a visitor with more than enough.
type crowd struct {
	wanted, each int
	quick        func(g *guest, p []byte) (int, error) // reads for who has asked nothing but plain looks (quick.go); or nil

	mu     sync.Mutex // guards what follows, and what the guests say it does
	most   int
	guests map[*guest]bool
	hosts  map[string]int // guests by visitor
	wide   int            // guests with a large buffer
	quicks int            // answers under way that net/http knows nothing of
	ending bool           // there are no more of them
}

// guest is one connection.
type guest struct {
	net.Conn
	crowd   *crowd
	name    sync.Once
	address string      // with its port; "" before name is done
	quick   atomic.Bool // nothing but plain looks has come
	// Guarded by crowd.mu:
	host  string    // the visitor; "" before tor, which does so at once, has said which circuit it is: all these count as one
	since time.Time // when its last request ended, or began
	busy  bool      // a request is being answered
	wide  bool      // it has a large buffer
}

// looked is among how many connections the one that goes is chosen: enough that it is not by chance one of a visitor who has few.
const looked = 64

// sendBuffer is how much of an answer the system holds for a visitor who does not read on, in bytes; Linux doubles it. Its own choice is 208 KiB, and it
// lets a writer go on only when three quarters of that are read: at 5 kB a second that would look like standing still.
const sendBuffer = 8 << 10

// wideBuffer is for visitors who ask for nothing but plain looks, of which the drop knows how much they have read (quick.go): what the system itself would choose
// for a Unix socket, in bytes. Together it is 27 MiB of the kernel's memory, for at most so many at once; others have the small one. Who takes nothing can tell which one
// he has: if so many had it as came first, whoever opens as many and counts would know exactly how many others are there. So the last half of them have it by chance.
const (
	wideBuffer = 104 << 10
	wideAtOnce = 128
)

// enough is how many requests under way a browser or a courier needs at most. Of a visitor with more some may be broken off for another.
const enough = 8

func newCrowd(most, each int) *crowd {
	return &crowd{wanted: most, most: most, each: each, guests: map[*guest]bool{}, hosts: map[string]int{}}
}

// atMost lowers the number of connections, and says whether that was needed.
func (c *crowd) atMost(n int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.most = min(c.wanted, n)
	return c.most < c.wanted
}

// listen puts the crowd's bounds on a listener.
func (c *crowd) listen(l net.Listener) net.Listener { return crowded{l, c} }

type crowded struct {
	net.Listener
	crowd *crowd
}

func (l crowded) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			// Without files, or memory of the kernel's, nobody else could come in.
			if slices.ContainsFunc(scarce, func(e error) bool { return errors.Is(err, e) }) {
				l.crowd.makeRoom()
				err = passing{err}
			}
			return nil, err
		}
		if g := l.crowd.admit(conn); g != nil {
			return g, nil
		}
	}
}

// scarce are what accept(2) fails with where a flood has used up what the system has.
var scarce = []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM}

// passing is an error after which net/http waits a moment and tries again. Of a want of memory it would think that the listener is broken, and the drop would end.
type passing struct{ error }

func (passing) Timeout() bool   { return false }
func (passing) Temporary() bool { return true }

// admit takes a connection in, or closes it and returns nil if there is no room to be made.
func (c *crowd) admit(conn net.Conn) *guest {
	g := &guest{Conn: conn, crowd: c, since: time.Now()}
	c.mu.Lock()
	full := len(c.guests) >= c.most
	c.mu.Unlock()
	if full && !c.makeRoom() {
		_ = conn.Close()
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.guests[g] = true
	c.hosts[g.host]++
	quick := c.quick != nil && !c.ending
	g.quick.Store(quick)
	if g.wide = quick && c.wide < wideAtOnce-rand.IntN(wideAtOnce/2+1); g.wide {
		c.wide++
	}
	bufferFor(conn, g.wide)
	return g
}

func bufferFor(conn net.Conn, wide bool) {
	size := sendBuffer
	if wide {
		size = wideBuffer
	}
	if c, ok := rawOf(conn).(interface{ SetWriteBuffer(bytes int) error }); ok {
		_ = c.SetWriteBuffer(size)
	}
}

// rawOf returns the system's connection beneath a guest's.
func rawOf(conn net.Conn) net.Conn {
	if q, ok := conn.(quietConn); ok {
		conn = q.Conn
	}
	if proxied, ok := conn.(interface{ Raw() net.Conn }); ok {
		conn = proxied.Raw()
	}
	return conn
}

// makeRoom closes a connection that has nothing under way, or one of somebody who has more than enough of them, if there is one.
func (c *crowd) makeRoom() bool {
	idle := func(g *guest) bool { return !g.busy }
	greedy := func(g *guest) bool { return g.busy && c.hosts[g.host] > enough }
	return c.dismiss(c.idlest(idle)) || c.dismiss(c.idlest(greedy))
}

func (c *crowd) dismiss(g *guest) bool {
	if g == nil {
		return false
	}
	_ = g.Close()
	return true
}

// idlest returns, of the visitor with the most connections among those looked at, the one that has been as it is for longest; or nil.
func (c *crowd) idlest(of func(*guest) bool) (chosen *guest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	seen := 0
	for g := range c.guests { // in an order by chance
		if !of(g) {
			continue
		}
		if chosen == nil || c.hosts[g.host] > c.hosts[chosen.host] || c.hosts[g.host] == c.hosts[chosen.host] && g.since.Before(chosen.since) {
			chosen = g
		}
		if seen++; seen == looked {
			break
		}
	}
	return chosen
}

// half says whether there are more connections than half of what there may be: then nobody may rest for long.
func (c *crowd) half() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.guests) > c.most/2
}

// RemoteAddr waits for tor's PROXY line, as net/http's goroutine for the connection does first. Who it names counts from then on.
func (g *guest) RemoteAddr() net.Addr {
	addr := g.Conn.RemoteAddr()
	g.name.Do(func() {
		g.address = addr.String()
		g.crowd.named(g, hostOf(g.address))
	})
	return addr
}

func (c *crowd) named(g *guest, host string) {
	c.mu.Lock()
	if c.guests[g] {
		c.count(g, -1)
		g.host = host
		c.count(g, 1)
	}
	many := c.hosts[host] > c.each
	c.mu.Unlock()
	if many && !c.dismiss(c.idlest(func(other *guest) bool { return !other.busy && other.host == host && other != g })) {
		_ = g.Close()
	}
}

// count is called with the lock held.
func (c *crowd) count(g *guest, by int) {
	if c.hosts[g.host] += by; c.hosts[g.host] == 0 {
		delete(c.hosts, g.host)
	}
}

// Close also forgets the guest. net/http calls it for every connection in the end.
func (g *guest) Close() error {
	c := g.crowd
	c.mu.Lock()
	if c.guests[g] {
		delete(c.guests, g)
		c.count(g, -1)
		c.narrow(g)
	}
	c.mu.Unlock()
	return g.Conn.Close()
}

// CloseWrite is for net/http, which so lets an answer arrive before a connection with unread bytes is closed.
func (g *guest) CloseWrite() error {
	if half, ok := g.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

func (g *guest) setBusy(busy bool) {
	g.crowd.mu.Lock()
	defer g.crowd.mu.Unlock()
	g.busy, g.since = busy, time.Now()
}

type guestKey struct{}

// guestOf returns the connection of a request; nil where a test calls a handler without one.
func guestOf(ctx context.Context) *guest {
	g, _ := ctx.Value(guestKey{}).(*guest)
	return g
}

// connContext is for http.Server.
func connContext(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, guestKey{}, conn)
}

// attended is a handler during which a connection stays open, however many others come.
func attended(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g := guestOf(r.Context()); g != nil {
			g.setBusy(true)
			defer g.setBusy(false)
		}
		h.ServeHTTP(w, r)
	})
}

// hostOf returns the visitor of a remote address: behind tor the number of a circuit, which says nothing about who came.
func hostOf(remoteAddr string) string {
	host, _, err := net.SplitHostPort(remoteAddr)
	if err != nil {
		return remoteAddr
	}
	return host
}
