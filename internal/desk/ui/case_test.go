package ui

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/internal/desk"
	"luwte/internal/desk/cases"
)

// exported makes a board and a pouch for the courier.
func (w *world) exported() {
	w.t.Helper()
	_, err := w.desk.Export(w.t.TempDir()+"/pouch", desk.ExportOptions{})
	w.must(err)
}

// answered brings a report, answers it, and exports.
func (w *world) answered(p *reporter, text, answer string) (id string) {
	w.t.Helper()
	id = w.bring(w.report(p, text))[0]
	_, err := w.desk.Reply(id, answer)
	w.must(err)
	w.exported()
	return id
}

// TestCase_Conversation_IsShownInOrderWithStates, and that it was read is in the log.
func TestCase_Conversation_IsShownInOrderWithStates(t *testing.T) {
	w := newWorld(t)
	a, b := newReporter(), newReporter()
	ref := message.FileRef{Name: "../brief\u202efdp.exe", Type: "application/pdf", Size: 250_000, Parcels: []parcel.ID{{1}}}
	id := w.bring(w.report(a, "Een melding.", func(m *message.Report) { m.Files = []message.FileRef{ref} }))[0]
	_, err := w.desk.Reply(id, "Het eerste antwoord.")
	w.must(err)
	w.get("/cases/"+id).says(t, "gaat mee met de volgende koerierstick")
	w.exported()
	w.get("/cases/"+id).says(t, "nog niet gelezen")
	w.bring(w.followup(a, b, "Een vervolg.", 0, 1))
	got := w.get("/cases/" + id)
	got.says(t, "Ik ben benaderd", "Bent u nu in gevaar?", `../brief\u202efdp.exe`, "250,0 kB", "nog niet heel: 0 van 1 stukken", "Gelezen", "Alle codes van dit gesprek")
	got.lacks(t, "twee keer gebruikt", "schreef nu in gevaar", "Meer berichten")
	var at []int
	for _, words := range []string{"Een melding.", "Het eerste antwoord.", "Een vervolg."} {
		at = append(at, strings.Index(got.body, words))
	}
	if !slices.IsSorted(at) || at[0] < 0 {
		t.Errorf("in the order %v", at)
	}
	events, err := w.desk.Log()
	if err != nil || !slices.ContainsFunc(events, func(e desk.Event) bool { return e.Action == "show" && e.Case == id && e.Actor == "alice" }) {
		t.Errorf("%v, %v", events, err)
	}
}

// TestCase_Fork_IsShownSideBySideAndDecided: kept, turned around, accepted, and closed, each after a question.
func TestCase_Fork_IsShownSideBySideAndDecided(t *testing.T) {
	w := newWorld(t)
	a := newReporter()
	id := w.answered(a, "Een melding.", "Een antwoord.")
	w.bring(w.followup(a, newReporter(), "Ik ben het.", 1), w.followup(a, newReporter(), "Ik ben het ook.", 1))
	path := "/cases/" + id
	w.get("/").says(t, "code twee keer gebruikt: kies")
	got := w.get(path)
	got.says(t, "Een code is twee keer gebruikt", "zonder het antwoord in uw vraag", "Tak 2 is van de melder", "Tak 3 is van de melder")
	got.lacks(t, "Schrijf een antwoord", "Bericht van de melder van")
	if fork := got.body[strings.Index(got.body, `class="fork"`):]; strings.Count(got.body, "Ik ben het") != 2 || strings.Count(fork, "Ik ben het") != 2 {
		t.Errorf("the branches do not stand beside each other:\n%s", mainOf(got.body))
	}
	w.get(path+"/answer").says(t, "Een code is twee keer gebruikt")
	if a := w.try(path+"/answer", "text", "Toch een antwoord", "do", "send"); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an answer into a fork: %s", a.Status)
	} else {
		a.says(t, "Kies eerst", "Toch een antwoord")
	}
	w.get(path+"/decide?do=keep&branch=2").says(t, "Is tak 2 van de melder?", "De andere takken")
	w.post(path+"/decide", "do", "keep", "branch", "2").says(t, "De tak is gekozen", "Gesloten takken", "Schrijf een antwoord", "Tak 3 is van de melder")
	w.post(path+"/decide", "do", "keep", "branch", "3").says(t, "Tak 2 is van de melder")
	w.get(path+"/decide?do=accept&branch=2").says(t, "ook van de melder?")
	w.post(path+"/decide", "do", "accept", "branch", "2").lacks(t, "Gesloten takken")
	w.get(path+"/decide?do=close").says(t, "voorgoed", "Dit kan niet worden teruggedraaid")
	w.post(path+"/decide", "do", "close").says(t, "Dit gesprek is gesloten")
	for _, bad := range []string{"/decide?do=keep", "/decide?do=burn&branch=2", "/decide"} {
		if a := w.send(http.MethodGet, w.ui.path(path+bad), nil); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", bad, a.Status)
		}
	}
	if a := w.try(path+"/decide", "do", "keep", "branch", "9"); a.StatusCode < 400 {
		t.Errorf("a branch that is not there: %s", a.Status)
	}
}

