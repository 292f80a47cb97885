package desk

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
)

// TestImport_Flood_StopsNothingForOthers sends one code many times with as many words as fit, follow-ups that make a chain, forks and what
// belongs nowhere, and one honest report.
func TestImport_Flood_StopsNothingForOthers(t *testing.T) {
	w := newWorld(t)
	honest, busy := w.coder(), w.coder()
	parcels := [][]byte{honest.report("Help.")}
	for at, n := busy, 0; n < 60; n++ {
		next := w.coder()
		parcels = append(parcels, busy.report(strings.Repeat("ten bytes ", 25_500)), at.turn(next, "", nil), busy.turn(w.coder(), "", nil),
			w.coder().turn(w.coder(), strings.Repeat("ten bytes ", 25_500), nil), w.seal(&message.File{Head: w.head(), Body: []byte{byte(n)}}))
		at = next
	}
	got := w.bring(parcels...)
	if got.Count(cases.NewCase) != 2 || got.Count(cases.Unreadable) != 0 || got.Count(cases.Waiting) != 120 {
		t.Fatalf("%d cases, %d wait", got.Count(cases.NewCase), got.Count(cases.Waiting))
	}
	all, err := w.desk.List(false)
	w.must(err)
	if len(all.Cases) != 2 || len(all.Waiting) != 120 || all.Waiting[0].Text != "" {
		t.Errorf("%d cases, %d wait", len(all.Cases), len(all.Waiting))
	}
	for _, c := range all.Cases {
		if c.Letters == 1 {
			_, err := w.desk.Reply(c.ID, "Waarmee?")
			w.must(err)
		} else if c.Branches != 121 || c.State != cases.Forked {
			t.Errorf("%+v", c)
		}
	}
	honest.says(w.export(), "answer Waarmee?") // its receipt gives way to alarms: the answer says as well that the report came
	if got := w.bring(parcels...); got.Count(cases.Known) != len(parcels) {
		t.Errorf("%d known of %d", got.Count(cases.Known), len(parcels))
	}
}

func TestShow_RecordOfALetterDamaged_ShowsTheOthers(t *testing.T) {
	w := newWorld(t)
	one, two := w.coder(), w.coder()
	id := w.sole(w.bring(one.report("Een."))).Case
	hurt := w.sole(w.bring(one.turn(two, "Twee.", nil))).Parcel
	w.must(w.desk.reg.Update(func(tx *register.Tx) error { return tx.Put(apartBucket, "words/"+string(hurt), []byte("rubbish")) }))
	v, err := w.desk.Show(id, 0)
	if err != nil || v.Tree[0].Letters[0].Text != "Een." || !v.Tree[1].Letters[0].Damaged || v.Tree[0].Letters[0].Damaged {
		t.Errorf("%+v, %v", v, err)
	}
	two.says(w.export(), "receipt")
}

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
				_, err := w.desk.Show(id, 0)
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
