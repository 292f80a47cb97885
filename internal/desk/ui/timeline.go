package ui

import (
	"fmt"
	"maps"
	"net/http"
	"slices"

	"luwte/crypto/day"
	"luwte/internal/desk"
)

var timelineRoutes = []route{
	{http.MethodGet, "/cases/{case}/timeline", (*UI).timelineScreen},
}

type timelineData struct {
	Head caseHead
	Days []timelineDay
}

type timelineDay struct {
	Day   day.Day
	Lines []timelineLine
}

type timelineLine struct {
	desk.Happening
	Details [][2]string // of the log, sorted by name
}

// timelineScreen shows what happened in a case, by day.
func (u *UI) timelineScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	all, err := u.desk.Timeline(id)
	if err != nil {
		return err
	}
	d := timelineData{Head: headOf(id, "/timeline")}
	for _, h := range all {
		if last := len(d.Days) - 1; last < 0 || d.Days[last].Day != h.Day {
			d.Days = append(d.Days, timelineDay{Day: h.Day})
		}
		l := timelineLine{Happening: h}
		for _, name := range slices.Sorted(maps.Keys(h.Fields)) {
			l.Details = append(l.Details, [2]string{name, fmt.Sprint(h.Fields[name])})
		}
		at := &d.Days[len(d.Days)-1]
		at.Lines = append(at.Lines, l)
	}
	return u.show(w, r, "timeline", d)
}
