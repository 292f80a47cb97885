package store_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"luwte/server/store/storetest"
)

// BenchmarkGet reads parcels that the system has in memory.
func BenchmarkGet(b *testing.B) {
	s := create(b, filepath.Join(b.TempDir(), "s"))
	must(b, s.AddInbox(b.Context(), inbox, storetest.State(1, 0)))
	putThese(b, s, 64, storetest.Parcel)
	_, ids, err := s.Snapshot(b.Context(), inbox)
	must(b, err)
	b.SetBytes(int64(len(storetest.Parcel(0))))
	for i := 0; b.Loop(); i++ {
		_, err := s.Get(b.Context(), inbox, ids[i%len(ids)])
		must(b, err)
	}
}

// writtenBytes is what this process has written to files. What the kernel counts as
// written to disks is more: 64 KiB and up for one page.
func writtenBytes(b *testing.B) int64 {
	b.Helper()
	text, err := os.ReadFile("/proc/self/io")
	must(b, err)
	m := regexp.MustCompile(`(?m)^wchar: (\d+)$`).FindSubmatch(text)
	n, err := strconv.ParseInt(string(m[1]), 10, 64)
	must(b, err)
	return n
}
