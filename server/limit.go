package server

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"luwte/crypto/parcel"
)

// limiter bounds posts by visitor, and parcels that are coming in on the whole. It knows a visitor as the host of a remote address: behind tor that is
// the number of a circuit, which says nothing about who came. It is kept in memory only, and no longer than it makes a difference.
type limiter struct {
	Limits
	bodies *arena // has AtOnce buffers: the places

	mu       sync.Mutex // guards what follows
	visitors map[string]*visitor
	placed   int
	swept    time.Time
}

type visitor struct {
	parcels *rate.Limiter
	active  int
}

// visit is a post that was let in. It is one request's, and used by one goroutine.
type visit struct {
	*limiter
	visitor *visitor
	spare   [parcel.HeaderSize]byte // for the first bytes of a parcel
	buffer  []byte                  // nil until it has a place
}

const sweepVisitors = time.Minute

func newLimiter(l Limits) (*limiter, error) {
	bodies, err := newArena(l.AtOnce, parcel.Size)
	return &limiter{Limits: l, bodies: bodies, visitors: map[string]*visitor{}, swept: time.Now()}, err
}

// enter lets a post in, or returns false. Who was let in must leave.
func (l *limiter) enter(remoteAddr string) (*visit, bool) {
	host := hostOf(remoteAddr)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(time.Now())
	v := l.visitors[host]
	if v == nil {
		v = &visitor{parcels: rate.NewLimiter(l.Rate, l.Burst)}
		l.visitors[host] = v
	}
	if v.active >= l.Each {
		return nil, false
	}
	v.active++
	return &visit{limiter: l, visitor: v}, true
}

// place gives the post its place, which is a buffer for a parcel, or returns false if there are too many. It is asked for when the first bytes of a
// parcel have come, so that who sends nothing stands in nobody's way.
func (v *visit) place() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.buffer != nil {
		return true
	}
	if v.crowded() {
		return false
	}
	if v.buffer = v.bodies.take(); v.buffer == nil {
		return false
	}
	v.placed++
	return true
}

// crowded says whether there are more parcels coming in than a bound between half of AtOnce and AtOnce that is drawn anew each time. Were the bound
// always the same, whoever fills the drop up to it with posts that stand still would see every other visitor's come and go.
func (l *limiter) crowded() bool { return l.placed >= l.AtOnce-rand.IntN(l.AtOnce/2+1) }

// hurry says whether posts that stand still must give way, so that a few bytes now and then do not hold a place that others need.
func (v *visit) hurry() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.crowded()
}

// forget sweeps, and says whether there was somebody to forget.
func (l *limiter) forget(now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := len(l.visitors)
	l.sweep(now)
	return len(l.visitors) < before
}

// sweep forgets the visitors who may send as much as a new one.
func (l *limiter) sweep(now time.Time) {
	if now.Sub(l.swept) < sweepVisitors {
		return
	}
	l.swept = now
	for host, v := range l.visitors {
		if v.active == 0 && v.parcels.TokensAt(now) >= float64(l.Burst) {
			delete(l.visitors, host)
		}
	}
}

// parcel says whether the visitor may send one parcel more.
func (v *visit) parcel() bool { return v.visitor.parcels.Allow() }

// soon is how long a form waits for leave to send its next parcel: what one visitor's other posts may take before it.
const soon = 5 * time.Second

// parcelSoon waits until the visitor may send one parcel more, if that is soon and nobody else needs the place: a browser cannot wait for a form
// halfway.
func (v *visit) parcelSoon(ctx context.Context) bool {
	leave := v.visitor.parcels.Reserve()
	delay := leave.Delay()
	if delay > soon || delay > 0 && v.hurry() {
		leave.Cancel()
		return false
	}
	select {
	case <-time.After(delay):
		return true
	case <-ctx.Done():
		return false
	}
}

func (v *visit) leave() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.visitor.active--
	if v.buffer != nil {
		v.placed--
		v.bodies.give(v.buffer)
		v.buffer = nil
	}
}
