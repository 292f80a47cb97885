package ui

import (
	"crypto/subtle"
	"net"
	"net/http"
	"strings"
)

// ServeHTTP answers requests that know this start's address and come from its own pages or from the address bar. To all others it says the same as to
// any, so that another program, another user of the machine or a page of another origin learns nothing from asking.
func (u *UI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, value := range headers {
		w.Header().Set(name, value)
	}
	if !u.admitted(r) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte("404\n"))
		return
	}
	u.router.ServeHTTP(w, r)
}

// headers stand on every answer. The referrer goes to these pages alone: with no-referrer, browsers send "Origin: null" with forms, which says nothing of where
// they come from (Fetch, append a request Origin header). No script runs, as the policy allows none from anywhere.
var headers = map[string]string{
	"Content-Security-Policy": "default-src 'none'; style-src '" + hashOf(style) + "'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
	"Cache-Control":           "no-store",
	"Referrer-Policy":         "same-origin",
	"X-Content-Type-Options":  "nosniff",
	"X-Frame-Options":         "DENY",

	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Cross-Origin-Embedder-Policy": "require-corp",
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), clipboard-read=()",
	"X-Robots-Tag":                 "noindex",
}

// admitted says whether a request may be answered. A name of another machine in Host is a page of that name whose address was turned to this machine (DNS
// rebinding); Origin and Sec-Fetch-Site say where a browser has a request from, which a page cannot change.
func (u *UI) admitted(r *http.Request) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
	if subtle.ConstantTimeCompare([]byte(first), []byte(u.token)) != 1 || !u.isHost(r.Host) {
		return false
	}
	origin, site := r.Header.Get("Origin"), r.Header.Get("Sec-Fetch-Site")
	if origin != "" && origin != "http://"+r.Host {
		return false
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return site == "" || site == "same-origin" || site == "none"
	case http.MethodPost:
		return origin != "" && (site == "" || site == "same-origin")
	}
	return false
}

// isHost says whether Host is the address that was printed; on a socket, whether it is a name of this machine, as which port leads there is not known.
func (u *UI) isHost(host string) bool {
	if u.options.Host != "" {
		return host == u.options.Host
	}
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	return name == "localhost" || name == "127.0.0.1" || name == "::1" || name == "[::1]"
}
