package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"luwte/server/store"
	"luwte/server/store/storetest"
)

// BenchmarkPut puts parcels beside 256 others and reports, next to the
// throughput, how many bytes go to the disk for each byte stored. The directory
// for temporary files must be on a disk: a tmpfs writes nothing.
func BenchmarkPut(b *testing.B) {
	for _, c := range []struct {
		name       string
		chunk      int
		noFreelist bool
	}{
		{"whole", 1 << 20, false},
		{"chunk65536", 65536, false},
		{"chunk16342", 16342, false},
		{"chunk8150", 8150, false},
		{"chunk4054", store.Chunk, false},
		{"chunk4096", 4096, false},
		{"chunk2006", 2006, false},
		{"chunk982", 982, false},
		{"chunk4054-nofreelist", store.Chunk, true},
	} {
		for _, clients := range []int{1, 16} {
			b.Run(fmt.Sprintf("%s/clients%d", c.name, clients), func(b *testing.B) {
				s, err := store.CreateWith(filepath.Join(b.TempDir(), "s"), c.chunk, c.noFreelist)
				must(b, err)
				must(b, s.AddInbox(b.Context(), inbox, storetest.State(1, 0)))
				putAll(b, s, 16, 256, 1<<32)
				before := writtenBytes(b)
				b.SetBytes(int64(len(storetest.Parcel(0))))
				b.ResetTimer()
				putAll(b, s, clients, b.N, 0)
				b.StopTimer()
				written := writtenBytes(b) - before
				b.ReportMetric(float64(written)/float64(b.N)/float64(len(storetest.Parcel(0))), "written/stored")
				must(b, s.Close())
			})
		}
	}
}

// BenchmarkGet reads parcels that the system has in memory.
func BenchmarkGet(b *testing.B) {
	s := create(b, filepath.Join(b.TempDir(), "s"))
	must(b, s.AddInbox(b.Context(), inbox, storetest.State(1, 0)))
	putAll(b, s, 16, 64, 0)
	_, ids, err := s.Snapshot(b.Context(), inbox)
	must(b, err)
	b.SetBytes(int64(len(storetest.Parcel(0))))
	for i := 0; b.Loop(); i++ {
		_, err := s.Get(b.Context(), inbox, ids[i%len(ids)])
		must(b, err)
	}
}

// putAll puts n parcels from several clients at once.
func putAll(b *testing.B, s store.Store, clients, n int, first uint64) {
	var wg sync.WaitGroup
	var next atomic.Uint64
	for range clients {
		wg.Go(func() {
			for i := next.Add(1); i <= uint64(n); i = next.Add(1) {
				if _, _, err := s.Put(b.Context(), inbox, storetest.Parcel(first+i), 1); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// writtenBytes is what this process has made the system write to disks.
func writtenBytes(b *testing.B) int64 {
	b.Helper()
	text, err := os.ReadFile("/proc/self/io")
	must(b, err)
	m := regexp.MustCompile(`(?m)^write_bytes: (\d+)$`).FindSubmatch(text)
	n, err := strconv.ParseInt(string(m[1]), 10, 64)
	must(b, err)
	return n
}
