package ui

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"luwte/crypto/day"
	"luwte/internal/desk"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/clocks"
)

var clocksRoutes = []route{
	{http.MethodGet, "/clocks", (*UI).clocksScreen},
	{http.MethodPost, "/clocks/calendar", (*UI).calendar},
	{http.MethodPost, "/clocks/terms", (*UI).setTerms},
	{http.MethodGet, "/cases/{case}/clocks", (*UI).caseClocksScreen},
	{http.MethodPost, "/cases/{case}/clocks", (*UI).noteTimes},
}

// clockRow is a clock in words.
type clockRow struct {
	clocks.Clock
	Name, Standing, Reason string
	Late, Soon             bool
}

// meaning is what a term asks, and which law sets it.
type meaning struct{ Kind, Name, Says, Source string }

type clocksData struct {
	Rows     []clockRow
	Total    int
	Before   string // page with those before; empty if there are none
	After    string
	All      bool
	Meanings []meaning
	Terms    []termField
	Keeper   bool
}

// termField is a number of the terms.
type termField struct {
	Name  string
	Value int
}

// termsOf are the fields of terms, by the name of their text and field.
func termsOf(t *clocks.Terms) []struct {
	name  string
	field *int
} {
	return []struct {
		name  string
		field *int
	}{
		{"acknowledgment-days", &t.AcknowledgmentDays}, {"feedback-months", &t.FeedbackMonths}, {"breach-hours", &t.BreachHours},
		{"acknowledgment-soon", &t.AcknowledgmentSoonDays}, {"feedback-soon", &t.FeedbackSoonDays}, {"breach-soon", &t.BreachSoonHours},
	}
}

// row says a clock in the language that is chosen.
func (u *UI) row(k clocks.Clock, now time.Time) clockRow {
	l := u.chosen()
	return clockRow{k, k.Kind.Name(l), k.Standing(l, now), k.Reason(l), k.State == clocks.Overdue || k.Late, k.State == clocks.Soon}
}

func (u *UI) meanings(t clocks.Terms) (all []meaning) {
	for _, k := range clocks.Kinds {
		all = append(all, meaning{string(k), k.Name(u.chosen()), t.Meaning(k, u.chosen()), k.Source(u.chosen())})
	}
	return all
}

// clocksShown is how many terms stand on a page.
const clocksShown = 100

// clocksScreen shows the terms of all cases, the most urgent first, and what each means.
func (u *UI) clocksScreen(w http.ResponseWriter, r *http.Request) error {
	all, err := u.desk.Clocks()
	if err != nil {
		return err
	}
	t, err := u.desk.Terms()
	if err != nil {
		return err
	}
	d := clocksData{All: r.URL.Query().Has("all"), Meanings: u.meanings(t), Keeper: u.desk.Self().Role == desk.Keeper}
	all = slices.DeleteFunc(all, func(k clocks.Clock) bool { return !k.Open() && (!d.All || k.State != clocks.Met) })
	d.Total = len(all)
	page, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || page < 0 || page*clocksShown >= len(all) {
		page = 0
	}
	for _, k := range all[min(page*clocksShown, len(all)):min((page+1)*clocksShown, len(all))] {
		d.Rows = append(d.Rows, u.row(k, time.Now()))
	}
	of := func(page int) string {
		path := fmt.Sprintf("/clocks?page=%d", page)
		if d.All {
			path += "&all=1"
		}
		return path
	}
	if page > 0 {
		d.Before = of(page - 1)
	}
	if (page+1)*clocksShown < len(all) {
		d.After = of(page + 1)
	}
	for _, f := range termsOf(&t) {
		d.Terms = append(d.Terms, termField{f.name, *f.field})
	}
	return u.show(w, r, "clocks", d)
}

// calendar hands over a file for a calendar, in which nothing stands but days.
func (u *UI) calendar(w http.ResponseWriter, r *http.Request) error {
	words := strings.TrimSpace(r.PostForm.Get("words"))
	if words == "" {
		words = u.say("clocks.calendar-word")
	}
	file, err := u.desk.Calendar(words, time.Local)
	if err != nil {
		return err
	}
	download(w, "text/calendar; charset=utf-8", "terms.ics", file)
	return nil
}

// download hands over a file to be saved.
func download(w http.ResponseWriter, kind, name string, data []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = w.Write(data)
}

