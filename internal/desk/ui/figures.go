package ui

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"luwte/internal/desk"
	"luwte/internal/desk/figures"
	"luwte/internal/desk/plain"
)

var figuresRoutes = []route{
	{http.MethodGet, "/figures", (*UI).figuresScreen},
	{http.MethodGet, "/figures/{year}/{which}/{file}", (*UI).figuresFile},
	{http.MethodGet, "/cases/{case}/figures", (*UI).caseFiguresScreen},
	{http.MethodPost, "/cases/{case}/figures", (*UI).correctFigures},
}

// What of the figures is shown, in paths.
const (
	forTheBureau = "bureau"
	toPublish    = "publish"
)

type figuresData struct {
	Years   []int
	Year    int
	Which   string
	Publish bool
	Total   figures.Count
	Tables  []figureTable
	Days    []figureDays
}

// figureTable is a table in the language that is chosen: of one dimension, or, with columns, of two.
type figureTable struct {
	ID, Title string
	Several   bool
	Columns   []string
	Rows      []figureRow
}

type figureRow struct {
	Title string
	Cells []figures.Count
}

type figureDays struct {
	Text string
	figures.Days
}

// drawn are the pictures of the figures that were shown last: they come with the page and are no further reading.
type drawn struct {
	year  figures.Year
	which string
}

// figuresScreen shows the figures of a year, for the bureau or for publication.
func (u *UI) figuresScreen(w http.ResponseWriter, r *http.Request) error {
	years, err := u.desk.Years()
	if err != nil {
		return err
	}
	d := figuresData{Years: years, Which: forTheBureau}
	if len(years) == 0 {
		return u.show(w, r, "figures", d)
	}
	if d.Year, err = strconv.Atoi(r.URL.Query().Get("year")); err != nil || !slices.Contains(years, d.Year) {
		d.Year = years[0]
	}
	if d.Publish = r.URL.Query().Get("for") == toPublish; d.Publish {
		d.Which = toPublish
	}
	y, err := u.figuresOf(d.Year, d.Which, false)
	if err != nil {
		return err
	}
	d.Total = y.Total
	for _, t := range y.Tables {
		d.Tables = append(d.Tables, inWords(t, u.chosen()))
	}
	if !d.Publish {
		d.Days = []figureDays{{u.say("figures.days-acknowledged"), *y.Acknowledged}, {u.say("figures.days-informed"), *y.Informed}}
	}
	return u.show(w, r, "figures", d)
}

// figuresOf counts anew, or, for a picture of a page that was just shown, takes what that had.
func (u *UI) figuresOf(year int, which string, shown bool) (figures.Year, error) {
	if shown && u.drawn.year.Year == year && u.drawn.which == which {
		return u.drawn.year, nil
	}
	y, err := u.desk.Figures(year, which == toPublish)
	if err == nil {
		u.drawn = drawn{y, which}
	}
	return y, err
}

func inWords(t figures.Table, language string) figureTable {
	f := figureTable{ID: t.ID, Title: t.Title.In(language), Several: t.Several}
	for _, c := range t.Columns {
		f.Columns = append(f.Columns, c.Title.In(language))
	}
	for i, row := range t.Rows {
		f.Rows = append(f.Rows, figureRow{row.Title.In(language), t.Cells[i]})
	}
	return f
}

// figuresFile hands over a picture of a table, for the page, or a file to be saved.
func (u *UI) figuresFile(w http.ResponseWriter, r *http.Request) error {
	year, err := strconv.Atoi(piece(r, "year"))
	which, file := piece(r, "which"), piece(r, "file")
	if err != nil || which != forTheBureau && which != toPublish {
		return errPage
	}
	kind := map[string]string{"figures.csv": "text/csv; charset=utf-8", "figures.json": "application/json"}[file]
	y, err := u.figuresOf(year, which, kind == "")
	if err != nil {
		return err
	}
	name := fmt.Sprintf("figures-%d-%s", year, which)
	switch file {
	case "figures.csv":
		download(w, kind, name+".csv", y.CSV(u.chosen()))
		return nil
	case "figures.json":
		data, err := y.JSON()
		if err != nil {
			return err
		}
		download(w, kind, name+".json", data)
		return nil
	}
	for _, t := range y.Tables {
		if t.ID+".svg" != file {
			continue
		}
		svg := t.SVG(year, u.chosen())
		if r.URL.Query().Has("save") {
			download(w, "image/svg+xml", name+"-"+file, svg)
			return nil
		}
		w.Header().Set("Content-Type", "image/svg+xml")
		_, _ = w.Write(svg)
		return nil
	}
	return errPage
}

