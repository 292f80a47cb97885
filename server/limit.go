package server

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"luwte/crypto/charter"
	"luwte/crypto/parcel"
)

// limiter bounds looks and posts by visitor, and parcels that are coming in by inbox and on the whole. It knows a visitor as the host of a remote address:
// behind tor that is the number of a circuit, which says nothing about who came. It is kept in memory only, and no longer than it makes a difference.
type limiter struct {
	Limits
	bodies *arena // has AtOnce buffers: the places

	mu       sync.Mutex // guards what follows
	visitors map[string]*visitor
	placed   map[charter.Inbox]int // no zeros
	free     int                   // places
	swept    time.Time
}

type visitor struct {
	parcels *rate.Limiter
	looks   *rate.Limiter
	active  int
}

// visit is a post that was let in. It is one request's, and used by one goroutine.
type visit struct {
	*limiter
	visitor *visitor
	inbox   charter.Inbox
	spare   [parcel.HeaderSize]byte // for the first bytes of a parcel
	buffer  []byte                  // nil until it has a place
	filled  bool                    // a whole parcel was in it
}

const sweepVisitors = time.Minute

func newLimiter(l Limits) (*limiter, error) {
	bodies, err := newArena(l.AtOnce, parcel.Size)
	return &limiter{Limits: l, bodies: bodies, visitors: map[string]*visitor{}, placed: map[charter.Inbox]int{}, free: l.AtOnce, swept: time.Now()}, err
}

// known returns the visitor at an address, made if need be. The lock is held.
func (l *limiter) known(remoteAddr string) *visitor {
	l.sweep(time.Now())
	host := hostOf(remoteAddr)
	v := l.visitors[host]
	if v == nil {
		v = &visitor{parcels: rate.NewLimiter(l.Rate, l.Burst), looks: rate.NewLimiter(l.LookRate, l.LookBurst)}
		l.visitors[host] = v
	}
	return v
}

// look says whether a visitor may make one request more that is no post.
func (l *limiter) look(remoteAddr string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.known(remoteAddr).looks.Allow()
}

// looking lets through what is a post, which has limits of its own, or what a visitor may still ask.
func (d *Drop) looking(h http.Handler) http.Handler {
	refuse := d.resource(func(*http.Request) answer { return sentence(refuseLooks) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost && !d.limiter.look(r.RemoteAddr) {
			refuse.ServeHTTP(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// enter lets a post for an inbox in, or returns false. Who was let in must leave.
func (l *limiter) enter(remoteAddr string, in charter.Inbox) (*visit, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	v := l.known(remoteAddr)
	if v.active >= l.Each {
		return nil, false
	}
	v.active++
	return &visit{limiter: l, visitor: v, inbox: in}, true
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
	v.placed[v.inbox]++
	v.free--
	return true
}

// crowded says whether as many parcels are coming in for the visit's inbox as may. That is twice the places that are free: of 160, one flooded inbox gets
// two thirds, and two get two fifths each, so that the next still finds some (the threshold of Choudhury and Hahne, IEEE/ACM Transactions on Networking 6, 1998).
// It is drawn anew each time, down to half of that: were it always the same, whoever fills an inbox's places with posts that stand still would
// see every other visitor's come and go.
func (v *visit) crowded() bool { return v.placed[v.inbox] >= 2*v.free-rand.IntN(v.free+1) }

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
		if v.active == 0 && v.parcels.TokensAt(now) >= float64(l.Burst) && v.looks.TokensAt(now) >= float64(l.LookBurst) {
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
		if v.placed[v.inbox]--; v.placed[v.inbox] == 0 {
			delete(v.placed, v.inbox)
		}
		v.free++
		v.bodies.give(v.buffer, v.filled)
		v.buffer = nil
	}
}
