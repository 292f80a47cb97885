package main

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/internal/cli"
	"luwte/internal/reporter"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
	"luwte/web"
)

// verify runs luwte-report verify at a drop whose bureau lists a page, with somebody in between who serves one to browsers.
func verify(t *testing.T, lists string, serves []byte, change ...func(http.Header)) (status int, stdout, stderr string) {
	t.Helper()
	d := testdrop.Start(t)
	b := testbureau.New()
	b.Charter.Pages = []string{lists}
	d.Add(t, b)
	host := testdrop.Between(t, "tcp", strings.TrimPrefix(d.URL, "http://"), func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.URL.Path == "/" && strings.Contains(r.UserAgent(), "Firefox") { // the right page for all who are not browsers
			next.ServeHTTP(&served{w, serves, change}, r)
			return
		}
		next.ServeHTTP(w, r)
	})
	return run(t, "", "verify", "--drop", "http://"+host)
}

// served puts another page, and other headers, in place of what is written.
type served struct {
	http.ResponseWriter
	page   []byte
	change []func(http.Header)
}

func (s *served) WriteHeader(status int) {
	s.Header().Set("Content-Length", strconv.Itoa(len(s.page)))
	for _, change := range s.change {
		change(s.Header())
	}
	s.ResponseWriter.WriteHeader(status)
	_, _ = s.ResponseWriter.Write(s.page)
}

func (s *served) Write(data []byte) (int, error) { return len(data), nil }

// A browser obeys what comes with a page.
func TestVerify_GenuineBytesWithAnotherHeader_IsNotTheRightPage(t *testing.T) {
	for name, change := range map[string]func(http.Header){
		"Refresh":                 func(h http.Header) { h.Set("Refresh", "0; url=/evil") },
		"Link":                    func(h http.Header) { h.Set("Link", "</evil>; rel=preload") },
		"Set-Cookie":              func(h http.Header) { h.Set("Set-Cookie", "a=b") },
		"Onion-Location":          func(h http.Header) { h.Set("Onion-Location", "http://evil.onion") },
		"X-Odd":                   func(h http.Header) { h.Set("X-Odd", "") },
		"Referrer-Policy":         func(h http.Header) { h.Add("Referrer-Policy", "no-referrer") },
		"Cache-Control":           func(h http.Header) { h.Del("Cache-Control") },
		"Content-Type":            func(h http.Header) { h.Set("Content-Type", "text/html; charset=utf-16") },
		"Content-Security-Policy": func(h http.Header) { h.Set("Content-Security-Policy", "default-src *") },
		"Transfer-Encoding":       func(h http.Header) { h.Del("Content-Length"); h.Set("Transfer-Encoding", "chunked") },
	} {
		status, stdout, stderr := verify(t, web.Hash(), web.Page(), change)
		if status != cli.ExitFailure || strings.Contains(stdout, "It is the page") || !strings.Contains(stderr, "its header \""+name+"\"") ||
			!strings.Contains(stderr, "hint: do not use it") {
			t.Errorf("%s: status %d\n%s%s", name, status, stdout, stderr)
		}
	}
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

// What a bureau calls itself does not turn what stands beside it. Line breaks and control characters are in no charter.
func TestVerify_NameWithMarks_IsHarmless(t *testing.T) {
	d := testdrop.Start(t)
	b := testbureau.New()
	b.Charter.Name = charter.Texts{"en": "Bureau\u200f\u061c Real", "nl": "Bureau"}
	d.Add(t, b)
	for _, args := range [][]string{{"verify"}, {"send"}} {
		_, stdout, stderr := run(t, "x", append(args, "--drop", d.URL)...)
		all := stdout + stderr
		if !strings.Contains(all, "Real") || strings.ContainsAny(all, "\u200f\u061c") {
			t.Errorf("%v: %q", args, all)
		}
	}
}

func TestVerify_HashInUpperCase_IsTheSame(t *testing.T) {
	d := testdrop.Start(t)
	d.Add(t, testbureau.New())
	if status, _, stderr := run(t, "", "verify", "--drop", d.URL, "--hash", strings.ToUpper(web.Hash())); status != cli.ExitOK {
		t.Errorf("status %d: %s", status, stderr)
	}
}
