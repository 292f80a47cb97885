package e2e

import (
	"context"
	"os"
	"testing"
	"time"

	"luwte/internal/tortest"
)

// hopDelay is added on the way into each relay and on the way back, as between continents.
const hopDelay = 150 * time.Millisecond

// BenchmarkPage_OverDelayedHops is how long a reporter waits, in Firefox as Tor Browser sets it, from going to the address until the first field can be
// used: at the first visit, with a circuit that must still be built (cold), and when there is one (warm).
func BenchmarkPage_OverDelayedHops(b *testing.B) {
	ctx, cancel := context.WithTimeout(b.Context(), 10*time.Minute)
	defer cancel()
	n, err := tortest.StartDelayed(ctx, shortDir(b), os.Stderr, hopDelay)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := n.Close(); err != nil {
			b.Error(err)
		}
	})
	w := newWorldIn(b, n)
	w.publish()
	for _, level := range []string{"standard", "safer"} {
		b.Run(level, func(b *testing.B) {
			w.t = b
			var cold, warm time.Duration
			for b.Loop() {
				page := openBrowser(b, w, "delayed-"+level, "--browser", "firefox", "--level", level, "--socks", n.SocksAddr, "--language", "nl")
				page.do(step{Do: "log"}) // the browser is up
				cold += timed(func() { page.do(step{Do: "field"}) })
				warm += timed(func() { page.do(step{Do: "field"}) })
				page.quit()
			}
			b.ReportMetric(cold.Seconds()/float64(b.N), "s-cold/op")
			b.ReportMetric(warm.Seconds()/float64(b.N), "s-warm/op")
		})
	}
}

func timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}
