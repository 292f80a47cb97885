package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"luwte/server/store"
	"luwte/server/store/storetest"
)

// benchParcels is how many parcels of full size a benchmark holds: twice that many times 262 144 bytes must be free. LUWTE_BENCH_PARCELS sets it.
func benchParcels(b *testing.B) int {
	n, err := strconv.Atoi(os.Getenv("LUWTE_BENCH_PARCELS"))
	if err != nil {
		return 1000
	}
	return n
}

// BenchmarkTide writes parcels anew, and so many of 1 KiB that what is done for each shows.
func BenchmarkTide(b *testing.B) {
	for name, c := range map[string]struct {
		n      int
		parcel func(uint64) []byte
	}{"full": {benchParcels(b), storetest.Parcel}, "small": {100_000, storetest.Small}} {
		b.Run(fmt.Sprintf("%s-%d", name, c.n), func(b *testing.B) {
			s := create(b, filepath.Join(b.TempDir(), "s"))
			must(b, s.AddInbox(b.Context(), inbox, storetest.State(1, 0)))
			putThese(b, s, c.n, c.parcel)
			b.SetBytes(int64(c.n * len(c.parcel(0))))
			for b.Loop() {
				if got := tide(b, s); got.Parcels != c.n {
					b.Fatalf("%+v", got)
				}
			}
		})
	}
}

// BenchmarkPutDuringTide puts one parcel after the other while tides run all the time, and while none does.
func BenchmarkPutDuringTide(b *testing.B) {
	for _, tides := range []bool{false, true} {
		b.Run(fmt.Sprintf("tides=%t", tides), func(b *testing.B) {
			s := create(b, filepath.Join(b.TempDir(), "s"))
			must(b, s.AddInbox(b.Context(), inbox, storetest.State(1, 0)))
			putThese(b, s, benchParcels(b), storetest.Parcel)
			over, ended := make(chan struct{}), make(chan struct{})
			go func() {
				defer close(ended)
				for tides {
					select {
					case <-over:
						return
					default:
						tide(b, s)
					}
				}
			}()
			var took []time.Duration
			n := uint64(1 << 40)
			for b.Loop() {
				begin := time.Now()
				_, _, err := s.Put(b.Context(), inbox, storetest.Parcel(n), 30)
				must(b, err)
				took = append(took, time.Since(begin))
				n++
			}
			close(over)
			<-ended
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms/99%")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms/most")
		})
	}
}

func putThese(b *testing.B, s store.Store, n int, parcel func(uint64) []byte) {
	b.Helper()
	next, done := make(chan uint64), make(chan error, 16)
	for range 16 {
		go func() {
			for i := range next {
				if _, _, err := s.Put(b.Context(), inbox, parcel(i), 30); err != nil {
					b.Error(err)
				}
			}
			done <- nil
		}()
	}
	for i := range uint64(n) {
		next <- i
	}
	close(next)
	for range 16 {
		<-done
	}
}
