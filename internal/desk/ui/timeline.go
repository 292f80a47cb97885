package ui

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"luwte/crypto/day"
	"luwte/internal/desk"
)

var timelineRoutes = []route{
	{http.MethodGet, "/cases/{case}/timeline", (*UI).timelineScreen},
}

type timelineData struct {
	Head    caseHead
	Days    []timelineDay
	Reading bool // what was only read here is shown too
}

type timelineDay struct {
	Day   day.Day
	Lines []timelineLine
}

type timelineLine struct {
	desk.Happening
	Details [][2]string // of the log, sorted by name
}

// reading are the log's actions by which nothing was done but that somebody read.
var reading = []string{"show", "timeline", "worksheet", "files-list", "file-look"}

// detail is a value of the log's: names of fields in words, all else as it is.
func (u *UI) detail(value any) string {
	switch value {
	case true:
		return u.say("timeline.yes")
	case false:
		return u.say("timeline.no")
	}
	names, ok := value.([]any)
	if !ok {
		return fmt.Sprint(value)
	}
	var said []string
	for _, n := range names {
		name := fmt.Sprint(n)
		if _, ok := texts["timeline.field-"+name]; ok {
			name = u.say("timeline.field-" + name)
		}
		said = append(said, name)
	}
	return strings.Join(said, ", ")
}

// timelineScreen shows what happened in a case, by day.
func (u *UI) timelineScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	all, err := u.desk.Timeline(id)
	if err != nil {
		return err
	}
	d := timelineData{Head: headOf(id, "/timeline"), Reading: r.URL.Query().Has("reading")}
	for _, h := range all {
		if !d.Reading && slices.Contains(reading, h.What) {
			continue
		}
		if last := len(d.Days) - 1; last < 0 || d.Days[last].Day != h.Day {
			d.Days = append(d.Days, timelineDay{Day: h.Day})
		}
		l := timelineLine{Happening: h}
		for _, name := range slices.Sorted(maps.Keys(h.Fields)) {
			l.Details = append(l.Details, [2]string{name, u.detail(h.Fields[name])})
		}
		at := &d.Days[len(d.Days)-1]
		at.Lines = append(at.Lines, l)
	}
	return u.show(w, r, "timeline", d)
}
