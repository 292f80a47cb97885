package server

import (
	"bytes"
	"time"

	"io"
	"net"
	"net/http"

	"luwte/crypto/charter"
	"luwte/server/store"
)

// Serving says whether all doors are open.
func (d *Drop) Serving() bool { return d.serving.Load() != nil }

// FrontDoor is the front door's handler, to be put behind a listener of the test's.
func (d *Drop) FrontDoor() http.Handler { return d.front() }

// Placed returns how many parcels are coming in.
func (d *Drop) Placed() int {
	d.limiter.mu.Lock()
	defer d.limiter.mu.Unlock()
	return d.limiter.AtOnce - d.limiter.free
}

// Guests returns how many connections the front door has, and of how many the visitor is known.
func (d *Drop) Guests() (all, named int) {
	d.visits.mu.Lock()
	defer d.visits.mu.Unlock()
	return len(d.visits.guests), len(d.visits.guests) - d.visits.hosts[""]
}

// BufferedBytes counts the bytes in the buffers for bodies that are not zero. No body may be coming in.
func (d *Drop) BufferedBytes() (n int) {
	for _, a := range []*arena{d.limiter.bodies, d.dispatches} {
		n += len(a.all) - bytes.Count(a.all, []byte{0})
	}
	return n
}

// ReadingDoor is a handler that reads a body by the rules for slow visitors, whom others wait for or not, and says what became of it.
func ReadingDoor(othersWait bool) http.Handler {
	d := &Drop{tempo: usual}
	return d.resource(func(r *http.Request) answer {
		r.Body.(*body).hurry = func() bool { return othersWait }
		if _, err := io.ReadAll(r.Body); err != nil {
			return sentence(refusalOf(readError(err)))
		}
		return answer{status: http.StatusNoContent}
	})
}

// AnsweringDoor is a handler that answers with so many bytes by the rules for slow visitors, whom others wait for or not.
func AnsweringDoor(size int, othersWait bool) http.Handler {
	d := &Drop{tempo: usual}
	return d.resource(func(r *http.Request) answer {
		r.Body.(*body).hurry = func() bool { return othersWait }
		return answer{status: http.StatusOK, kind: typeBytes, body: make([]byte, size)}
	})
}

// SetTempo makes one patience that of all times.
func (d *Drop) SetTempo(window time.Duration, minRate int64) {
	p := patience{window, window, minRate}
	d.tempo = tempo{p, p}
}

// ServeFront serves the front door on a listener as well, for as long as the drop serves.
func (d *Drop) ServeFront(l net.Listener) {
	s := d.serving.Load()
	s.serve(l, s.front(), s.visits)
}

// ServeSlowly serves the front door on a listener as well, and has net/http answer all that comes there.
func (d *Drop) ServeSlowly(l net.Listener) {
	s := d.serving.Load()
	s.serve(l, s.front(), newCrowd(d.limits.Conns, d.limits.ConnsEach))
}

// Quick says whether a request gets a prepared answer.
func (d *Drop) Quick(request []byte) bool { return d.public.Load().preparedFor(request) != nil }

// BreakPublic has whoever looks find nothing, until the returned function is called.
func (d *Drop) BreakPublic() (mend func()) {
	before := d.public.Swap(nil)
	return func() { d.public.Store(before) }
}

// PanickingDoor is a handler that panics.
func PanickingDoor(d *Drop) http.Handler {
	return d.resource(func(r *http.Request) answer { panic("at " + r.RemoteAddr) })
}

// CheckDoor is what AddInbox asks of an inbox's id.
func (d *Drop) CheckDoor(in charter.Inbox) error { return d.checkDoor(in) }

// HideTimes is what every tick does.
func (d *Drop) HideTimes() error { return d.forgetTimes() }

// SweepEvery shortens the time between removals of what is past its week, until the returned function is called.
func SweepEvery(d time.Duration) (restore func()) {
	old := sweepInterval
	sweepInterval = d
	return func() { sweepInterval = old }
}

// TidesEvery sets how long after another a tide may follow, and how long after the start the first comes by itself, until the returned
// function is called. No drop may serve at either moment. Dispatches wait for no others.
func TidesEvery(pause, first time.Duration) (restore func()) {
	oldDelay, oldPause, oldFirst := tideDelay, tidePause, tideFirst
	tideDelay, tidePause, tideFirst = time.Millisecond, pause, first
	return func() { tideDelay, tidePause, tideFirst = oldDelay, oldPause, oldFirst }
}

// PlantStore puts another store in front of the drop's. Nobody may be visiting.
func (d *Drop) PlantStore(plant func(store.Store) store.Store) { d.store = plant(d.store) }

// SpendProbes leaves none for health.
func (d *Drop) SpendProbes() {
	d.probes.SetLimit(0)
	d.probes.AllowN(time.Now(), int(d.probes.Tokens()))
}

// WideOf takes n visitors in who say nothing, and says for each whether it has a large buffer.
func WideOf(n int) (wide []bool) {
	c := newCrowd(n, n)
	c.quick = func(*guest, []byte) (int, error) { return 0, nil }
	for range n {
		wide = append(wide, c.admit(nil).wide)
	}
	return wide
}
