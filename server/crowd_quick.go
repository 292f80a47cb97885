package server

import (
	"context"
	"net"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Read is net/http's; until something else than plain looks has come, they are answered first.
func (g *guest) Read(p []byte) (int, error) {
	if g.quick.Load() {
		return g.crowd.quick(g, p)
	}
	return g.Conn.Read(p)
}

// narrow leaves a connection to net/http.
func (g *guest) narrow() {
	g.quick.Store(false)
	_ = g.SetWriteDeadline(time.Time{}) // the one of the last answer: net/http may answer by itself
	g.crowd.mu.Lock()
	defer g.crowd.mu.Unlock()
	if g.wide {
		g.crowd.narrow(g)
		bufferFor(g.Conn, false)
	}
}

// narrow is called with the lock held.
func (c *crowd) narrow(g *guest) {
	if g.wide {
		g.wide = false
		c.wide--
	}
}

// begin is for an answer of which net/http knows nothing; it says whether there may still be one.
func (c *crowd) begin(g *guest) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ending {
		return false
	}
	c.quicks++
	g.busy, g.since = true, time.Now()
	return true
}

// end is for the end of an answer that has begun. It closes the connection where there may be no more.
func (c *crowd) end(g *guest) {
	c.mu.Lock()
	c.quicks--
	g.busy, g.since = false, time.Now()
	ending := c.ending
	c.mu.Unlock()
	if ending {
		_ = g.Close()
	}
}

// endQuick has no more plain looks answered but by net/http, closes connections that wait for one, and lets those under way finish until ctx ends: for net/http, which is
// told to end next, all of them wait.
func (c *crowd) endQuick(ctx context.Context) {
	c.mu.Lock()
	c.ending = true
	var waiting []*guest
	for g := range c.guests {
		if g.quick.Load() && !g.busy {
			waiting = append(waiting, g)
		}
	}
	c.mu.Unlock()
	for _, g := range waiting {
		_ = g.Close()
	}
	for c.answering() && ctx.Err() == nil {
		time.Sleep(10 * time.Millisecond)
	}
}

func (c *crowd) answering() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.quicks > 0
}

// beginQuick undoes endQuick.
func (c *crowd) beginQuick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ending = false
}

// queuedIn returns how many bytes the system still holds for the other end of a connection, with what it takes itself to keep them; false where it does not say.
func queuedIn(conn net.Conn) (n int, ok bool) {
	c, ok := conn.(syscall.Conn)
	if !ok {
		return 0, false
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return 0, false
	}
	var failed error
	err = raw.Control(func(fd uintptr) { n, failed = unix.IoctlGetInt(int(fd), unix.SIOCOUTQ) })
	return n, err == nil && failed == nil
}