func (u *UI) setTerms(w http.ResponseWriter, r *http.Request) error {
	t, err := u.desk.Terms()
	if err != nil {
		return err
	}
	for _, f := range termsOf(&t) {
		if *f.field, err = strconv.Atoi(strings.TrimSpace(r.PostForm.Get(f.name))); err != nil {
			return u.again(w, r, desk.ErrTerms, (*UI).clocksScreen)
		}
	}
	if err := u.desk.SetTerms(t); err != nil {
		return u.again(w, r, err, (*UI).clocksScreen)
	}
	return u.done(w, r, u.say("clocks.set"), "/clocks")
}

type caseClocksData struct {
	Head     caseHead
	Rows     []clockRow
	Meanings []meaning
	Times    desk.Times
	Breach   bool
	Closed   bool // the work on it
	Today    string
	Days     map[string]string // of the fields, as they stand
	May      bool
}

// caseClocksScreen shows the terms of a case, and takes what begins and ends them.
func (u *UI) caseClocksScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	f, s, err := u.fileAnd(id)
	if err != nil {
		return err
	}
	t := f.Times.Terms
	if t == (clocks.Terms{}) {
		t = clocks.Default
	}
	d := caseClocksData{
		Head: headOf(id, "/clocks"), Meanings: u.meanings(t), Times: f.Times, Breach: f.Breach(), Closed: f.Status == desk.StatusClosed, Today: u.desk.Today().String(),
		Days: map[string]string{"acknowledged": date(f.Times.Acknowledged), "informed": date(f.Times.Informed)}, May: u.desk.Self().Role != desk.Reader,
	}
	for _, k := range f.Clocks(s, time.Now()) {
		d.Rows = append(d.Rows, u.row(k, time.Now()))
	}
	return u.showFor(w, r, "caseclocks", d, writing)
}

func date(d day.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// fileAnd returns a case's file and its summary.
func (u *UI) fileAnd(id string) (f desk.File, s cases.Summary, err error) {
	if f, err = u.desk.CaseFile(id); err != nil {
		return f, s, err
	}
	s, err = u.desk.Summary(id)
	return f, s, err
}

// noteTimes notes what the button that was pressed is for.
func (u *UI) noteTimes(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	c, err := u.timesChange(r.PostForm.Get)
	if err == nil {
		err = u.desk.ChangeTimes(id, c)
	}
	if err != nil {
		return u.again(w, r, err, (*UI).caseClocksScreen)
	}
	return u.done(w, r, u.say("clocks.noted"), join("/cases", id, "clocks"))
}

func (u *UI) timesChange(get func(string) string) (c desk.TimesChange, err error) {
	text := func(name string) string { return strings.TrimSpace(get(name)) }
	switch get("do") {
	case "acknowledged":
		c.Acknowledged, err = dayField(text("acknowledged"))
	case "informed":
		c.Informed, err = dayField(text("informed"))
	case "longer":
		months, bad := strconv.Atoi(text("months"))
		if text("months") == "" {
			months, bad = 0, nil
		}
		if bad != nil {
			return c, desk.ErrTerms
		}
		c.FeedbackMonths, c.FeedbackWhy = &months, plainLines(text("longer-why"))
	case "breach-now":
		now := u.desk.Minute()
		c.Breach = &now
	case "breach":
		c.Breach, err = momentField(text("breach-day"), text("breach-time"))
	case "no-breach":
		c.Breach = &clocks.Moment{}
	case "no-notice":
		why := plainLines(text("no-notice"))
		c.NoNotice = &why
	default:
		err = errPage
	}
	return c, err
}

func dayField(text string) (*day.Day, error) {
	if text == "" {
		return new(day.Day), nil
	}
	d, err := day.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", desk.ErrWhen, err)
	}
	return &d, nil
}

// momentField reads a date and, if it is known, a time of this machine's zone.
func momentField(date, hour string) (*clocks.Moment, error) {
	if date == "" {
		return nil, desk.ErrWhen
	}
	if hour == "" {
		d, err := day.Parse(date)
		if err != nil {
			return nil, desk.ErrWhen
		}
		m := clocks.On(d)
		return &m, nil
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", date+" "+hour, time.Local)
	if err != nil {
		return nil, desk.ErrWhen
	}
	m := clocks.At(t)
	return &m, nil
}
