package ui

import (
	"strings"
	"testing"
)

// TestList_Cases_AreLinkedAndFiltered.
func TestList_Cases_AreLinkedAndFiltered(t *testing.T) {
	w := newWorld(t)
	w.get("/").says(t, "Er zijn nog geen zaken", w.ui.path("/transfer")+`">Haal de stick van de koerier in</a>`)
	ids := w.bring(w.report(newReporter(), "Een man bij de sporthal vroeg om kentekens."), w.report(newReporter(), "Iets over adressen."))
	a := w.get("/")
	a.says(t, "2 zaken", w.ui.path("/cases/"+ids[0]), w.ui.path("/cases/"+ids[1]), "nieuw")
	found := w.get("/?text=SPORTHAL")
	found.says(t, "1 zaak")
	w.get("/?status=closed").says(t, "Geen zaak past")
	if strings.Contains(found.body, "adressen") {
		t.Error("the list shows words")
	}
}
