package ui

import (
	"strings"
	"testing"
)

// TestLog_WhatWasDone_IsShownOfAllAndOfACase, and checked.
func TestLog_WhatWasDone_IsShownOfAllAndOfACase(t *testing.T) {
	w := newWorld(t)
	ids := w.bring(w.report(newReporter(), "Een melding."), w.report(newReporter(), "Een andere."))
	w.post("/cases/"+ids[0]+"/notes", "note", "geheime woorden")
	w.get("/cases/" + ids[1])
	all := w.get("/log")
	all.says(t, "notitie toegevoegd", "zaak gelezen", "koerierstick ingehaald", "berichten: 2", "alice", ids[0], ids[1])
	all.lacks(t, "geheime")
	if first := strings.Index(all.body, "<tbody>"); !strings.Contains(all.body[first:first+400], ids[1]) {
		t.Error("the latest is not on top")
	}
	one := w.get("/cases/" + ids[0] + "/log")
	one.says(t, "notitie toegevoegd")
	one.lacks(t, ids[1], "koerierstick")
	w.post("/log/verify").says(t, "Het logboek is heel")
	for range eventsShown {
		_, err := w.desk.Show(ids[0], 0)
		w.must(err)
	}
	w.get("/log").says(t, "Oudere regels")
	w.get("/log?page=1").says(t, "Nieuwere regels", "register gemaakt")
	w.get("/log?page=99").says(t, "Oudere regels")
}
