package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"luwte/crypto/parcel"
	"luwte/server/store"
	"luwte/server/store/storetest"
)

// postsRound is how many parcels a round of BenchmarkPosts stores, and how many
// times it appends one to a plain file: short enough that both meet the same disk.
const postsRound = 128

// BenchmarkPosts stores parcels from several clients at once, each until it is
// acknowledged, and by turns appends the same bytes to one file in the same
// directory and syncs it, one after the other. It reports both rates and their
// ratio, beside as many parcels as LUWTE_BENCH_PARCELS says (1000 unless told).
// The directory for temporary files must be on a disk.
func BenchmarkPosts(b *testing.B) {
	dir := b.TempDir()
	s := create(b, filepath.Join(dir, "s"))
	must(b, s.AddInbox(b.Context(), inbox, storetest.State(1, 0)))
	putThese(b, s, benchParcels(b), storetest.Parcel)
	first := uint64(1 << 40)
	for _, clients := range []int{1, 8, 16, 64} {
		b.Run(fmt.Sprintf("stored=%d/clients=%d", benchParcels(b), clients), func(b *testing.B) {
			raw := newRawDisk(b, filepath.Join(dir, "raw"))
			b.SetBytes(parcel.Size)
			var posted, appended time.Duration
			written, stored := int64(0), 0
			for b.Loop() {
				before := writtenBytes(b)
				posted += postsFrom(b, s, clients, postsRound, first)
				written, stored, first = written+writtenBytes(b)-before, stored+postsRound, first+postsRound
				appended += raw.append(b, postsRound)
			}
			b.ReportMetric(float64(stored)/posted.Seconds(), "posts/s")
			b.ReportMetric(float64(stored)/appended.Seconds(), "raw/s")
			b.ReportMetric(appended.Seconds()/posted.Seconds(), "posts/raw")
			b.ReportMetric(float64(written)/float64(stored)/parcel.Size, "written/stored")
		})
	}
	must(b, s.Close())
}

// BenchmarkPostsGrowth stores parcels from 16 clients by turns in a store of 1000 and
// in one of 100 000, whose parcels are small: what a post costs there depends on how
// many names there are, and not on how long what they lead to is. It reports how many
// times as long the second takes, and what is written in each.
func BenchmarkPostsGrowth(b *testing.B) {
	stores := map[int]store.Store{}
	for _, n := range []int{1000, 100_000} {
		stores[n] = create(b, filepath.Join(b.TempDir(), "s"))
		must(b, stores[n].AddInbox(b.Context(), inbox, storetest.State(1, 0)))
		putThese(b, stores[n], n, storetest.Small)
	}
	first, took, written := uint64(1<<40), map[int]time.Duration{}, map[int]int64{}
	for b.Loop() {
		for n, s := range stores {
			before := writtenBytes(b)
			took[n] += postsFrom(b, s, 16, postsRound, first)
			written[n] += writtenBytes(b) - before
		}
		first += postsRound
	}
	b.ReportMetric(took[100_000].Seconds()/took[1000].Seconds(), "many/few")
	for n, s := range stores {
		b.ReportMetric(float64(written[n])/float64(b.N)/postsRound/parcel.Size, fmt.Sprintf("written/stored-%d", n))
		must(b, s.Close())
	}
}

// BenchmarkPostsAfterRelease stores parcels after a dispatch has released so many of
// twice as many, whose pages are on the list of free ones that each commit writes,
// until the tide. It reports how many times as long a post then takes as before, for
// one client and for 16, and after the tide.
func BenchmarkPostsAfterRelease(b *testing.B) {
	const released = 1000
	for _, clients := range []int{1, 16} {
		b.Run(fmt.Sprintf("released=%d/clients=%d", released, clients), func(b *testing.B) {
			var before, after, tided time.Duration
			for b.Loop() {
				s := create(b, filepath.Join(b.TempDir(), "s"))
				must(b, s.AddInbox(b.Context(), inbox, storetest.State(1, 0)))
				putThese(b, s, 2*released, storetest.Parcel)
				before += postsFrom(b, s, clients, postsRound, 1<<40)
				var ids []store.ID
				for n := range uint64(released) {
					ids = append(ids, store.IDOf(storetest.Parcel(n)))
				}
				must(b, s.Apply(b.Context(), inbox, func(now store.State) (store.State, []store.ID, error) { return now, ids, nil }))
				after += postsFrom(b, s, clients, postsRound, 2<<40)
				tide(b, s)
				tided += postsFrom(b, s, clients, postsRound, 3<<40)
				must(b, s.Close())
			}
			b.ReportMetric(after.Seconds()/before.Seconds(), "after/before")
			b.ReportMetric(tided.Seconds()/before.Seconds(), "tided/before")
		})
	}
}

// postsFrom has n new parcels stored by so many clients, and says how long it took.
func postsFrom(b *testing.B, s store.Store, clients, n int, first uint64) time.Duration {
	b.Helper()
	parcels := make([][]byte, n)
	for i := range parcels {
		parcels[i] = storetest.Parcel(first + uint64(i))
	}
	var all sync.WaitGroup
	var next atomic.Int64
	begin := time.Now()
	for range clients {
		all.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				if _, _, err := s.Put(b.Context(), inbox, parcels[i-1], 30); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
	return time.Since(begin)
}

// rawDisk is a file that grows by a parcel at a time.
type rawDisk struct {
	*os.File
	bytes []byte
}

func newRawDisk(b *testing.B, path string) *rawDisk {
	b.Helper()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	must(b, err)
	b.Cleanup(func() { must(b, f.Close()); must(b, os.Remove(path)) })
	return &rawDisk{f, storetest.Parcel(0)}
}

// append appends and syncs n parcels, and says how long it took.
func (r *rawDisk) append(b *testing.B, n int) time.Duration {
	b.Helper()
	begin := time.Now()
	for range n {
		_, err := r.Write(r.bytes)
		must(b, err)
		must(b, unix.Fdatasync(int(r.Fd())))
	}
	return time.Since(begin)
}
