package server

import (
	"context"
	"net"
	"net/http"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
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

	// garbage is how much the collector may let come, in bytes, where less than that is in use: a drop uses 4 MiB, and a collection for each 4 MiB of what parcels are sealed in
	// stops everything some 50 times a second while they come (measured, a tenth of all posts). Beside what a flood makes it use, it is as much again.
	garbage = 24 << 20
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
	const usual = 100
	percent := usual
	defer debug.SetGCPercent(usual)
	last := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(quietFor):
		}
		if next := collectAt(inUse()); next != percent {
			percent = next
			debug.SetGCPercent(percent)
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

// collectAt is the percentage for the collector, of so many bytes in use: in three steps, as setting it stops everything.
func collectAt(used uint64) int {
	for _, percent := range []int{400, 200} {
		if used*uint64(percent)/100 <= garbage {
			return percent
		}
	}
	return 100
}

// inUse is what the collector found in use when it last came, stacks with it.
func inUse() (n uint64) {
	all := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/stack:bytes"}, {Name: "/gc/scan/globals:bytes"}}
	metrics.Read(all)
	for _, s := range all {
		n += s.Value.Uint64()
	}
	return n
}
