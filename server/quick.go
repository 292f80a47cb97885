package server

import (
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// What nearly everyone asks for is the same for everyone: the page, the charters, the boards. net/http takes several times as long for such a request as the
// system does for sending the answer. So on a connection on which nothing else has come yet, a plain look (plainlook.go) gets the prepared answer (prepared.go),
// byte for byte what the router and net/http would answer. The first bytes that are anything else go to net/http, and so does all that follows them.

// quick reads for net/http. It answers plain looks, until it returns what is none, or an error. The limits, the rules for slow visitors and what is forgotten
// afterwards are those of every request.
func (d *Drop) quick(g *guest, p []byte) (n int, err error) {
	defer func() {
		if d.survived(recover()) {
			n, err = 0, io.EOF
		}
	}()
	out := outlet{Conn: rawOf(g.Conn)}
	for {
		if n, err = g.Conn.Read(p); err != nil {
			return n, err
		}
		a := d.public.Load().preparedFor(p[:n])
		if a == nil || !g.crowd.begin(g) {
			break
		}
		if may, err := d.answerQuick(g, &out, a); err != nil {
			return 0, io.EOF // to any other error net/http would say something, in the middle of an answer
		} else if !may {
			break // and net/http says so
		}
		out.mayRest(g.Conn)
	}
	g.narrow()
	_ = g.Conn.SetReadDeadline(time.Now().Add(headerTimeout))
	return n, nil
}

// answerQuick answers a visitor who may look, or returns false.
func (d *Drop) answerQuick(g *guest, out *outlet, a *prepared) (may bool, err error) {
	defer g.crowd.end(g)
	if !d.limiter.look(g.address) {
		return false, nil
	}
	d.traces.begin()
	defer d.traces.end()
	pace := newProgress(d.tempo)
	pace.hurry = g.crowd.half
	return true, out.send(a.head, a.body, &pace)
}

const (
	// quickPiece is how much goes to the system at a time, in bytes: a board of 16 in one. A reader of 5 kB a second takes it in 14 seconds, and until then it may count
	// as not read at all.
	quickPiece = 70 << 10
	// quickLook is how long a write waits at most before it is looked at how much the reader has taken.
	quickLook = 5 * time.Second
)

// outlet is a connection to which plain looks are answered. Setting a deadline takes as long as a good part of an answer, so it is left as it is for a while.
type outlet struct {
	net.Conn
	look time.Time // when the next look is due
	rest time.Time // until when it may rest
}

// lookAt has a write that starts now end at the next look, or when there is no more leave.
func (o *outlet) lookAt(started time.Time, leave time.Duration) error {
	if until := o.look.Sub(started); quickLook/2 < until && until <= leave {
		return nil
	}
	o.look = started.Add(min(leave, quickLook))
	return o.SetWriteDeadline(o.look)
}

// mayRest lets the visitor wait with the next request for as long as net/http would, or a little less.
func (o *outlet) mayRest(conn net.Conn) {
	now := time.Now()
	if o.rest.Sub(now) < idleTimeout-quickLook {
		o.rest = now.Add(idleTimeout)
		_ = conn.SetReadDeadline(o.rest) // it fails where the connection is closed, as reading does
	}
}

// send writes an answer at a minimum speed, or returns os.ErrDeadlineExceeded. What the system still holds for a reader counts once the reader has taken it: of a
// large answer to a slow reader nothing may be written for longer than anyone may stand still.
func (o *outlet) send(head, body []byte, pace *progress) error {
	first := min(len(body), quickPiece)
	out := net.Buffers{head, body[:first]}
	body = body[first:]
	held := 0 // at most: what was written and, as far as is known, not read
	for {
		started := time.Now()
		if err := o.lookAt(started, pace.leave()); err != nil {
			return err
		}
		n, err := out.WriteTo(o.Conn)
		held += int(n)
		if took := time.Since(started); err != nil || took > quickLook/2 { // otherwise it goes fast enough for anyone
			still, _ := queuedIn(o.Conn)
			pace.advance(took, max(0, held-still))
			held, o.look = still, time.Time{}
		}
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded) && pace.leave() > 0: // and on it goes
		case err != nil:
			return err
		case len(body) == 0:
			return nil
		default:
			next := min(len(body), quickPiece)
			out, body = net.Buffers{body[:next]}, body[next:]
		}
	}
}
