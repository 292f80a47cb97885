package courier_test

import (
	"testing"

	"luwte/crypto/canon"
	"luwte/crypto/day"
	"luwte/internal/courier"
	"luwte/internal/fuzzing"
)

// FuzzHealth: what a door says of its health is read in its one encoding or refused, and judged in sentences.
func FuzzHealth(f *testing.F) {
	today := day.Today()
	right, err := canon.Marshal(courier.Health{Today: today, Store: true, Shown: true, Reports: &today, Made: &today, Next: &today, Tor: "ready"})
	if err != nil {
		f.Fatal(err)
	}
	fuzzing.Add(f, 150, right)
	fuzzing.Add(f, 50, []byte(`{"today":"2026-01-01","store":false,"shown":false,"reports_until":null,"board_made":null,"board_next":null,"tor":"none","tide":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		h := new(courier.Health)
		if canon.Unmarshal(data, h) != nil {
			return
		}
		for _, finding := range h.Findings(today) {
			if finding.Name == "" || finding.Says == "" {
				t.Errorf("%q: %+v", data, finding)
			}
		}
	})
}
