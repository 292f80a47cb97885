package server

import (
	"context"
	"net"
	"net/http"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// What requests leave in memory, headers, paths, ids and the numbers of circuits, is garbage when they are answered, and the collector leaves it lying: a
// drop that nobody visits would keep its last visitors' for as long as it runs. So it collects whenever the doors have been quiet for a moment. cmd/luwte-drop
// has the collector overwrite what it frees.
const (
	quietFor = time.Second
	// neverQuiet is how long it waits on a drop that is never quiet, on which what comes overwrites what was.
	neverQuiet = 30 * time.Second

	// collectAt is how much garbage the collector lets come beside what is in use, in percent of that: 16 MiB, as a drop uses less than 4. At a fourth of
	// that it stopped everything some 50 times a second while parcels came, for what they are sealed in: measured, a tenth of all posts.
	collectAt = 400
)

// traces says whether there is something to forget.
type traces struct {
	left     atomic.Bool
	underWay atomic.Int64 // requests
}

func (t *traces) begin() { t.underWay.Add(1) }

func (t *traces) end() {
	t.left.Store(true)
	t.underWay.Add(-1)
}

// connState is for http.Server: a connection leaves something too when it ends.
func (t *traces) connState(net.Conn, http.ConnState) { t.left.Store(true) }

// forgetWhenQuiet forgets what visitors left, again and again until ctx ends. Between, it has the collector come less often.
func (d *Drop) forgetWhenQuiet(ctx context.Context) {
	defer debug.SetGCPercent(debug.SetGCPercent(collectAt))
	last := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(quietFor):
		}
		if d.limiter.forget(time.Now()) {
			d.traces.left.Store(true)
		}
		if !d.traces.left.Load() || d.traces.underWay.Load() > 0 && time.Since(last) < neverQuiet {
			continue
		}
		d.traces.left.Store(false)
		last = time.Now()
		d.limiter.bodies.coolAll()
		runtime.GC()         // what net/http keeps for its next connections it keeps through one collection
		debug.FreeOSMemory() // and this one gives what is free to the system, the stacks of goroutines with it
	}
}
