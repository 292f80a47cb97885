package server

import (
	"io"
	"net/http"
	"time"
)

// How slow a visitor may be. Over tor 256 KiB can take minutes; a connection that stands still is worth nothing to anyone.
const (
	stall   = 2 * time.Minute // between two reads; tor may rest as long while it makes a new circuit
	grace   = 2 * time.Minute // before minRate counts
	minRate = 512             // bytes a second, on the whole

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

func (p patience) allowance(n int64) time.Duration {
	return p.grace + time.Duration(n)*time.Second/time.Duration(p.minRate)
}

// allowance is the time in which so many bytes must have gone one way.
func allowance(n int64) time.Duration { return patient.allowance(n) }

// body is a request's body that must come in at a minimum speed: a read that lasts too long returns os.ErrDeadlineExceeded.
type body struct {
	io.ReadCloser
	control *http.ResponseController
	expects bool // the client waits for leave to send
	started time.Time
	stall   time.Duration // at most, between two reads
	hurry   func() bool   // says whether others wait; or nil
	n       int64         // bytes read
	ended   bool          // all was read
	failed  bool          // no more can be read
}

func newBody(r *http.Request, control *http.ResponseController) *body {
	return &body{
		ReadCloser: r.Body,
		control:    control,
		expects:    r.Header.Get("Expect") != "",
		started:    time.Now(),
		stall:      stall,
		ended:      r.ContentLength == 0,
	}
}

func (b *body) Read(p []byte) (int, error) {
	asked := patient
	if b.hurry != nil && b.hurry() {
		asked = hurried
	}
	deadline := b.started.Add(asked.allowance(b.n))
	if next := time.Now().Add(min(asked.stall, b.stall)); next.Before(deadline) {
		deadline = next
	}
	if err := b.control.SetReadDeadline(deadline); err != nil {
		return 0, err
	}
	n, err := b.ReadCloser.Read(p)
	b.n += int64(n)
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
	if b.failed || b.expects && b.n == 0 {
		return
	}
	b.stall = drainStall
	_, _ = io.CopyN(io.Discard, b, drainSize)
}
