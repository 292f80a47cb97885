// Package ui is the desk's screens: a local web application for the browser of the machine on which the desk is open. It shows what *desk.Desk says and calls
// what *desk.Desk does; whatever a screen can do, a command can, by the same method. No rule of the work stands here.
//
// It trusts whoever knows the address of this start: a path of 128 random bits, printed at the terminal, without which every answer is the same 404
// (guard.go). It trusts no page of another origin, and no word of a report: strings from strangers go through package plain and html/template, and the
// policy of every answer lets no script run, its own included, for it has none. Only cmd/luwte-desk imports it.
//
// # How a screen is added
//
// A screen is a file <screen>.go with its routes and handlers, templates/<screen>.html, and texts/<screen>.json. Its routes get a line in routes below, and it
// gets one in navigation if it is reached from everywhere.
//
//	var logRoutes = []route{{http.MethodGet, "/log", (*UI).logScreen}}
//
//	func (u *UI) logScreen(w http.ResponseWriter, r *http.Request) error {
//		events, err := u.desk.Log()
//		if err != nil {
//			return err // problem.go makes a page of it
//		}
//		return u.show(w, r, "log", logData{events})
//	}
//
// A handler has the desk for itself (u.desk), and forms are parsed. What changes something is a POST, and ends with u.done: a notice that is shown once, and
// a 303 to where one goes on. Where it fails, `return u.again(w, r, err, (*UI).caseScreen)` shows the screen once more, with the sentence of the error above and
// with all that was typed: a template asks {{$.Typed "kind" .Kind}} for what stands in a field, the second being what stood there before. Errors become
// sentences in problem.go: a line for each sentinel, a text for what happened and what one does now.
// What takes long, an import, is u.begin: it goes on while pages show how far it is. A handler that streams a file sets its type and returns nil.
//
// A template defines "title" and "main", {{with .Data}}…{{end}} around what main says: the dot is then the screen's data, a struct, and $ the page, which has Typed,
// TypedIs and Language. The layout shows notices and what went wrong above main. Where somebody writes long, u.showFor(…, writing) locks later.
// A screen of a case begins with {{template "head" .Head}} (headOf), and has a line in caseLinks (case.go). What asks before it is done shows "confirm" with confirmData.
// Functions: {{t "log.nav"}} a text of texts/log.json, with values for its %s and %d behind; {{day .Opened}}; {{plain .Name}} a stranger's words
// on one line, {{lines .Text}} on theirs, in an element of class "words"; {{url "/cases" .ID}} a path of this start, for links and for forms.
// A text is {"nl": …, "en": …}; tests fail for a key that is used and not there, or there and not used. {{t (print "list.status-" .Status)}} uses all keys that begin so, and
// {{term "log.action-" .Action}} does, with the word itself where there is no text for it.
package ui

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/mux"

	"luwte/internal/desk"
	"luwte/internal/pouch"
)

// routes are the screens'.
var routes = [][]route{
	listRoutes, caseRoutes, answerRoutes, accessRoutes, logRoutes, clocksRoutes, figuresRoutes, worksheetRoutes, filesRoutes, timelineRoutes,
	referRoutes, receiveRoutes, dossierRoutes, madeRoutes, backupRoutes, transferRoutes, retentionRoutes, handlersRoutes,
	destroyRoutes,
}

// navigation is what stands on top of every page.
var navigation = []struct{ Text, Path string }{
	{"list.nav", "/"},
	{"transfer.nav", "/transfer"},
	{"clocks.nav", "/clocks"},
	{"breaches.nav", "/breaches"},
	{"figures.nav", "/figures"},
	{"retention.nav", "/retention"},
	{"receive.nav", "/receive"},
	{"log.nav", "/log"},
	{"handlers.nav", "/handlers"},
	{"backup.nav", "/backup"},
}

// route is a method and a path below the random one, in the manner of gorilla/mux: "/cases/{case}".
type route struct {
	method, path string
	handler      handler
}

type handler func(u *UI, w http.ResponseWriter, r *http.Request) error

// Options are what the program knows and the screens need.
type Options struct {
	Language string              // nl or en
	Host     string              // that requests have to name, such as 127.0.0.1:4321; empty on a socket: any name of this machine
	Idle     time.Duration       // after which the desk locks
	Touch    func(time.Duration) // somebody is there, and may write for this time without a request; not nil
	Lock     func()              // locks the desk; called once, when the answer that says so was written
	Fault    func(stack []byte)  // hears of a fault of the program; no words of a report are in it
}

