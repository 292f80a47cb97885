package ui

import (
	"net/http"
	"slices"
	"strings"

	"luwte/crypto/day"
	"luwte/internal/desk"
	"luwte/internal/desk/retention"
)

var retentionRoutes = []route{
	{http.MethodGet, "/retention", (*UI).retentionScreen},
	{http.MethodPost, "/retention", (*UI).destroyDue},
	{http.MethodPost, "/cases/{case}/dealt", (*UI).dealtWith},
}

type retentionData struct {
	Due, Held []desk.Aged
	Terms     []termShown
	Today     day.Day
	Keeper    bool
}

// termShown is a term in the language that is chosen.
type termShown struct {
	Title, Why string
	Months     int
}

// retentionScreen shows the cases whose time is over, and what keeps others that are closed.
func (u *UI) retentionScreen(w http.ResponseWriter, r *http.Request) error {
	all, err := u.desk.Retention()
	if err != nil {
		return err
	}
	terms, err := u.desk.RetentionTerms()
	if err != nil {
		return err
	}
	d := retentionData{Today: u.desk.Today(), Keeper: u.desk.Self().Role == desk.Keeper}
	for _, a := range all {
		switch {
		case a.IsDue():
			d.Due = append(d.Due, a)
		case a.Status == desk.StatusClosed:
			d.Held = append(d.Held, a)
		}
	}
	for _, t := range terms {
		title := retention.Texts(t.Title).In(u.chosen())
		if title == "" {
			title = t.Outcome
		}
		d.Terms = append(d.Terms, termShown{title, t.Why.In(u.chosen()), t.Months})
	}
	return u.show(w, r, "retention", d)
}

// destroyDue destroys what was ticked, once somebody has typed which day it is.
func (u *UI) destroyDue(w http.ResponseWriter, r *http.Request) error {
	ids := slices.Clone(r.PostForm["due"])
	said, err := day.Parse(strings.TrimSpace(r.PostForm.Get("today")))
	if err != nil {
		err = desk.ErrDay
	} else {
		err = u.desk.CheckToday(said)
	}
	if err == nil {
		err = u.desk.DestroyDue(ids)
	}
	if err != nil {
		return u.again(w, r, err, (*UI).retentionScreen)
	}
	return u.done(w, r, u.say("retention.done", len(ids)), "/retention")
}

func (u *UI) dealtWith(w http.ResponseWriter, r *http.Request) error {
	if err := u.desk.DealtWith(piece(r, "case")); err != nil {
		return u.again(w, r, err, (*UI).retentionScreen)
	}
	return u.done(w, r, u.say("retention.dealt-done"), "/retention")
}
