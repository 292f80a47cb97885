package ui

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"luwte/internal/desk"
)

var logRoutes = []route{
	{http.MethodGet, "/log", (*UI).logScreen},
	{http.MethodGet, "/cases/{case}/log", (*UI).logScreen},
	{http.MethodPost, "/log/verify", (*UI).verifyLog},
}

// eventsShown is how many lines of the log stand on a page.
const eventsShown = 200

type logData struct {
	Head   *caseHead // nil: of the whole desk
	Events []logLine
	Total  int
	Older  string // page with those before; empty if there are none
	Newer  string
}

type logLine struct {
	desk.Event
	Details [][2]string // sorted by name
}

// logScreen shows who did what, the latest first: of a case, or of all.
func (u *UI) logScreen(w http.ResponseWriter, r *http.Request) error {
	all, err := u.desk.Log()
	if err != nil {
		return err
	}
	d, path := logData{}, "/log"
	if id := piece(r, "case"); id != "" {
		if _, err := u.desk.CaseFile(id); err != nil {
			return err
		}
		head := headOf(id, "/log")
		d.Head, path = &head, join("/cases", id, "log")
		all = slices.DeleteFunc(all, func(e desk.Event) bool { return e.Case != id })
	}
	slices.Reverse(all)
	d.Total = len(all)
	page, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || page < 0 || page > (len(all)-1)/eventsShown {
		page = 0
	}
	for _, e := range all[min(page*eventsShown, len(all)):min((page+1)*eventsShown, len(all))] {
		d.Events = append(d.Events, u.lineOf(e))
	}
	if page > 0 {
		d.Newer = fmt.Sprintf("%s?page=%d", path, page-1)
	}
	if (page+1)*eventsShown < len(all) {
		d.Older = fmt.Sprintf("%s?page=%d", path, page+1)
	}
	return u.show(w, r, "log", d)
}

func (u *UI) lineOf(e desk.Event) logLine {
	l := logLine{Event: e}
	for _, name := range slices.Sorted(maps.Keys(e.Detail)) {
		l.Details = append(l.Details, [2]string{name, u.detail(e.Detail[name])})
	}
	return l
}

// verifyLog checks that the log is as it was written.
func (u *UI) verifyLog(w http.ResponseWriter, r *http.Request) error {
	if err := u.desk.VerifyLog(); err != nil {
		return u.again(w, r, err, (*UI).logScreen)
	}
	return u.done(w, r, u.say("log.whole"), "/log")
}
