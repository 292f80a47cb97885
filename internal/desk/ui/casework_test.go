package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"luwte/crypto/message"
	"luwte/crypto/parcel"
)

// leak is a report of a leak in which all that can be filled in is chosen.
func leak(m *message.Report) {
	m.Topic = "leak"
	m.Answers = []message.Answer{
		{ID: "system", Question: "Welke gegevens?", Values: []string{"vehicles"}, Answer: "Kentekens"},
		{ID: "position", Question: "Welke functie?", Values: []string{"counter"}, Answer: "Loket"},
		{ID: "receiver", Question: "Aan wie?", Values: []string{}, Answer: "Aan mijn zwager <b>Bert</b>."},
	}
}

// TestBreach_FromTheClockToTheRegister_IsKeptInSteps judges a case to be a breach, fills the worksheet in, decides, notifies, and finds it in the register of breaches.
func TestBreach_FromTheClockToTheRegister_IsKeptInSteps(t *testing.T) {
	w := newWorld(t)
	id := w.bring(w.report(newReporter(), "Er lekt iets.", leak))[0]
	at := "/cases/" + id
	w.get("/clocks").says(t, "Ontvangstbevestiging", "Terugkoppeling", "nog 7 dagen", "Richtlijn (EU) 2019/1937", id)
	w.get(at+"/worksheet").says(t, "niet als datalek aangemerkt")
	w.post(at+"/clocks", "do", "breach-now").says(t, "nog 71 uur", "toen het bureau het wist")
	w.get(at+"/worksheet").says(t, "ontbreken nog")
	w.get(at+"/worksheet/part/breach").says(t, `value="counter" checked`, "De melder schreef hierover", "ontbreekt nog").lacks(t, "zwager", "Bert")
	w.post(at+"/worksheet/part/people", "groups", "kentekenhouders", "people", "10 tot 20", "then", "next").says(t, "6. Maatregelen die er al waren")
	bad := w.try(at+"/worksheet/part/consequences", "consequences", "lang getypt", "severity", "huge")
	if bad.StatusCode != http.StatusUnprocessableEntity {
		t.Error(bad.Status)
	}
	bad.says(t, "Dit veld heeft zo&#39;n antwoord niet", "lang getypt")
	w.post(at+"/worksheet/decision", "ground", "high-risk", "reasons", "Kans op geweld.").says(t, "Ja: een hoog risico", "Kans op geweld.")
	w.post(at+"/worksheet/log", "facts", "Loket zocht kentekens op.").says(t, "Loket zocht kentekens op.")
	w.try(at+"/worksheet/sent", "sent-day", "2020-01-01", "number", "AP-7").says(t, "Dat kan toen niet geweest zijn", "AP-7")
	now := time.Now()
	w.post(at+"/worksheet/sent", "sent-day", now.Format(time.DateOnly), "sent-time", now.Format("15:04"), "number", "AP-7")
	w.get(at+"/worksheet/copy").says(t, "kentekenhouders", "readonly")
	pdf := w.get(at + "/worksheet/pdf")
	if !strings.HasPrefix(pdf.body, "%PDF") || !strings.Contains(pdf.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%v", pdf.Header)
	}
	w.get("/breaches").says(t, "Zaak "+id, "Loket zocht kentekens op.", "Kenteken of voertuig", "nummer AP-7")
	w.get(at+"/clocks").says(t, "gedaan op")
}

// TestFigures_OfTheYear_AreShownAndCorrected.
func TestFigures_OfTheYear_AreShownAndCorrected(t *testing.T) {
	w := newWorld(t)
	id := w.bring(w.report(newReporter(), "Er lekt iets.", leak))[0]
	year := time.Now().UTC().Format("2006")
	w.get("/cases/"+id+"/figures").says(t, "Loket of burgerzaken")
	w.post("/cases/"+id+"/figures", "position", "systems", "data", "travel", "data", "persons").says(t, "Beheer van systemen", `value="travel" checked`)
	w.get("/figures").says(t, "/figures/"+year+"/bureau/position.svg", "Beheer van systemen")
	before := len(w.log())
	svg := w.get("/figures/" + year + "/bureau/position.svg")
	if svg.Header.Get("Content-Type") != "image/svg+xml" || !strings.Contains(svg.body, "<svg") || svg.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("%v", svg.Header)
	}
	if after := len(w.log()); after != before {
		t.Errorf("a picture of the page is %d lines of the log", after-before)
	}
	w.get("/figures/"+year+"/bureau/figures.csv").says(t, "Beheer van systemen (ICT),,1")
	w.get("/figures?for=publish&year="+year).says(t, "verborgen", "Publiceer een jaar één keer")
	w.get("/figures/"+year+"/publish/figures.json").says(t, `"total": null`)
}

func (w *world) log() []string {
	all, err := w.desk.Log()
	w.must(err)
	var actions []string
	for _, e := range all {
		actions = append(actions, e.Action)
	}
	return actions
}

// file is a file in one parcel, and what a letter says of it.
func (w *world) file(name, content string) ([]byte, message.FileRef) {
	p := w.seal(&message.File{Head: w.head(), Body: []byte(content)})
	return p, message.FileRef{Name: name, Type: "text/html", Size: uint64(len(content)), SHA256: sha256.Sum256([]byte(content)), Parcels: []parcel.ID{parcel.IDOf(p)}}
}

// TestFiles_Hostile_AreNeverSentButToBeSaved looks at a text and at a web page.
func TestFiles_Hostile_AreNeverSentButToBeSaved(t *testing.T) {
	w := newWorld(t)
	const page = "<!DOCTYPE html><script>alert('planted')</script>"
	one, text := w.file("../../brief\u202e.txt", "Geef <script>alert(1)</script> de map.")
	two, html := w.file("foto.jpg", page)
	id := ""
	for _, c := range w.bring(one, two, w.report(newReporter(), "Met bestanden.", func(m *message.Report) { m.Files = []message.FileRef{text, html} })) {
		id = max(id, c)
	}
	at := "/cases/" + id + "/files"
	w.get(at).says(t, `brief\u202e.txt`, hex.EncodeToString(text.SHA256[:]), "Onderzoek en maak een schone kopie").lacks(t, "planted")
	for no := 1; no <= 2; no++ {
		w.try(fmt.Sprintf("%s/%d/examine", at, no))
		for w.ui.busy() {
			w.send(http.MethodGet, w.ui.path("/job"), nil)
			time.Sleep(10 * time.Millisecond)
		}
	}
	w.get(at).says(t, "Dit is gewone tekst", "Alleen bewaard: dit is een webpagina", "De naam eindigt op .jpg")
	w.get(at+"/1/1").says(t, "Geef &lt;script&gt;alert(1)").lacks(t, "<script")
	for _, path := range []string{"/2/1", "/2/1/picture", "/1/1/picture", "/1/2", "/9/1"} {
		if a := w.send(http.MethodGet, w.ui.path(at+path), nil); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, a.Status)
		}
	}
	w.get(at+"/2/save").says(t, "foto.jpg.original", "Open het niet op deze computer", "Alleen bewaard")
	saved := w.try(at + "/2/save")
	if saved.body != page || saved.Header.Get("Content-Type") != "application/octet-stream" || !strings.Contains(saved.Header.Get("Content-Disposition"), "foto.jpg.original") {
		t.Errorf("%v %q", saved.Header, saved.body)
	}
	w.get("/cases/"+id+"/timeline").says(t, "melding binnen", "bestand onderzocht", "origineel opgeslagen").lacks(t, "schone kopie bekeken")
	w.get("/cases/"+id+"/timeline?reading=1").says(t, "schone kopie bekeken")
}
