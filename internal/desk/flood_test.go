package desk

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkImport_LongRepeats imports one report, then the same code again and again with as many words as a parcel holds.
func BenchmarkImport_LongRepeats(b *testing.B) {
	for name, n := range map[string]int{"125": 125, "250": 250, "500": 500} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				w := newWorld(b)
				one := w.coder()
				var parcels [][]byte
				for range n {
					parcels = append(parcels, one.report(strings.Repeat("ten bytes ", 25_500)))
				}
				path := w.pouch(parcels...)
				b.StartTimer()
				_, err := w.desk.Import(context.Background(), path, func(int, int) {})
				w.must(err)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/parcel")
		})
	}
}

// BenchmarkThousandCases measures what every command does first: reading the register.
func BenchmarkThousandCases(b *testing.B) {
	for name, words := range map[string]int{"short": 100, "long": 25_500} {
		w := newWorld(b)
		var parcels [][]byte
		for range 1000 {
			parcels = append(parcels, w.coder().report(strings.Repeat("ten bytes ", words)))
		}
		id := w.bring(parcels...).Outcomes[0].Case
		b.Run(name+"/list", func(b *testing.B) {
			for b.Loop() {
				_, err := w.desk.List(true)
				w.must(err)
			}
		})
		b.Run(name+"/show", func(b *testing.B) {
			for b.Loop() {
				_, err := w.desk.Show(id)
				w.must(err)
			}
		})
		b.Run(name+"/export", func(b *testing.B) {
			for b.Loop() {
				_, err := w.desk.Export(filepath.Join(b.TempDir(), "pouch"), ExportOptions{})
				w.must(err)
			}
		})
	}
}
