package ui

import (
	"context"
	"net/http"
	"testing"
	"time"

	"luwte/internal/desk"
)

// TestBegin_LongWork_IsShownAndEndsWithItsNotice, while other screens wait and nothing that was typed is lost.
func TestBegin_LongWork_IsShownAndEndsWithItsNotice(t *testing.T) {
	w := newWorld(t)
	for _, result := range []error{nil, desk.ErrForeign} {
		begun, goOn := make(chan bool), make(chan bool)
		path := "/long"
		if result != nil {
			path = "/long2"
		}
		w.ui.router.Handle(w.ui.path(path), w.ui.alone(func(u *UI, rw http.ResponseWriter, r *http.Request) error {
			return u.begin(rw, r, "job.title", func(_ context.Context, progress func(done, total int)) (string, string, error) {
				progress(3, 40)
				begun <- true
				<-goOn
				return "Klaar.", "/?status=new", result
			})
		}))
		w.try(path)
		<-begun
		for _, screen := range []string{"/", "/job"} {
			a := w.get(screen)
			a.says(t, "3 van 40")
			if a.Header.Get("Refresh") != "1; url="+w.ui.path("/job") {
				t.Errorf("%s: Refresh %q", screen, a.Header.Get("Refresh"))
			}
		}
		if a := w.try(path, "text", "al getypt"); a.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("meanwhile: %s", a.Status)
		} else {
			a.says(t, "al getypt", "Er loopt nu iets anders")
		}
		goOn <- true
		a := w.send(http.MethodGet, w.ui.path("/job"), nil)
		for ; a.StatusCode == http.StatusOK; a = w.send(http.MethodGet, w.ui.path("/job"), nil) {
			time.Sleep(time.Millisecond)
		}
		if result != nil {
			a.says(t, "van een ander meldpunt")
			continue
		}
		if a.Header.Get("Location") != w.ui.path("/?status=new") {
			t.Errorf("it ends with %s to %q", a.Status, a.Header.Get("Location"))
		}
		w.get("/").says(t, "Klaar.")
		w.get("/").lacks(t, "Klaar.")
	}
}

// TestAlone_TerminalAtWork_ScreensWait and go on afterwards.
func TestAlone_TerminalAtWork_ScreensWait(t *testing.T) {
	w := newWorld(t)
	w.ui.Alone(func() { w.get("/").says(t, "loopt een opdracht") })
	w.get("/").says(t, "Er zijn nog geen zaken")
}

// ends begins work in one tab that ends at once, without anybody looking.
func (w *world) ends(path string, work func()) {
	w.t.Helper()
	w.ui.router.Handle(w.ui.path(path), w.ui.alone(func(u *UI, rw http.ResponseWriter, r *http.Request) error {
		return u.begin(rw, r, "job.title", func(context.Context, func(done, total int)) (string, string, error) {
			work()
			return "Klaar.", "/", nil
		})
	}))
	w.try(path)
	for ended := false; !ended; time.Sleep(time.Millisecond) {
		w.ui.mu.Lock()
		ended = w.ui.job.next != nil
		w.ui.mu.Unlock()
	}
}

// TestBegin_EndNotSeenYet_LosesNothingOfAnotherTab: an import ends in a tab behind, while somebody sends an answer that he wrote in another.
func TestBegin_EndNotSeenYet_LosesNothingOfAnotherTab(t *testing.T) {
	w := newWorld(t)
	w.ends("/long", func() {})
	sent := ""
	w.ui.router.Handle(w.ui.path("/form"), w.ui.alone(func(u *UI, rw http.ResponseWriter, r *http.Request) error {
		sent = r.PostForm.Get("text")
		return u.done(rw, r, "", "/")
	}))
	if a := w.try("/form", "text", "al getypt"); sent != "al getypt" {
		t.Errorf("what was typed came to %q: %s", sent, a.Status)
	}
	w.ui.Alone(func() { w.get("/").says(t, "loopt een opdracht") })
	if a := w.send(http.MethodGet, w.ui.path("/job"), nil); a.StatusCode != http.StatusSeeOther {
		t.Errorf("the end of the work: %s", a.Status)
	}
	w.get("/").says(t, "Klaar.")
}

// TestBegin_Fault_IsAPage and not the end of the program, with what stands in other tabs.
func TestBegin_Fault_IsAPage(t *testing.T) {
	w := newWorld(t)
	faults := 0
	w.ui.options.Fault = func([]byte) { faults++ }
	w.ends("/long", func() { panic("a word of a report") })
	a := w.send(http.MethodGet, w.ui.path("/job"), nil)
	if a.lacks(t, "a word of a report"); a.StatusCode != http.StatusInternalServerError || faults != 1 {
		t.Errorf("%s, %d faults", a.Status, faults)
	}
	w.get("/").says(t, "Er zijn nog geen zaken")
}

// TestAlone_TerminalWaits_LookingAgainKeepsNothingOpen: a page that asks each second how far it is is nobody who is there.
func TestAlone_TerminalWaits_LookingAgainKeepsNothingOpen(t *testing.T) {
	w := newWorld(t)
	w.ui.Alone(func() {
		before := len(w.touched)
		w.get("/job").says(t, "loopt een opdracht")
		if len(w.touched) != before {
			t.Error("it was taken for work")
		}
	})
}

// TestForm_SentTwiceAtOnce_CountsOnce: somebody clicks twice on a button. What is sent on purpose once more, later, counts.
func TestForm_SentTwiceAtOnce_CountsOnce(t *testing.T) {
	w := newWorld(t)
	id := w.bring(w.report(newReporter(), "Een melding."))[0]
	now := time.Now()
	w.ui.now = func() time.Time { return now }
	first := w.try("/cases/"+id+"/notes", "note", "Gebeld.")
	again := w.try("/cases/"+id+"/notes", "note", "Gebeld.")
	w.try("/cases/"+id+"/notes", "note", "Teruggebeld.")
	now = now.Add(time.Minute)
	w.try("/cases/"+id+"/notes", "note", "Teruggebeld.")
	if f, err := w.desk.CaseFile(id); err != nil || len(f.Notes) != 3 || again.Header.Get("Location") != first.Header.Get("Location") {
		t.Errorf("%+v, %v; %s and %s", f.Notes, err, first.Status, again.Status)
	}
}