// TestCase_Work_IsChangedAndComesBackAsTyped where it cannot be kept.
func TestCase_Work_IsChangedAndComesBackAsTyped(t *testing.T) {
	w := newWorld(t)
	path := "/cases/" + w.bring(w.report(newReporter(), "Een melding."))[0]
	fields := []string{"status", "closed", "kind", "leak", "class", "fraude", "handler", "Anna", "labels", "haven, spoed , ,haven"}
	back := w.try(path+"/file", fields...)
	if back.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("closed without an outcome: %s", back.Status)
	}
	back.says(t, "hoort een uitkomst", `value="fraude"`, `value="Anna"`, `value="haven, spoed , ,haven"`, `<option value="closed" selected>`)
	back.lacks(t, `name="language"`) // it would lose what was typed
	got := w.post(path+"/file", append(fields, "outcome", "gegrond")...)
	got.says(t, "Bewaard.", "gesloten: gegrond", `<span class="label">haven</span> <span class="label">spoed</span>`, `value="haven, spoed"`)
	w.get("/?label=spoed&class=FRAUDE&handler=Anna&kind=leak&status=closed").says(t, "1 zaak")
	long := strings.Repeat("x", 100_001)
	if a := w.try(path+"/notes", "note", long); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, ">\n"+long+"</textarea>") {
		t.Errorf("a note that is too long: %s, %d bytes", a.Status, len(a.body))
	}
	if a := w.try(path+"/notes", "note", " \r\n"); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Schrijf eerst de notitie") {
		t.Errorf("an empty note gives %d", a.StatusCode)
	}
	w.post(path+"/notes", "note", "Overlegd.\r\nMorgen verder.").says(t, "De notitie is toegevoegd", "Overlegd.\nMorgen verder.")
	if a := w.try(path+"/notes", "note", strings.Repeat("x", largestForm)); a.StatusCode != http.StatusBadRequest {
		t.Errorf("a form that is too large: %s", a.Status)
	}
}

// TestCase_ManyLetters_AreShownInPages and long ones cut, with a page of their own.
func TestCase_ManyLetters_AreShownInPages(t *testing.T) {
	w := newWorld(t)
	a, next := newReporter(), newReporter()
	parcels := [][]byte{w.followup(a, next, strings.Repeat("ë", wordsShown))}
	for range lettersShown {
		b := newReporter()
		parcels = append(parcels, w.followup(next, b, "Nog een."))
		next = b
	}
	path := "/cases/" + w.bring(w.report(a, "De eerste."))[0]
	w.bring(parcels...)
	first := w.get(path)
	first.says(t, "De eerste.", "Toon het helemaal", "Toon de volgende", path+"?from=41")
	if strings.Contains(first.body, "\ufffd") || strings.Contains(first.body, `\x`) || strings.Count(first.body, "<article") != lettersShown {
		t.Errorf("%d letters; or one is cut within a character", strings.Count(first.body, "<article"))
	}
	second := w.get(path + "?from=41")
	second.says(t, "U kijkt naar latere berichten")
	second.lacks(t, "De eerste.", "Toon de volgende")
	if n := strings.Count(second.body, "<article"); n != 2 {
		t.Errorf("%d letters on the second page", n)
	}
	w.get(path+"/letters/2").says(t, strings.Repeat("ë", wordsShown))
	for _, bad := range []string{"/letters/99", "/letters/x"} {
		if a := w.send(http.MethodGet, w.ui.path(path+bad), nil); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", bad, a.Status)
		}
	}
}

// TestCase_Unknown_IsNotThere, whatever stands in its place.
func TestCase_Unknown_IsNotThere(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/cases/nope", "/cases/%2e%2e", "/cases/a%2Fb", "/cases/%3Cscript%3E", "/cases/nope/answer", "/cases/nope/access", "/cases/nope/log", "/cases/nope/decide?do=close"} {
		if a := w.send(http.MethodGet, w.ui.path(path), nil); a.StatusCode != http.StatusNotFound || strings.Contains(a.body, "<script") {
			t.Errorf("%s: %s", path, a.Status)
		}
	}
}

