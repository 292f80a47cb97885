package ui

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestServe_UnknownAddress_SaysTheSame asks as another user of the machine, another program, or a page of another origin would.
func TestServe_UnknownAddress_SaysTheSame(t *testing.T) {
	w := newWorld(t)
	w.bring(w.report(newReporter(), "Een melding."))
	good := w.ui.Path()
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	host := func(h string) func(*http.Request) { return func(r *http.Request) { r.Host = h } }
	for name, a := range map[string]answer{
		"no path":                  w.send(http.MethodGet, "/", nil),
		"a wrong one":              w.send(http.MethodGet, "/"+strings.Repeat("0", 32)+"/", nil),
		"part of it":               w.send(http.MethodGet, good[:17]+"/", nil),
		"in capitals":              w.send(http.MethodGet, strings.ToUpper(good), nil),
		"behind another piece":     w.send(http.MethodGet, "/x/.."+good, nil),
		"another host":             w.send(http.MethodGet, good, nil, host("luwte.example")),
		"another port":             w.send(http.MethodGet, good, nil, host("127.0.0.1:1")),
		"localhost":                w.send(http.MethodGet, good, nil, host("localhost"+w.server.URL[strings.LastIndex(w.server.URL, ":"):])),
		"a link elsewhere":         w.send(http.MethodGet, good, nil, set("Sec-Fetch-Site", "cross-site")),
		"a link at another port":   w.send(http.MethodGet, good, nil, set("Sec-Fetch-Site", "same-site")),
		"a picture elsewhere":      w.send(http.MethodGet, good, nil, set("Origin", "https://luwte.example")),
		"a form elsewhere":         w.send(http.MethodPost, good+"lock", url.Values{}, set("Origin", "https://luwte.example")),
		"a form without an origin": w.send(http.MethodPost, good+"lock", url.Values{}, func(r *http.Request) { r.Header.Del("Origin") }),
		"a form of a file":         w.send(http.MethodPost, good+"lock", url.Values{}, set("Origin", "null")),
		"a form of another site":   w.send(http.MethodPost, good+"lock", url.Values{}, set("Sec-Fetch-Site", "cross-site")),
		"a form by hand":           w.send(http.MethodPost, good+"lock", url.Values{}, set("Sec-Fetch-Site", "none")),
		"another method":           w.send(http.MethodPut, good, url.Values{}),
		"one that asks":            w.send(http.MethodOptions, good, nil),
	} {
		a.Header.Del("Date")
		if a.StatusCode != http.StatusNotFound || a.body != "404\n" || len(a.Header) != len(headers)+2 {
			t.Errorf("%s: %s, %q, %v", name, a.Status, a.body, a.Header)
		}
	}
	if w.locked != 0 || len(w.touched) != 0 {
		t.Errorf("it locked %d times, and took %d requests for work", w.locked, len(w.touched))
	}
	w.get("/").says(t, "1 zaak")
	if a := w.send(http.MethodGet, good, nil, set("Sec-Fetch-Site", "none")); a.StatusCode != http.StatusOK {
		t.Errorf("typed into the address bar: %s", a.Status)
	}
}

// TestServe_EveryAnswer_LetsNoScriptRunAndIsNotKept looks at each kind of answer.
func TestServe_EveryAnswer_LetsNoScriptRunAndIsNotKept(t *testing.T) {
	w := newWorld(t)
	for name, a := range map[string]answer{
		"a screen":   w.get("/"),
		"a problem":  w.send(http.MethodGet, w.ui.path("/nowhere"), nil),
		"a redirect": w.try("/language", "language", "en", "back", "/"),
		"nothing":    w.send(http.MethodGet, "/", nil),
		"away":       w.get("/away"),
		"locked":     w.send(http.MethodPost, w.ui.path("/lock"), url.Values{}),
	} {
		policy := a.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") || regexp.MustCompile(`script-src|unsafe|\*|http|data:|blob:`).MatchString(policy) {
			t.Errorf("%s: policy %q", name, policy)
		}
		for header, value := range map[string]string{
			"Cache-Control": "no-store", "Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if a.Header.Get(header) != value {
				t.Errorf("%s: %s is %q", name, header, a.Header.Get(header))
			}
		}
		if a.Header.Get("Set-Cookie") != "" || regexp.MustCompile(`(?i)<script|<link rel="[^i]|<iframe|<object|<embed|\son[a-z]+=|style="|javascript:`).MatchString(a.body) {
			t.Errorf("%s has a cookie, or what could run or be fetched:\n%s", name, a.body)
		}
	}
}