type caseFiguresData struct {
	Head   caseHead
	Counts []countedLine
	Groups []figureGroup
	May    bool
}

// countedLine is what counts of a case in one dimension.
type countedLine struct{ Title, Value string }

// figureGroup is a dimension that can be corrected, with its values.
type figureGroup struct {
	ID, Title string
	Several   bool
	Unknown   bool // it is noted that it has none
	Options   []figureOption
}

type figureOption struct {
	ID, Title string
	Is        bool
}

// caseFiguresScreen shows how a case counts, and takes corrections. The report stays as it is.
func (u *UI) caseFiguresScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	c, err := u.desk.Counted(id)
	if err != nil {
		return err
	}
	f, err := u.desk.CaseFile(id)
	if err != nil {
		return err
	}
	d := caseFiguresData{Head: headOf(id, "/figures"), May: u.desk.Self().Role != desk.Reader}
	for _, dim := range counts.Dimensions {
		d.Counts = append(d.Counts, countedLine{dim.Title.In(u.chosen()), counts.Said(dim.ID, c, u.chosen())})
	}
	corrected := map[string][]string{figures.Class: some(f.Class), figures.Position: some(f.Figures.Position), figures.Data: f.Figures.Data, figures.Criminals: some(f.Figures.Criminals)}
	for _, dim := range counts.Dimensions {
		is, can := corrected[dim.ID]
		if !can {
			continue
		}
		g := figureGroup{ID: dim.ID, Title: dim.Title.In(u.chosen()), Several: dim.Several, Unknown: slices.Contains(is, figures.Unknown)}
		for _, v := range counts.Options(dim.ID) {
			g.Options = append(g.Options, figureOption{v.ID, v.Title.In(u.chosen()), slices.Contains(is, v.ID)})
		}
		d.Groups = append(d.Groups, g)
	}
	return u.show(w, r, "casefigures", d)
}

// some is a value, or none for an empty one.
func some(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

func (u *UI) correctFigures(w http.ResponseWriter, r *http.Request) error {
	id, form := piece(r, "case"), r.PostForm
	err := u.desk.ChangeFile(id, "case-set", map[string]any{"fields": []string{"figures"}}, func(f *desk.File) error {
		f.Class = form.Get(figures.Class)
		f.Figures = desk.Figures{Position: form.Get(figures.Position), Criminals: form.Get(figures.Criminals)}
		if f.Figures.Data = slices.Clone(form[figures.Data]); slices.Contains(f.Figures.Data, figures.Unknown) {
			f.Figures.Data = []string{figures.Unknown} // none of the others holds then
		}
		return nil
	})
	if err != nil {
		return u.again(w, r, err, (*UI).caseFiguresScreen)
	}
	return u.done(w, r, u.say("figures.corrected"), join("/cases", id, "figures"))
}

// valuesData is a choice among the values of what figures count by.
type valuesData struct {
	Name, None, Describes string
	Options               []choice
}

// valuesOf are the values that a case can have in a dimension, and the one that it has, though the bureau made it up itself.
func valuesOf(language, dimension, is, none, describes string) valuesData {
	d := valuesData{Name: dimension, None: none, Describes: describes}
	known := is == ""
	for _, v := range counts.Options(dimension) {
		if v.ID != figures.Unknown {
			d.Options = append(d.Options, choice{v.ID, v.Title.In(language), v.ID == is})
			known = known || v.ID == is
		}
	}
	if !known {
		d.Options = append(d.Options, choice{is, plain.Line(is), true})
	}
	return d
}

// valueText is a value in words.
func valueText(language, dimension, id string) string {
	for _, v := range counts.Options(dimension) {
		if v.ID == id {
			return v.Title.In(language)
		}
	}
	return plain.Line(id)
}

// counts is what figures count by.
var counts = readCounts()

func readCounts() figures.Scheme {
	s, err := figures.Default()
	if err != nil {
		panic(err) // it is in the program
	}
	return s
}
