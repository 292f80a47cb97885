package ui

import (
	"net/http"

	"luwte/internal/desk"
)

var listRoutes = []route{
	{http.MethodGet, "/", (*UI).listScreen},
}

type listData struct {
	Reminders []string
	Filter    desk.Filter
	Chosen    bool // a filter is set
	Cases     []desk.Line
}

// listScreen shows the work, the most urgent first.
func (u *UI) listScreen(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	d := listData{Filter: desk.Filter{Kind: q.Get("kind"), Class: q.Get("class"), Status: q.Get("status"), Handler: q.Get("handler"), Label: q.Get("label"), Text: q.Get("text")}}
	d.Chosen = d.Filter != desk.Filter{}
	var err error
	if d.Reminders, err = u.desk.Reminders(); err != nil {
		return err
	}
	if d.Cases, err = u.desk.Work(d.Filter); err != nil {
		return err
	}
	return u.show(w, r, "list", d)
}