// TestServe_Style_IsTheOneThatThePolicyAllows.
func TestServe_Style_IsTheOneThatThePolicyAllows(t *testing.T) {
	a := newWorld(t).get("/")
	_, rest, _ := strings.Cut(a.body, "<style>")
	found, _, _ := strings.Cut(rest, "</style>")
	if !strings.Contains(a.Header.Get("Content-Security-Policy"), "style-src '"+hashOf(found)+"';") || len(found) < 1000 {
		t.Errorf("a browser would leave out the style of %d bytes", len(found))
	}
}

// TestServe_IdlePage_GoesAwayByItself and does not keep the desk open by that.
func TestServe_IdlePage_GoesAwayByItself(t *testing.T) {
	w := newWorld(t)
	if got := w.get("/").Header.Get("Refresh"); got != "598; url="+w.ui.path("/away") {
		t.Errorf("the page goes away with %q", got)
	}
	before := len(w.touched)
	a := w.get("/away")
	if a.Header.Get("Refresh") != "" || len(w.touched) != before {
		t.Errorf("that page goes on with %q, and was taken for work", a.Header.Get("Refresh"))
	}
}

// TestLock_Button_SaysSoAndLocks once the answer is written.
func TestLock_Button_SaysSoAndLocks(t *testing.T) {
	w := newWorld(t)
	a := w.send(http.MethodPost, w.ui.path("/lock"), url.Values{})
	a.says(t, "Op slot")
	if w.locked != 1 || a.Header.Get("Clear-Site-Data") != `"cache"` {
		t.Errorf("it locked %d times; the browser is to forget %q", w.locked, a.Header.Get("Clear-Site-Data"))
	}
}

// TestLanguage_Chosen_HoldsAndGoesBack to where it was chosen, and nowhere else.
func TestLanguage_Chosen_HoldsAndGoesBack(t *testing.T) {
	w := newWorld(t)
	w.get("/").says(t, `<html lang="nl"`, "Er zijn nog geen zaken")
	w.post("/language", "language", "en", "back", "/?status=new").says(t, `<html lang="en"`, "No case fits")
	for _, back := range []string{"https://luwte.example/", "//luwte.example/", ""} {
		a := w.try("/language", "language", "nl", "back", back)
		if !strings.HasPrefix(a.Header.Get("Location"), w.ui.Path()) {
			t.Errorf("back to %q leads to %q", back, a.Header.Get("Location"))
		}
	}
}

// TestNew_EachStart_HasAnotherAddress of 128 bits.
func TestNew_EachStart_HasAnotherAddress(t *testing.T) {
	w := newWorld(t)
	other, err := New(w.desk, w.ui.options)
	if err != nil || !regexp.MustCompile(`^/[0-9a-f]{32}/$`).MatchString(other.Path()) || other.Path() == w.ui.Path() {
		t.Errorf("%v, %q beside %q", err, other.Path(), w.ui.Path())
	}
}

// TestListen_OtherMachines_AreRefused by the address.
func TestListen_OtherMachines_AreRefused(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "localhost:0", "example.org:80", "127.0.0.1", ""} {
		if l, err := Listen(address); !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %v, %v", address, l, err)
		}
	}
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
}

// TestListenSocket_Socket_IsItsOwnersAlone and takes the place of one that was left, but of nothing else.
func TestListenSocket_Socket_IsItsOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ui.sock")
	for range 2 {
		l, err := ListenSocket(path)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("%v, %v", info, err)
		}
		l.(*net.UnixListener).SetUnlinkOnClose(false) // as a process that replaced itself
		l.Close()
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ListenSocket(path); !errors.Is(err, os.ErrExist) {
		t.Errorf("in the place of a file: %v", err)
	}
}

// TestServe_Socket_AnswersThisMachineAlone by the name in Host, as which port leads there is not known.
func TestServe_Socket_AnswersThisMachineAlone(t *testing.T) {
	w := newWorld(t)
	w.ui.options.Host = ""
	for host, there := range map[string]bool{"localhost": true, "localhost:8080": true, "127.0.0.1:1": true, "[::1]:80": true, "luwte.example": false, "127.0.0.1.luwte.example": false, "": false} {
		if w.ui.isHost(host) != there {
			t.Errorf("Host %q: %v", host, !there)
		}
	}
}
