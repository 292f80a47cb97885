package ui

import (
	"testing"

	"luwte/internal/desk"
)

// TestRetention_CaseNotDue_StaysAndTheReasonIsSaid: nothing is destroyed by a form that says another day, names nothing, or comes too early.
func TestRetention_CaseNotDue_StaysAndTheReasonIsSaid(t *testing.T) {
	w := newWorld(t)
	id := w.bring(w.report(newReporter(), "Een melding."))[0]
	w.get("/retention").says(t, "Er is geen zaak waarvan de tijd voorbij is", "24 maanden")
	w.must(w.desk.ChangeFile(id, "case-set", nil, func(f *desk.File) error { f.Status, f.Outcome = desk.StatusClosed, "founded"; return nil }))
	w.get("/retention").says(t, id, "de termijn loopt nog")
	today := w.desk.Today().String()
	w.try("/retention", "today", "2001-01-01", "due", id).says(t, "niet de dag die deze computer heeft")
	w.try("/retention", "today", today).says(t, "Vink aan")
	w.try("/retention", "today", today, "due", id).says(t, "haar tijd is niet voorbij")
	w.get("/cases/"+id).says(t, "Een melding.")
}
