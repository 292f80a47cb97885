package server

import (
	"io"
	"net/http"
	"time"
)

// How slow a visitor may be. Over tor 256 KiB can take minutes; a connection that stands still is worth nothing to anyone.
const (
	stall   = 2 * time.Minute // between two reads; tor may rest as long while it makes a new circuit
	grace   = 2 * time.Minute // before minRate counts, and how far ahead of it bytes that came sooner put a body
	minRate = 512             // bytes a second, over about as long as grace

	drainStall = 10 * time.Second
	drainSize  = 1 << 20 // bytes
)

// patience is how slow a body may be.
type patience struct {
	stall, grace time.Duration
	minRate      int64
}

// tempo is how slow a visitor may be while nobody else waits, and while others do: then, what any circuit does that is not used to hold a place.
type tempo struct{ alone, crowded patience }

var usual = tempo{
	alone:   patience{stall, grace, minRate},
	crowded: patience{stall: 20 * time.Second, grace: 20 * time.Second, minRate: 4096},
}

// earned is the time that so many bytes may take.
func (p patience) earned(n int) time.Duration {
	return time.Duration(n) * time.Second / time.Duration(p.minRate)
}

// pace is how a body, or an answer, does by one patience. What went fast counts only up to grace: otherwise some megabytes would buy hours of standing still.
type pace struct {
	patience
	credit time.Duration // that reads may still take
}

func newPace(p patience) pace { return pace{p, p.grace} }

// advance takes in that a read or a write took so long and moved n bytes.
func (p *pace) advance(took time.Duration, n int) {
	p.credit = min(max(p.credit-took, 0)+p.earned(n), p.grace)
}

// progress is how a body, or an answer, does while nobody else waits and while others do.
type progress struct {
	alone, crowded pace
	hurry          func() bool // says whether others wait; or nil
}

func newProgress(t tempo) progress {
	return progress{alone: newPace(t.alone), crowded: newPace(t.crowded)}
}

// leave is how long the next read or write may take.
func (p *progress) leave() time.Duration {
	asked := p.alone
	if p.hurry != nil && p.hurry() {
		asked = p.crowded
	}
	return min(asked.credit, asked.stall)
}

func (p *progress) advance(took time.Duration, n int) {
	p.alone.advance(took, n)
	p.crowded.advance(took, n)
}

// body is a request's body that must come in at a minimum speed: a read that lasts too long returns os.ErrDeadlineExceeded.
type body struct {
	io.ReadCloser
	control *http.ResponseController
	progress
	expects bool          // the client waits for leave to send
	stall   time.Duration // at most, between two reads
	begun   bool          // some was read
	ended   bool          // all was read
	failed  bool          // no more can be read
}

func newBody(r *http.Request, control *http.ResponseController, t tempo) *body {
	b := &body{
		ReadCloser: r.Body,
		control:    control,
		progress:   newProgress(t),
		expects:    r.Header.Get("Expect") != "",
		stall:      t.alone.stall,
		ended:      r.ContentLength == 0,
	}
	if g := guestOf(r.Context()); g != nil {
		b.hurry = g.crowd.half
	}
	return b
}

func (b *body) Read(p []byte) (int, error) {
	started := time.Now()
	if err := b.control.SetReadDeadline(started.Add(min(b.leave(), b.stall))); err != nil {
		return 0, err
	}
	n, err := b.ReadCloser.Read(p)
	b.advance(time.Since(started), n) // what the drop does between two reads is not the visitor's slowness
	b.begun = b.begun || n > 0
	if err == io.EOF {
		b.ended = true
		// net/http goes on reading in the background, to notice when the client goes.
		_ = b.control.SetReadDeadline(time.Time{})
	}
	b.failed = err != nil && err != io.EOF
	return n, err
}

func (b *body) unread() bool { return !b.ended }

// drain reads on for a while after an early answer. Closing a connection with unread bytes resets it, and many clients, browsers among
// them, send all they have before they read: they would lose the answer. Who asked for leave to send does not send.
func (b *body) drain() {
	if b.failed || b.expects && !b.begun {
		return
	}
	b.stall = drainStall
	_, _ = io.CopyN(io.Discard, b, drainSize)
}
