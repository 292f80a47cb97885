package ui

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"luwte/internal/desk"
)

var listRoutes = []route{
	{http.MethodGet, "/", (*UI).listScreen},
	{http.MethodGet, "/aside", (*UI).asideScreen},
}

// linesShown is how many cases stand on a page.
const linesShown = 100

type listData struct {
	Reminders []string
	Proposals []desk.Proposal
	Filter    desk.Filter
	Chosen    bool // a filter is set
	Narrowed  bool // one is, besides what is looked for
	Choices   choices
	Topics    map[string]string // titles
	Cases     []desk.Line
	Total     int // chosen
	First     int // of them, the number of the first on this page, from 1
	Before    string
	After     string // pages with those before and after; empty if there are none
	Aside     int    // parcels that belong to no case
}

// choices are what can be chosen by, as the cases have it.
type choices struct{ Kind, Class, Status, Handler, Label []string }

// listScreen shows the work, the most urgent first.
func (u *UI) listScreen(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	d := listData{Filter: desk.Filter{Kind: q.Get("kind"), Class: q.Get("class"), Status: q.Get("status"), Handler: q.Get("handler"), Label: q.Get("label"), Text: strings.TrimSpace(q.Get("text"))}}
	d.Chosen, d.Narrowed = d.Filter != desk.Filter{}, d.Filter != desk.Filter{Text: d.Filter.Text}
	all, err := u.desk.Work(desk.Filter{})
	if err != nil {
		return err
	}
	d.Choices = choicesOf(all)
	if d.Chosen {
		if all, err = u.desk.Work(d.Filter); err != nil {
			return err
		}
	}
	d.cut(all, q)
	if err := u.remind(&d); err != nil {
		return err
	}
	return u.show(w, r, "list", d)
}

// remind adds what has to be looked at besides.
func (u *UI) remind(d *listData) (err error) {
	reminders, err := u.desk.Reminders()
	if err != nil {
		return err
	}
	for _, m := range reminders {
		d.Reminders = append(d.Reminders, u.reminder(m))
	}
	if d.Proposals, err = u.desk.Proposals(); err != nil {
		return err
	}
	d.Proposals = slices.DeleteFunc(d.Proposals, func(p desk.Proposal) bool { return p.Out })
	if d.Aside, err = u.desk.Loose(); err != nil {
		return err
	}
	d.Topics, err = u.topics()
	return err
}

func (u *UI) reminder(m desk.Reminder) string {
	epochs := make([]string, len(m.Epochs))
	for i, e := range m.Epochs {
		epochs[i] = strconv.FormatUint(e, 10)
	}
	l := u.chosen()
	switch m.Kind {
	case desk.RemindDestroy:
		return text(l, "list.remind-destroy", strings.Join(epochs, ", "))
	case desk.RemindRelease:
		return text(l, "list.remind-release", strings.Join(epochs, ", "))
	case desk.RemindRestored:
		return text(l, "list.remind-restored", dayText(l, m.Day), dayText(l, m.Made))
	case desk.RemindAgain:
		return text(l, "list.remind-again", strings.Join(m.Cases, ", "))
	case desk.RemindBackup:
		if m.Day == 0 {
			return text(l, "list.remind-no-backup")
		}
		return text(l, "list.remind-backup", dayText(l, m.Day))
	case desk.RemindCharter:
		if m.Days > 0 {
			return text(l, "list.remind-charter", dayText(l, m.Day), m.Days)
		}
		return text(l, "list.remind-over", dayText(l, m.Day))
	}
	return m.String()
}

// topics are the titles of what reports are about, by their ids.
func (u *UI) topics() (map[string]string, error) {
	all, err := u.desk.Topics()
	titles := map[string]string{}
	for _, t := range all {
		titles[t.ID] = t.Title.In(u.chosen())
	}
	return titles, err
}

func choicesOf(all []desk.Line) (c choices) {
	kinds, classes, statuses, handlers, labels := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, l := range all {
		kinds[l.Kind], classes[l.Class], statuses[l.File.Status], handlers[l.Handler] = true, true, true, true
		for _, label := range l.Labels {
			labels[label] = true
		}
	}
	of := func(m map[string]bool) []string {
		delete(m, "")
		return slices.Sorted(maps.Keys(m))
	}
	c = choices{of(kinds), of(classes), nil, of(handlers), of(labels)}
	for _, s := range desk.Statuses() {
		if statuses[s] {
			c.Status = append(c.Status, s)
		}
	}
	return c
}

// cut takes one page of the cases.
func (d *listData) cut(all []desk.Line, q url.Values) {
	d.Total = len(all)
	page, err := strconv.Atoi(q.Get("page"))
	if last := (len(all) - 1) / linesShown; err != nil || page < 0 || page > last {
		page = 0
	}
	link := func(n int) string {
		q.Set("page", strconv.Itoa(n))
		return "/?" + q.Encode()
	}
	first, end := page*linesShown, min((page+1)*linesShown, len(all))
	d.Cases, d.First = all[first:end], first+1
	if page > 0 {
		d.Before = link(page - 1)
	}
	if end < len(all) {
		d.After = link(page + 1)
	}
}

type asideData struct{ desk.Contents }

// asideScreen shows what came and belongs to no case.
func (u *UI) asideScreen(w http.ResponseWriter, r *http.Request) error {
	all, err := u.desk.List(true)
	if err != nil {
		return err
	}
	return u.show(w, r, "aside", asideData{all})
}