// UI is the screens of an open desk, an http.Handler.
type UI struct {
	desk    *desk.Desk
	options Options
	token   string // the first piece of every path
	router  *mux.Router
	screens map[string]map[string]*template.Template // by language and name

	work  sync.Mutex // holds whoever uses the desk
	drawn drawn      // with work

	mu       sync.Mutex // guards what follows
	language string
	notices  []string // to be shown on the next page
	job      *job
	last     sent // the last form that changed something
	now      func() time.Time
	transfer transfer
}

// New returns the screens of a desk that is open.
func New(d *desk.Desk, o Options) (*UI, error) {
	token := make([]byte, 16)
	rand.Read(token)
	u := &UI{desk: d, options: o, now: time.Now, token: hex.EncodeToString(token), language: o.Language, router: mux.NewRouter().UseEncodedPath().SkipClean(true)}
	u.transfer.sticks = pouch.Sticks
	if !isLanguage(o.Language) {
		u.language = Languages[0]
	}
	var err error
	if u.screens, err = parseScreens(u.path); err != nil {
		return nil, err
	}
	for _, r := range pageRoutes {
		u.router.Handle(u.path(r.path), u.free(r.handler)).Methods(r.method)
	}
	for _, screen := range routes {
		for _, r := range screen {
			u.router.Handle(u.path(r.path), u.alone(r.handler)).Methods(r.method)
		}
	}
	u.router.NotFoundHandler = u.free((*UI).nowhere)
	u.router.MethodNotAllowedHandler = u.router.NotFoundHandler
	return u, nil
}

// Path is the path of the first screen, which is all that somebody needs to use the desk.
func (u *UI) Path() string { return u.path("/") }

// path puts the random piece in front.
func (u *UI) path(path string) string { return "/" + u.token + path }

// piece returns a piece of the path, such as the case's id of /cases/{case}.
func piece(r *http.Request, name string) string {
	s, err := url.PathUnescape(mux.Vars(r)[name])
	if err != nil {
		return ""
	}
	return s
}

// free is a handler that does not use the desk, and is nobody's work at it.
func (u *UI) free(fn handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { u.run(w, r, fn) })
}

// alone is a handler that has the desk for itself. While something runs that takes long, it shows how far that is.
func (u *UI) alone(fn handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u.options.Touch(0)
		if u.waits(r) {
			u.run(w, r, (*UI).jobScreen)
			return
		}
		u.work.Lock()
		defer u.work.Unlock()
		u.run(w, r, fn)
	})
}

// largestForm is more than any form sends but for files, in bytes: an answer has at most 15 notes, a note of a case 100 000 bytes.
const largestForm = 1 << 20

// run runs a handler. An error becomes a page, and so does a panic: the desk's own state is in the register, which a transaction left unfinished does not change.
func (u *UI) run(w http.ResponseWriter, r *http.Request, fn handler) {
	defer func() {
		if fault := recover(); fault != nil {
			u.options.Fault(debug.Stack()) // without what it says, which may be a report's
			u.fail(w, r, errFault)
		}
	}()
	r.Body = http.MaxBytesReader(w, r.Body, u.largest(r))
	if isForm(r) {
		if err := r.ParseForm(); err != nil {
			u.fail(w, r, fmt.Errorf("%w: %w", errForm, err))
			return
		}
	}
	if u.twice(w, r) {
		return
	}
	if err := fn(u, w, r); err != nil {
		u.fail(w, r, err)
	}
}

// sent is a form that was taken, and where one went on from there.
type sent struct {
	what     [32]byte
	at       time.Time
	location string
}

// twiceWithin is how soon the same form again is a second click on the same button, which browsers send as well.
const twiceWithin = 5 * time.Second

func whatOf(r *http.Request) [32]byte {
	return sha256.Sum256([]byte(r.URL.Path + "?" + r.PostForm.Encode()))
}

// twice answers a form that came just before as that was. A button without fields may be meant twice, and what it does says so itself.
func (u *UI) twice(w http.ResponseWriter, r *http.Request) bool {
	u.mu.Lock()
	last := u.last
	u.mu.Unlock()
	if r.Method != http.MethodPost || len(r.PostForm) == 0 || last.what != whatOf(r) || u.now().Sub(last.at) > twiceWithin {
		return false
	}
	w.Header().Set("Location", last.location)
	w.WriteHeader(http.StatusSeeOther)
	return true
}

func isForm(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
}

// largest is how many bytes a request may have: a form of fields is small; a file may have any size, and its screen reads it piece by piece.
func (u *UI) largest(r *http.Request) int64 {
	if isForm(r) {
		return largestForm
	}
	return 1 << 40
}
