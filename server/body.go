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

var (
	patient = patience{stall, grace, minRate}
	// hurried is for a drop that others wait for: what any circuit does that is not used to hold a place.
	hurried = patience{stall: 20 * time.Second, grace: 20 * time.Second, minRate: 4096}
)

// earned is the time that so many bytes may take.
func (p patience) earned(n int) time.Duration {
	return time.Duration(n) * time.Second / time.Duration(p.minRate)
}

// allowance is the time in which an answer of so many bytes must have gone.
func allowance(n int) time.Duration { return patient.grace + patient.earned(n) }

// pace is how a body does by one patience. What came fast counts only up to grace: otherwise some megabytes would buy hours of standing still.
type pace struct {
	patience
	credit time.Duration // that reads may still take
}

func newPace(p patience) pace { return pace{p, p.grace} }

// advance takes in that a read took so long and brought n bytes.
func (p *pace) advance(took time.Duration, n int) {
	p.credit = min(max(p.credit-took, 0)+p.earned(n), p.grace)
}

// body is a request's body that must come in at a minimum speed: a read that lasts too long returns os.ErrDeadlineExceeded.
type body struct {
	io.ReadCloser
	control *http.ResponseController
	expects bool          // the client waits for leave to send
	alone   pace          // while nobody else waits
	crowded pace          // while others wait
	stall   time.Duration // at most, between two reads
	hurry   func() bool   // says whether others wait; or nil
	begun   bool          // some was read
	ended   bool          // all was read
	failed  bool          // no more can be read
}

func newBody(r *http.Request, control *http.ResponseController) *body {
	return &body{
		ReadCloser: r.Body,
		control:    control,
		expects:    r.Header.Get("Expect") != "",
		alone:      newPace(patient),
		crowded:    newPace(hurried),
		stall:      stall,
		ended:      r.ContentLength == 0,
	}
}

func (b *body) Read(p []byte) (int, error) {
	asked := b.alone
	if b.hurry != nil && b.hurry() {
		asked = b.crowded
	}
	started := time.Now()
	if err := b.control.SetReadDeadline(started.Add(min(asked.credit, asked.stall, b.stall))); err != nil {
		return 0, err
	}
	n, err := b.ReadCloser.Read(p)
	took := time.Since(started) // what the drop does between two reads is not the visitor's slowness
	b.alone.advance(took, n)
	b.crowded.advance(took, n)
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
