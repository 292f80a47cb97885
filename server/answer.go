package server

import (
	"net/http"
	"strconv"
	"time"

	"luwte/crypto/canon"
)

// Media types of what the drop serves.
const (
	typeHTML  = "text/html; charset=utf-8"
	typeText  = "text/plain; charset=utf-8"
	typeJSON  = "application/json"
	typeLines = "application/x-ndjson"
	typeBytes = "application/octet-stream"
)

// nothingAllowed is the policy of everything but the page: nothing may be loaded, run, framed or sent from it.
const nothingAllowed = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// answer is a whole answer. It is not compressed: what a compressor makes of a body tells of the body, and a precomputed gzip would have
// to be chosen by a request header, so that two visitors would not get the same.
type answer struct {
	status int
	kind   string // media type
	policy string // Content-Security-Policy, or "" for nothingAllowed
	allow  string // methods, with status 405
	body   []byte
}

// fixedHeaders go with every answer, whatever the request.
var fixedHeaders = map[string]string{
	"Cache-Control":                "no-store",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Embedder-Policy": "require-corp",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), payment=(), browsing-topics=()",
}

// resource is a handler that looks at a request and returns the whole answer.
type resource func(r *http.Request) answer

// resource makes a handler that keeps the rules for all answers: the headers, how slow a visitor may be, and that nothing is logged.
func (d *Drop) resource(f resource) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.traces.begin()
		defer d.traces.end()
		overwriteStack()
		defer overwriteStack()
		defer func() {
			// net/http would write the panic with the visitor's address to a log.
			if d.survived(recover()) {
				panic(http.ErrAbortHandler) // closes the connection and says nothing
			}
		}()
		control := http.NewResponseController(w)
		_ = control.SetWriteDeadline(time.Time{}) // the one of an earlier request on this connection
		b := newBody(r, control, d.tempo)
		r.Body = b
		a := f(r)
		if a.status == http.StatusInternalServerError && r.Context().Err() == nil { // otherwise the client has gone, which is no failure of the drop
			d.failures.Add(1)
		}
		a.write(w, control, b, d.tempo)
	})
}

func (a answer) write(w http.ResponseWriter, control *http.ResponseController, b *body, t tempo) {
	h := w.Header()
	a.describe(h)
	unread := b.unread()
	if unread {
		// Otherwise net/http would read the body first, and a refusal would not come at once.
		h.Set("Connection", "close")
		_ = control.EnableFullDuplex()
	}
	out := newOutgoing(w, control, t, b.hurry)
	w.WriteHeader(a.status)
	_, err := out.Write(a.body) // none is written for HEAD and 204
	if unread && (err == nil || len(a.body) == 0) && control.Flush() == nil {
		b.drain()
	}
}

// describe sets the headers.
func (a answer) describe(h http.Header) {
	for name, value := range fixedHeaders {
		h.Set(name, value)
	}
	// How far a server's clock is off, to the second, tells it apart from others: no Date.
	h["Date"] = nil
	h.Set("Content-Security-Policy", nothingAllowed)
	if a.policy != "" {
		h.Set("Content-Security-Policy", a.policy)
	}
	if a.status != http.StatusNoContent {
		h.Set("Content-Type", a.kind)
		h.Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	if a.allow != "" {
		h.Set("Allow", a.allow)
	}
}

func asJSON(status int, v any) answer {
	data, err := canon.Marshal(v)
	if err != nil {
		return sentence(refuseInternal)
	}
	return answer{status: status, kind: typeJSON, body: data}
}
