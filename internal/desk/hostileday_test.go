package desk

import (
	"fmt"
	"os"
	"testing"
	"time"

	"luwte/internal/desk/cases"
)

// TestHostileReporter_ReportsAllDay_OthersAreAnswered is a day on which somebody sends reports in ten pouches, each with another code and in other words: a hundred, or ten
// thousand with LUWTE_SOAK. Everything is taken in and released, and with each pouch somebody honest reports, is answered, and finds the answer on the next board.
func TestHostileReporter_ReportsAllDay_OthersAreAnswered(t *testing.T) {
	each := 10
	if os.Getenv("LUWTE_SOAK") != "" {
		each = 1000
	}
	w := newWorld(t)
	for i := range 10 {
		var parcels [][]byte
		for j := range each {
			parcels = append(parcels, w.coder().report(fmt.Sprintf("Dit is melding %d van vandaag.", i*each+j)))
		}
		honest, next := w.coder(), w.coder()
		report := honest.report(fmt.Sprintf("Er lekt iets op afdeling %d.", i))
		began := time.Now()
		got := w.bring(append(parcels, report)...)
		taken := time.Since(began)
		if got.Count(cases.NewCase) != each+1 || len(got.Warnings) > 0 {
			t.Errorf("pouch %d: %d new cases; %q", i, got.Count(cases.NewCase), got.Warnings)
		}
		_, err := w.desk.Reply(w.caseOf(got, report), "Sinds wanneer?")
		w.must(err)
		began = time.Now()
		board := w.export()
		t.Logf("pouch %d: %d parcels taken in within %v, a board made within %v", i, each+1, taken.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
		if answers := honest.look(board); len(board.Kept) != each+1 || len(answers) == 0 || answers[len(answers)-1].Text != "Sinds wanneer?" {
			t.Errorf("pouch %d: %d released; the answer is %+v", i, len(board.Kept), answers)
		}
		if turned := w.sole(w.bring(honest.turn(next, "Sinds mei.", []int{1}))); turned.Kind != cases.Turn {
			t.Errorf("pouch %d: %+v", i, turned)
		}
	}
}
