package ui

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"luwte/crypto/day"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/plain"
)

var (
	//go:embed style.css
	style string
	//go:embed templates/*.html
	templateFiles embed.FS
)

func hashOf(style string) string {
	sum := sha256.Sum256([]byte(style))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// page is what every screen has; a template finds it as $.
type page struct {
	Screen     string // the name of its template, for scripts that drive the screens
	Language   string
	Here       string // the path below the random one, with its query; empty where it cannot be shown again
	Navigation []navLine
	Notices    []string
	Problem    *problem // what went wrong with what was sent, or nil
	Locks      string   // the time at which the desk locks, if nothing is sent before
	Data       any

	typed url.Values
}

type navLine struct {
	Text, Path string
	Current    bool
}

// Typed returns what stands in a field: what was typed, where the form comes back, and otherwise the value.
func (p *page) Typed(name, value string) string {
	if p.typed.Has(name) {
		return p.typed.Get(name)
	}
	return value
}

// TypedIs says whether one of several values of a field is chosen; was is whether it was before.
func (p *page) TypedIs(name, value string, was bool) bool {
	if p.typed == nil {
		return was
	}
	for _, v := range p.typed[name] {
		if v == value {
			return true
		}
	}
	return false
}

// parseScreens parses every template with the layout, once for each language.
func parseScreens(own func(path string) string) (map[string]map[string]*template.Template, error) {
	all := map[string]map[string]*template.Template{}
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	for _, language := range Languages {
		all[language] = map[string]*template.Template{}
		for _, name := range names {
			if name == "templates/layout.html" || name == "templates/parts.html" {
				continue
			}
			t, err := template.New("layout.html").Funcs(functions(language, own)).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html", name)
			if err != nil {
				return nil, fmt.Errorf("template of the screens: %w", err)
			}
			all[language][strings.TrimSuffix(path.Base(name), ".html")] = t
		}
	}
	return all, nil
}

func functions(language string, own func(string) string) template.FuncMap {
	return template.FuncMap{
		"t":      func(key string, values ...any) string { return text(language, key, values...) },
		"day":    func(d day.Day) string { return dayText(language, d) },
		"plain":  plain.Line,
		"lines":  plain.Text,
		"tongue": tongue,
		"term": func(prefix, word string) string {
			if _, ok := texts[prefix+word]; ok {
				return text(language, prefix+word)
			}
			return plain.Line(word)
		},
		"moment": func(t time.Time) string { return moment(language, t) },
		"value":  func(dimension, id string) string { return valueText(language, dimension, id) },
		"values": func(dimension, is, none, describes string) valuesData {
			return valuesOf(language, dimension, is, none, describes)
		},
		"clock":    func(t time.Time) string { return t.Local().Format("15:04") },
		"heading":  func(l cases.LetterView, sure bool) string { return headingOf(language, l, sure) },
		"answered": func(a *cases.AnswerView) string { return answerState(language, a) },
		"size":     func(n uint64) string { return sizeText(language, n) },
		"here":     func(f cases.File) int { return len(f.Parts) - missing(f) },
		"trio":     func(a, b, c any) [3]any { return [3]any{a, b, c} },
		"date":     func(d day.Day) string { return shortDay(language, d) },
		"pair":     func(a, b any) [2]any { return [2]any{a, b} },
		"due":      func(what string) string { return dueText(language, what) },
		"url":      func(pieces ...any) string { return own(join(pieces...)) },
		"style":    func() template.CSS { return template.CSS(style) }, // ours, and what the policy's hash is of
	}
}

// tongue returns the language in which a text is read out: the reporter's, if it is one that the page is in; otherwise nobody knows.
func tongue(tag string) string {
	if slices.Contains([]string{"nl", "en", "pap"}, tag) {
		return tag
	}
	return ""
}

// join makes a path of a first piece that is one and of others that are names or numbers.
func join(pieces ...any) string {
	var b strings.Builder
	for i, p := range pieces {
		s := fmt.Sprint(p)
		if i > 0 && !strings.HasPrefix(s, "/") {
			s = "/" + url.PathEscape(s)
		}
		b.WriteString(s)
	}
	return b.String()
}

// show writes a screen. What was typed into a form that comes back, and what went wrong with it, again has put beside the request.
// beforeLock is how long before the desk locks a page goes away, in seconds.
const beforeLock = 2

// writing is how long somebody may write an answer or a note without a request.
const writing = time.Hour

// nobody is a time for showFor: the page asked by itself, and the desk locks when it would have.
const nobody = time.Duration(-1)

func (u *UI) show(w http.ResponseWriter, r *http.Request, screen string, data any) error {
	return u.showFor(w, r, screen, data, 0)
}

// showFor is show for a screen on which somebody writes for this time without a request: the desk locks later, so that nothing that was typed is lost.
func (u *UI) showFor(w http.ResponseWriter, r *http.Request, screen string, data any, writing time.Duration) error {
	p := &page{Screen: screen, Here: u.here(r), Data: data}
	status := http.StatusOK
	if f := failedOf(r); f != nil {
		p.Problem, p.typed, status = f.problem, f.typed, f.problem.status
	}
	u.mu.Lock()
	p.Language, p.Notices = u.language, u.notices
	u.notices = nil
	u.mu.Unlock()
	for _, n := range navigation {
		p.Navigation = append(p.Navigation, navLine{n.Text, n.Path, n.Path == p.Here})
	}
	last := max(u.options.Idle, writing)
	if writing != nobody {
		u.options.Touch(writing)
		p.Locks = time.Now().Add(last).Format("15:04")
	}
	var b bytes.Buffer // whole before the first byte goes out: half a page would look like a whole one
	if err := u.screens[p.Language][screen].ExecuteTemplate(&b, "layout.html", p); err != nil {
		return fmt.Errorf("screen %s: %w", screen, err)
	}
	// When the time is over, nothing of a report stays on the screen. That page is nobody's work: it does not keep the desk open. It comes a moment before the desk
	// locks, for afterwards nobody would be there to say why.
	if w.Header().Get("Refresh") == "" {
		w.Header().Set("Refresh", strconv.Itoa(max(1, int(last.Seconds())-beforeLock))+"; url="+u.path("/away"))
	}
	write(w, status, b.Bytes())
	return nil
}

func write(w http.ResponseWriter, status int, html []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(html) // whoever asked is gone: nothing is to be done about it
}

// here is the path of a screen that a GET can show again; nothing for a form that came back, whose words would be lost.
func (u *UI) here(r *http.Request) string {
	if r.Method != http.MethodGet {
		return ""
	}
	return strings.TrimPrefix(r.URL.RequestURI(), "/"+u.token)
}

// done ends what changed something: a notice, and on to a screen.
func (u *UI) done(w http.ResponseWriter, r *http.Request, notice, next string) error {
	if notice != "" {
		u.mu.Lock()
		u.notices = append(u.notices, notice)
		u.mu.Unlock()
	}
	if r.Method == http.MethodPost && isForm(r) {
		u.mu.Lock()
		u.last = sent{whatOf(r), u.now(), u.path(next)}
		u.mu.Unlock()
	}
	w.Header().Set("Location", u.path(next)) // http.Redirect would clean the path, and with it names that were escaped
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// chosen is the language that is.
func (u *UI) chosen() string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.language
}

// say returns a text in the language that is chosen.
func (u *UI) say(key string, values ...any) string {
	return text(u.chosen(), key, values...)
}