// TestList_ReporterInDanger_StandsFirst until somebody has taken notice, and the case says so for good.
func TestList_ReporterInDanger_StandsFirst(t *testing.T) {
	w := newWorld(t)
	calm := w.bring(w.report(newReporter(), "Rustig."))[0]
	danger := w.bring(w.report(newReporter(), "Nu.", func(m *message.Report) {
		m.Answers = []message.Answer{{ID: "danger", Question: "Bent u nu in gevaar?", Values: []string{"yes"}, Answer: "Ja"}}
	}))[0]
	first := func() string {
		all, err := w.desk.Work(desk.Filter{})
		w.must(err)
		return all[0].ID
	}
	w.get("/").says(t, "melder in gevaar")
	w.must(w.desk.ChangeFile(calm, "case-set", nil, func(f *desk.File) error { f.SetDeadlines(map[string]day.Day{"bellen": w.desk.Today()}); return nil }))
	if first() != danger {
		t.Error("another case stands first")
	}
	w.get("/cases/"+danger).says(t, "schreef nu in gevaar te zijn", "112")
	w.post("/cases/"+danger+"/file", "status", desk.StatusInProgress, "kind", "approached").says(t, "schreef nu in gevaar te zijn")
	if first() != calm {
		t.Error("it still stands first")
	}
}

// TestCase_ChangedInAnotherTab_IsNotOverwrittenUnseen: a tab that was opened before shows what stood there then.
func TestCase_ChangedInAnotherTab_IsNotOverwrittenUnseen(t *testing.T) {
	w := newWorld(t)
	id := w.bring(w.report(newReporter(), "Een melding."))[0]
	before := regexp.MustCompile(`name="before" value="([0-9a-f]+)"`)
	stale := before.FindStringSubmatch(w.get("/cases/" + id).body)
	if stale == nil {
		t.Fatal("the form does not say what stood there")
	}
	w.post("/cases/"+id+"/file", "before", stale[1], "kind", "approached", "status", "closed", "outcome", "unfounded")
	back := w.try("/cases/"+id+"/file", "before", stale[1], "kind", "approached", "status", "new", "labels", "haven")
	back.says(t, "in een ander tabblad", `value="haven"`)
	if f, err := w.desk.CaseFile(id); err != nil || f.Status != desk.StatusClosed || len(f.Labels) != 0 {
		t.Errorf("%+v, %v", f, err)
	}
	w.post("/cases/"+id+"/file", "before", before.FindStringSubmatch(back.body)[1], "kind", "approached", "status", "new", "labels", "haven").says(t, "haven")
}

// TestCase_Reading_DoesNotPutOffTheLock, writing an answer or a note does: nobody sees in time that somebody types.
func TestCase_Reading_DoesNotPutOffTheLock(t *testing.T) {
	w := newWorld(t)
	path := "/cases/" + w.bring(w.report(newReporter(), "Een melding."))[0]
	for screen, refresh := range map[string]string{"": "598; ", "/access": "598; ", "/notes": "3598; ", "/answer": "3598; "} {
		if got := w.get(path + screen).Header.Get("Refresh"); !strings.HasPrefix(got, refresh) {
			t.Errorf("%s goes away with %q", path+screen, got)
		}
	}
}

// TestCase_DamagedRecords_AreSaidAndTheRestIsShown.
func TestCase_DamagedRecords_AreSaidAndTheRestIsShown(t *testing.T) {
	w := newWorld(t)
	v := &cases.View{Summary: cases.Summary{ID: "4g3k2m1x", State: cases.Open}, Tree: []cases.BranchView{{ID: 1, State: cases.BranchOpen, Letters: []cases.LetterView{
		{Letter: cases.Letter{No: 1, Branch: 1, Kind: message.KindReport}, Damaged: true},
		{Letter: cases.Letter{No: 2, Branch: 1, Kind: message.KindFollowup}, Words: cases.Words{Text: "Het vervolg."}},
	}}}}
	d := caseData{Head: headOf(v.ID, ""), Summary: v.Summary, conversation: converse(v), File: desk.File{Status: desk.StatusNew}, Events: []cases.Event{{What: cases.DamagedEvent}}, Tree: treeOf(v.Tree)}
	w.ui.router.Handle(w.ui.path("/damaged"), w.ui.alone(func(u *UI, rw http.ResponseWriter, r *http.Request) error { return u.show(rw, r, "case", d) }))
	w.get("/damaged").says(t, "in het register beschadigd", "Het vervolg.", "(deze regel is beschadigd)")
}
