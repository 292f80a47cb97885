package ui

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"luwte/crypto/charter"
	"luwte/internal/desk"
)

// other opens the screens of another bureau's desk: newWorld's are all copies of one.
func other(t testing.TB) *world {
	t.Helper()
	s, err := desk.NewSettings(charter.Texts{"nl": "Rijksbureau <b>"})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, dir: t.TempDir(), client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	_, err = desk.Init(w.dir, passphrase, "bob", s)
	w.must(err)
	w.must(quicken(w.dir + "/keyring.age"))
	w.desk, err = desk.Open(w.dir, passphrase, "bob")
	w.must(err)
	t.Cleanup(func() { w.desk.Close() })
	w.serve()
	return w
}

func (w *world) charterLine() []byte {
	w.t.Helper()
	c, err := w.desk.Charter(desk.Change{})
	w.must(err)
	return c.Raw()
}

func (w *world) card() string { return strings.Join(w.desk.Bureau().Words("nl"), " ") }

// upload sends a form with files: names and values, a file's content as bytes.
func (w *world) upload(path string, fields ...any) answer {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i < len(fields); i += 2 {
		name := fields[i].(string)
		switch value := fields[i+1].(type) {
		case string:
			w.must(form.WriteField(name, value))
		case []byte:
			part, err := form.CreateFormFile(name, "x")
			w.must(err)
			_, err = part.Write(value)
			w.must(err)
		}
	}
	w.must(form.Close())
	return w.send(http.MethodPost, w.ui.path(path), nil, func(r *http.Request) {
		r.Body, r.ContentLength = io.NopCloser(&body), int64(body.Len())
		r.Header.Set("Content-Type", form.FormDataContentType())
		r.Header.Set("Origin", w.server.URL)
	})
}

// fetch follows a form that was taken to the screen of what it made, and returns that screen and the first file there.
func (w *world) fetch(a answer) (answer, []byte) {
	w.t.Helper()
	if a.StatusCode != http.StatusSeeOther {
		w.t.Fatalf("%s\n%s", a.Status, mainOf(a.body))
	}
	made := w.get(strings.TrimPrefix(a.Header.Get("Location"), "/"+w.ui.token))
	link := regexp.MustCompile(`<a href="([^"]*/made/[^"]*/[^"]*)"`).FindStringSubmatch(made.body)
	if link == nil {
		w.t.Fatalf("nothing to save:\n%s", mainOf(made.body))
	}
	file := w.send(http.MethodGet, link[1], nil)
	if file.StatusCode != http.StatusOK || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") || file.Header.Get("Content-Type") != "application/octet-stream" {
		w.t.Fatalf("%s %v", file.Status, file.Header)
	}
	return made, []byte(file.body)
}

// receive takes a file in, and returns the screen that this ends on.
func (w *world) receive(fields ...any) answer {
	w.t.Helper()
	a := w.upload("/receive", fields...)
	for range 200 {
		if a.StatusCode != http.StatusSeeOther && !strings.Contains(a.Header.Get("Refresh"), "/job") {
			return a
		}
		next := w.ui.path("/job")
		if l := a.Header.Get("Location"); l != "" {
			next = l
		}
		time.Sleep(5 * time.Millisecond)
		a = w.send(http.MethodGet, next, nil)
	}
	w.t.Fatal("it does not end")
	return a
}

