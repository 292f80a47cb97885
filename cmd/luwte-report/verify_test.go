package main

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"luwte/internal/cli"
	"luwte/internal/reporter"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
	"luwte/web"
)

// verify runs luwte-report verify at a drop whose bureau lists a page, with somebody in between who serves one to browsers.
func verify(t *testing.T, lists string, serves []byte) (status int, stdout, stderr string) {
	t.Helper()
	d := testdrop.Start(t)
	b := testbureau.New()
	b.Charter.Pages = []string{lists}
	d.Add(t, b)
	host := testdrop.Between(t, "tcp", strings.TrimPrefix(d.URL, "http://"), func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.URL.Path == "/" && strings.Contains(r.UserAgent(), "Firefox") { // the right page for all who are not browsers
			_, _ = w.Write(serves)
			return
		}
		next.ServeHTTP(w, r)
	})
	var out, errs bytes.Buffer
	status = cli.Run(t.Context(), newRoot(), []string{"verify", "--drop", "http://" + host}, strings.NewReader(""), &out, &errs)
	return status, out.String(), errs.String()
}

func TestVerify_FalsePageForBrowsersOnly_IsFound(t *testing.T) {
	status, stdout, stderr := verify(t, web.Hash(), []byte("<!doctype html><title>Veilig melden</title>"))
	if status != cli.ExitFailure || !strings.Contains(stdout, "lists 1 other pages and not this one") || !strings.Contains(stderr, "hint: do not use it") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}

func TestVerify_PageOfAnotherRelease_SaysWhoListsIt(t *testing.T) {
	other := []byte("<!doctype html><title>Veilig melden 2</title>")
	status, stdout, stderr := verify(t, reporter.PageHash(other), other)
	if status != cli.ExitFailure || !strings.Contains(stdout, "its charter lists this page") || !strings.Contains(stderr, "may be of another release") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}

func TestVerify_RightPageThatIsListed_IsSaid(t *testing.T) {
	status, stdout, stderr := verify(t, web.Hash(), web.Page())
	if status != cli.ExitOK || !strings.Contains(stdout, "It is the page that it should be") || !strings.Contains(stdout, "its charter lists this page") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}

// TestSend_NothingButFileParcelsArrive: the words were refused, so their code leads nowhere.
func TestSend_NothingButFileParcelsArrive_NoCodeIsGiven(t *testing.T) {
	d := testdrop.Start(t)
	d.Add(t, testbureau.New())
	posts := 0
	host := testdrop.Between(t, "tcp", strings.TrimPrefix(d.URL, "http://"), func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		if posts++; posts == 1 {
			next.ServeHTTP(w, r)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusInsufficientStorage)
	})
	var stdout, stderr bytes.Buffer
	args := []string{"send", "--drop", "http://" + host, "--file", "main.go"}
	status := cli.Run(t.Context(), newRoot(), args, strings.NewReader("x"), &stdout, &stderr)
	if status != cli.ExitFailure || stdout.Len() > 0 || !strings.Contains(stderr.String(), "hint: the drop is full") {
		t.Errorf("status %d\n%s\n%s", status, stdout.String(), stderr.String())
	}
}
