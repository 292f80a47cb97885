package server

import (
	"context"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiter bounds posts by visitor and on the whole. It knows a visitor as the host of a remote address: behind tor that is the number
// of a circuit, which says nothing about who came. It is kept in memory only, and no longer than it makes a difference.
type limiter struct {
	Limits

	mu       sync.Mutex // guards what follows
	visitors map[string]*visitor
	active   int
	swept    time.Time
}

type visitor struct {
	parcels *rate.Limiter
	active  int
}

// visit is a post that was let in.
type visit struct {
	*limiter
	visitor *visitor
}

const sweepVisitors = time.Minute

func newLimiter(l Limits) *limiter {
	return &limiter{Limits: l, visitors: map[string]*visitor{}, swept: time.Now()}
}

// enter lets a post in, or returns false. Who was let in must leave.
func (l *limiter) enter(remoteAddr string) (*visit, bool) {
	host, _, err := net.SplitHostPort(remoteAddr)
	if err != nil {
		host = remoteAddr
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(time.Now())
	v := l.visitors[host]
	if v == nil {
		v = &visitor{parcels: rate.NewLimiter(l.Rate, l.Burst)}
		l.visitors[host] = v
	}
	if v.active >= l.Each || l.crowded() {
		return nil, false
	}
	v.active++
	l.active++
	return &visit{l, v}, true
}

// crowded says whether there are more posts than a bound between half of AtOnce and AtOnce that is drawn anew each time. Were the bound
// always the same, whoever fills the drop up to it with posts that stand still would see every other visitor's come and go.
func (l *limiter) crowded() bool { return l.active >= l.AtOnce-rand.IntN(l.AtOnce/2+1) }

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
	v.active--
}