// TestRefer_Screens_HandOverAnswerAndSendOn is the way of a case to another bureau and back by the screens of two desks.
func TestRefer_Screens_HandOverAnswerAndSendOn(t *testing.T) {
	a, b := newWorld(t), other(t)
	one, two := newReporter(), newReporter()
	id := a.bring(a.report(one, "Een man bij de sporthal vroeg om kentekens."))[0]
	at := "/cases/" + id
	a.get(at).says(t, "Overdragen", a.ui.path(at+"/refer"))
	a.get(at+"/refer").says(t, "Welk meldpunt?", "Woorden van hun kaart", `action="`+a.ui.path(at+"/refer/look")+`"`)

	// Without a bureau, without its words: the form comes back, with the charter that was given.
	a.upload(at+"/refer/look", "answers", "yes").says(t, "Kies een meldpunt uit de lijst")
	refused := a.upload(at+"/refer/look", "charter", b.charterLine(), "words", "aap noot mies", "answers", "no", "notes", "yes")
	refused.says(t, "niet de woorden van de kaart", `value="aap noot mies"`, `name="kept"`, `value="no" checked`)
	a.upload(at+"/refer/look", "charter", a.charterLine(), "words", a.card()).says(t, "geen handvest van een ander meldpunt")

	look := a.upload(at+"/refer/look", "kept", string(b.charterLine()), "words", b.card(), "answers", "yes", "files", "yes")
	look.says(t, "klopt dit?", "1 bericht, 0 antwoorden, 0 bestanden, 0 notities", "Rijksbureau &lt;b&gt;", "Uw melding hoort bij een ander bureau", "Mag antwoorden, via ons", `action="`+a.ui.path(at+"/refer")+`"`)
	fingerprint := b.desk.Bureau().String()
	gives := a.try(at+"/refer", "bureau", fingerprint, "answers", "yes", "files", "yes", "tell", "yes", "text", "Die man bij de sporthal vroeg om kentekens, ja.")
	gives.says(t, "kan de melder verraden", "Toch overdragen", "Die man bij de sporthal")
	a.get("/").lacks(t, "doorverwezen</td>")

	_, file := a.fetch(a.try(at+"/refer", "bureau", fingerprint, "answers", "yes", "files", "yes", "tell", "yes", "text", "Uw melding is bij een ander bureau."))
	a.get(at).says(t, "doorverwezen", "Uw melding is bij een ander bureau.")
	a.get(at+"/refer").says(t, "Overgedragen aan Rijksbureau &lt;b&gt;", "Mag antwoorden, via ons", "Wij stuurden 1 bestand.", `action="`+a.ui.path(at+"/refer/again")+`"`)

	// The other desk.
	b.receive("file", file).says(t, "van een meldpunt dat hier niet bekend is")
	b.receive("charter", a.charterLine(), "words", a.card()).says(t, "Kies het bestand dat het andere meldpunt u bracht")
	b.receive("file", []byte("years of work")).says(t, "geen bestand dat een meldpunt overdroeg")
	b.receive("file", file[:len(file)-9]).says(t, "afgebroken of veranderd")
	got := b.receive("file", file, "charter", a.charterLine(), "words", a.card())
	got.says(t, "Dit is nu een zaak van u, gekregen van Bureau Integriteit: 1 bericht en 0 bestanden", "sporthal", "· gekregen van Bureau Integriteit")
	theirs := regexp.MustCompile(`/cases/([0-9a-z]{8})/refer"`).FindStringSubmatch(got.body)[1]
	b.receive("file", file).says(t, "niets dat hier niet al was")
	_, err := b.desk.Reply(theirs, "Welke dag was dat?")
	b.must(err)
	b.get("/cases/"+theirs+"/refer").says(t, "Gekregen van Bureau Integriteit", "Stuur de antwoorden terug", `action="`+b.ui.path("/cases/"+theirs+"/refer/back")+`"`)
	_, back := b.fetch(b.try("/cases/" + theirs + "/refer/back"))
	b.try("/cases/"+theirs+"/refer/back").says(t, "niets nieuws om te sturen")
	a.receive("file", back).says(t, "1 antwoord ingenomen van Rijksbureau &lt;b&gt;", "Welke dag was dat?")

	a.bring(a.followup(one, two, "Donderdag.", 1))
	made, more := a.fetch(a.try(at+"/refer/again", "bureau", fingerprint))
	b.receive("file", more).says(t, "Donderdag.")
	forget := regexp.MustCompile(`action="([^"]*/made/[^"]*)"`).FindStringSubmatch(made.body)[1]
	a.send(http.MethodPost, forget, map[string][]string{})
	if gone := a.send(http.MethodGet, forget, nil); gone.StatusCode != http.StatusNotFound {
		t.Errorf("it is still there: %s", gone.Status)
	}
	a.must(a.desk.Close())
	if _, err := os.Stat(a.dir + "/outgoing"); err == nil {
		t.Error("what was made lies here after the desk was closed")
	}
}

// TestDossier_Screen_TakesOutWhatWasChosen, by ticking and by pasting; what was typed comes back where it does not work.
func TestDossier_Screen_TakesOutWhatWasChosen(t *testing.T) {
	w := newWorld(t)
	id := w.bring(w.report(newReporter(), "Jadranka deed het. Dat was <b>donderdag</b>!\nMeer weet ik niet."))[0]
	at := "/cases/" + id + "/dossier"
	w.get(at).says(t, "Dossier van zaak "+id, `value="1:Jadranka deed het."`, `value="1:Dat was &lt;b&gt;donderdag&lt;/b&gt;!"`)
	wrong := w.try(at, "language", "nl", "passages", "Piet Hein", "tick", "1:Jadranka deed het.", "to", "age1x")
	wrong.says(t, "geen ontvanger die begint met age1pq1", "Piet Hein", `value="1:Jadranka deed het." checked`, `value="age1x"`)
	w.try(at, "language", "nl", "passages", "Piet Hein").says(t, "staat nergens in de zaak", "Dit staat er niet: <q class=\"words\">Piet Hein</q>")
	w.try(at, "language", "nl", "passages", "a").says(t, "minder dan 3 letters")
	w.try(at, "language", "nl", "file", "1", "to", w.epoch().Recipient).says(t, "Dit bestand, of deze schone kopie, is er niet")
	made, pdf := w.fetch(w.try(at, "language", "nl", "passages", "donderdag\r\n\r\n", "tick", "1:Jadranka deed het.", "to", w.epoch().Recipient))
	made.says(t, "Passages die u koos: 2. Plaatsen die zijn weggelakt: 2.", "Verzegeld archief", "niet verzegeld")
	if !bytes.HasPrefix(pdf, []byte("%PDF")) || bytes.Contains(pdf, []byte("Jadranka")) {
		t.Errorf("%d bytes", len(pdf))
	}
}
