package ui

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"luwte/internal/fuzzing"
)

// FuzzScreens: any path below the desk's own is a screen, an error's page or nothing, and never a fault. (Forms change the desk and name files: they have
// FuzzParts and their own tests.)
func FuzzScreens(f *testing.F) {
	w := newWorld(f)
	id := w.bring(w.report(newReporter(), "what I saw"))[0]
	for _, path := range []string{"/", "/?show=all&q=a", "/cases/" + id, "/cases/" + id + "/answer", "/cases/" + id + "/files/1", "/clocks", "/figures?year=2026", "/log?page=2", "/transfer", "/away", "/icon.svg"} {
		fuzzing.Add(f, 12, path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		w.t = t
		u, err := url.ParseRequestURI(w.ui.path(path))
		if err != nil {
			return
		}
		r := &http.Request{Method: http.MethodGet, URL: u, Host: w.server.Listener.Addr().String(), Header: http.Header{}, Body: http.NoBody, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
		got := httptest.NewRecorder()
		w.ui.ServeHTTP(got, r.WithContext(t.Context()))
		if got.Code >= 500 || got.Header().Get("Content-Security-Policy") == "" {
			t.Fatalf("GET %q: %d", path, got.Code)
		}
	})
}

// FuzzParts: a form with files is read to its end or refused.
func FuzzParts(f *testing.F) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.SetBoundary("b")
	_ = form.WriteField("words", "a b c")
	file, err := form.CreateFormFile("pouch", "a.pouch")
	if err != nil {
		f.Fatal(err)
	}
	_, _ = io.WriteString(file, "what is in it")
	_ = form.Close()
	fuzzing.Add(f, 200, body.String())
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		err := readParts(r, func(field string, content io.Reader) error {
			_, err := io.Copy(io.Discard, content)
			if err != nil {
				err = errors.Join(errForm, err)
			}
			return err
		})
		if err != nil && !errors.Is(err, errForm) {
			t.Fatal(err)
		}
	})
}
