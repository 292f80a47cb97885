package desk

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// onAllCores calls do with every number below n, on all cores, and returns when all have returned. What do makes it puts at a place of its own, so that what comes of it does not depend on
// which came first.
func onAllCores(n int, do func(i int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	all.Wait()
}
