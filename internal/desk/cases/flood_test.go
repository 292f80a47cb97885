package cases_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"luwte/internal/desk/cases"
)

// BenchmarkFlood shows how time and what is written grow with the number of parcels.
func BenchmarkFlood(b *testing.B) {
	for _, name := range slices.Sorted(maps.Keys(floods)) {
		for _, n := range []int{250, 500, 1000} {
			b.Run(fmt.Sprint(name, "/", n), func(b *testing.B) {
				parcels := floods[name](n)
				for b.Loop() {
					written := 0
					r, err := cases.New(testKeys, rand.NewChaCha8([32]byte{1}), maps.All(map[string][]byte{}))
					if err != nil {
						b.Fatal(err)
					}
					for i, o := range parcels {
						if _, err := r.Take(today, o); err != nil {
							b.Fatal(err)
						}
						if i%16 == 15 || i == n-1 {
							records, err := r.Changes()
							if err != nil {
								b.Fatal(err)
							}
							for _, c := range records {
								written += len(c.Data)
							}
							r.Saved()
						}
					}
					r.Settle(today)
					r.Publish(today, 512, 26)
					r.List()
					b.ReportMetric(float64(written)/float64(n), "written-B/parcel")
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/parcel")
			})
		}
	}
}
