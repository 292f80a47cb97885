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
