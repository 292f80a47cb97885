package ui

import (
	"net/http"
	"testing"

	"luwte/internal/desk"
)

// TestAccess_ShutOut_SeesNoSuchCase: given, shut out and recused, each after a question; and a reader changes nothing. Every handler costs a second of scrypt.
func TestAccess_ShutOut_SeesNoSuchCase(t *testing.T) {
	w := newWorld(t)
	ids := append(w.bring(w.report(newReporter(), "Rik <b> doet mee.")), w.bring(w.report(newReporter(), "Een melding."))...)
	first, second := "/cases/"+ids[0], "/cases/"+ids[1]
	w.get(first+"/access").says(t, "U werkt hier alleen")
	const rik = "Rik <b>"
	w.must(w.desk.AddHandler("Anna Bos", desk.Keeper, passphrase+" a"))
	w.must(w.desk.AddHandler(rik, desk.Reader, passphrase+" r"))
	for _, path := range []string{first, second} {
		w.get(path+"/access").says(t, "Anna Bos", "dat bent u", "<option>Rik &lt;b&gt;</option>")
		w.post(path+"/give", "name", rik).says(t, "mag deze zaak nu zien", "Verschoon uzelf")
	}
	w.get(first+"/exclude?name=Rik+%3Cb%3E").says(t, "Rik &lt;b&gt; van deze zaak uitsluiten?", "Dit kan niet worden teruggedraaid", "heeft diegene gelezen")
	w.post(first+"/exclude", "name", rik).says(t, "is van deze zaak uitgesloten", "Uitgesloten")
	for _, a := range []answer{w.try(first+"/give", "name", rik), w.try(first+"/exclude", "name", "Anna Bos")} { // nobody else would see it
		if a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %s", a.Request.URL.Path, a.Status)
		}
	}
	if a := w.send(http.MethodGet, w.ui.path(first+"/exclude?name=Nobody"), nil); a.StatusCode < 400 {
		t.Errorf("nobody of this name: %s", a.Status)
	}
	w.get(second+"/exclude?name=Anna+Bos").says(t, "Uzelf van deze zaak verschonen?")
	w.post(second+"/exclude", "name", "Anna Bos").says(t, "U bent van deze zaak af", "1 zaak")
	w.gone(second)
	w.get("/log").lacks(t, ids[1])

	w.must(w.desk.Enter(rik, passphrase+" r"))
	w.gone(first)
	got := w.get(second)
	got.says(t, "Een melding.", "mag deze zaak lezen")
	got.lacks(t, "Sluit het gesprek", "Voeg toe", "/notes", "Schrijf een antwoord", "Schrijf een notitie")
	for _, path := range []string{"/notes", "/file", "/give", "/decide", "/answer"} {
		do := map[string]string{"/decide": "close", "/answer": "send"}[path]
		a := w.try(second+path, "note", "x", "status", "new", "text", "Dank u.", "do", do, "name", "Anna Bos")
		if a.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %s", path, a.Status)
		}
	}
}

// gone fails unless every screen of a case says that there is none.
func (w *world) gone(path string) {
	w.t.Helper()
	for _, screen := range []string{"", "/answer", "/access", "/log", "/letters/1"} {
		if a := w.send(http.MethodGet, w.ui.path(path+screen), nil); a.StatusCode != http.StatusNotFound {
			w.t.Errorf("%s: %s", path+screen, a.Status)
		}
	}
}
