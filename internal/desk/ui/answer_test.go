package ui

import (
	"net/http"
	"strings"
	"testing"

	"luwte/crypto/message"
)

// TestAnswer_Written_IsLookedAtFirstAndGoesOut with its length, as the reporter sees it.
func TestAnswer_Written_IsLookedAtFirstAndGoesOut(t *testing.T) {
	w := newWorld(t)
	id := w.bring(w.report(newReporter(), "Een melding."))[0]
	path := "/cases/" + id + "/answer"
	const words = "Dank u wel.\nWij lezen verder."
	seen := w.post(path, "text", strings.ReplaceAll(words, "\n", "\r\n"), "do", "look")
	seen.says(t, "Zo ziet de melder het", `<div class="seen" lang="nl"><h3>Antwoord van `, words, "past in 1 briefje; er is plaats voor hoogstens 15", "niet in gevonden", `value="send"`)
	seen.lacks(t, `value="anyway"`)
	w.get(path+"?look").says(t, "Zo ziet de melder het", words) // a browser can come back to it
	w.get(path).says(t, ">\n"+words+"</textarea>")              // it was kept meanwhile
	w.get("/cases/"+id).says(t, "Verder met uw concept")
	w.post(path, "text", words, "do", "send").says(t, "Het antwoord is geschreven", words, "gaat mee met de volgende koerierstick", "Schrijf een antwoord")
	if v, err := w.desk.Show(id, 0); err != nil || v.Answers != 1 || v.Tree[0].Answers[0].Text() != words {
		t.Errorf("%+v, %v", v, err)
	}
	if f, err := w.desk.CaseFile(id); err != nil || f.Draft.Text != "" {
		t.Errorf("the draft stays: %+v, %v", f.Draft, err)
	}
	w.post(path, "text", strings.Repeat("Nog een woord. ", 400), "do", "look").says(t, "briefjes van de hoogstens 15")
	w.post(path, "text", strings.Repeat("Nog een woord. ", 4000), "do", "send").says(t, "Dat is te lang")
}

// TestAnswer_GivesTheReporterAway_IsAskedAboutAgain, and once more if it was changed meanwhile. Nothing goes out until then.
func TestAnswer_GivesTheReporterAway_IsAskedAboutAgain(t *testing.T) {
	w := newWorld(t)
	id := w.bring(w.report(newReporter(), "Karel Bruinsma verkoopt kentekens achter de sporthal in Lemmer."))[0]
	path := "/cases/" + id + "/answer"
	const words, other = "Was Karel Bruinsma daar? [vraag]", "Sprak u Bruinsma daarna? [vraag]"
	for _, do := range []string{"look", "send", "anyway"} {
		a := w.post(path, "text", words, "do", do, "mark", markOf(other))
		a.says(t, "kan de melder verraden", "Dit is een naam:", "Bruinsma", "nog iets invullen", "[vraag]", `value="anyway"`, `name="mark" value="`+markOf(words)+`"`, words+"</textarea>")
		a.lacks(t, `value="send"`)
	}
	if v, err := w.desk.Show(id, 0); err != nil || v.Answers != 0 {
		t.Fatalf("it went out: %+v, %v", v, err)
	}
	w.post(path, "text", words, "do", "anyway", "mark", markOf(words)).says(t, "Het antwoord is geschreven")
}

// TestAnswer_Template_ComesBehindWhatIsThere, in the reporter's language.
func TestAnswer_Template_ComesBehindWhatIsThere(t *testing.T) {
	w := newWorld(t)
	id := w.bring(w.report(newReporter(), "Un rapòrt.", func(m *message.Report) { m.Language = "pap" }))[0]
	a := w.post("/cases/"+id+"/answer", "text", "Bon dia.", "do", "template", "template", "questions")
	a.says(t, ">\nBon dia.\n\nNos tin algun pregunta", "[pregunta]")
	w.post("/cases/"+id+"/answer", "text", a.body[:3000], "do", "look").says(t, `lang="pap"><h3>Kontesta di `)
	w.post("/cases/"+id+"/answer", "text", "Blijft staan.", "do", "template", "template", "none").says(t, ">\nBlijft staan.</textarea>")
}

// TestAnswer_CannotBeTaken_ComesBackAsTyped with what to do.
func TestAnswer_CannotBeTaken_ComesBackAsTyped(t *testing.T) {
	w := newWorld(t)
	id := w.bring(w.report(newReporter(), "Een melding."))[0]
	path := "/cases/" + id + "/answer"
	if a := w.try(path, "text", "  ", "do", "look"); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an empty one: %s", a.Status)
	}
	w.must(w.desk.CloseAll(id))
	a := w.try(path, "text", "Te laat geschreven.", "do", "send")
	a.says(t, "voorgoed gesloten", "Te laat geschreven.</textarea>")
	w.post(path, "text", "Een concept.", "do", "draft").says(t, "Het concept is bij de zaak bewaard", "Een concept.</textarea>")
	if len(w.touched) == 0 || w.touched[len(w.touched)-1] != writing || !strings.HasPrefix(w.get(path).Header.Get("Refresh"), "3598; ") {
		t.Errorf("somebody who writes has %v", w.touched[len(w.touched)-1])
	}
}
