package ui

import (
	"io"
	"net/http"
	"net/url"
	"strings"
)

// pageRoutes are of what stands on every page. They do not use the desk, and work while something else runs.
var pageRoutes = []route{
	{http.MethodPost, "/language", (*UI).chooseLanguage},
	{http.MethodPost, "/lock", (*UI).lock},
	{http.MethodGet, "/away", (*UI).away},
	{http.MethodGet, "/job", (*UI).jobScreen},
	{http.MethodGet, "/icon.svg", (*UI).icon},
}

// chooseLanguage holds until the desk locks.
func (u *UI) chooseLanguage(w http.ResponseWriter, r *http.Request) error {
	u.options.Touch(0)
	if l := r.PostForm.Get("language"); isLanguage(l) {
		u.mu.Lock()
		u.language = l
		u.mu.Unlock()
	}
	back := r.PostForm.Get("back")
	if u, err := url.Parse(back); err != nil || !strings.HasPrefix(back, "/") || u.String() != back {
		back = "/"
	}
	return u.done(w, r, "", back)
}

// lock says that the desk is locked, and locks it. The browser is asked to forget what it keeps for going back.
func (u *UI) lock(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Clear-Site-Data", `"cache"`)
	w.Header().Set("Connection", "close")
	if err := u.still(w, "locked"); err != nil {
		return err
	}
	_ = http.NewResponseController(w).Flush()
	u.options.Lock()
	return nil
}

// away is where a page goes by itself, without work at the desk: whether the desk is locked by then, this page does not know.
func (u *UI) away(w http.ResponseWriter, r *http.Request) error { return u.still(w, "away") }

// icon is what a browser shows beside the title: the lee of a wall. Without one it would ask for /favicon.ico.
func (u *UI) icon(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "image/svg+xml")
	_, err := io.WriteString(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0d5c63"/><path d="M5 3v8h6" fill="none" stroke="#fff" stroke-width="2.5"/></svg>`)
	return err
}

// still writes a page that does not change anything, and stays.
func (u *UI) still(w http.ResponseWriter, screen string) error {
	u.mu.Lock()
	p := &page{Screen: screen, Language: u.language}
	u.mu.Unlock()
	var b strings.Builder
	if err := u.screens[p.Language][screen].ExecuteTemplate(&b, "layout.html", p); err != nil {
		return err
	}
	write(w, http.StatusOK, []byte(b.String()))
	return nil
}
