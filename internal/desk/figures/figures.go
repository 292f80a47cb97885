// Package figures counts a bureau's cases by year, for itself and for publication: kind, class, the position from which data leaked, kind of data,
// whether it reached criminals, outcome, days to the acknowledgment and to feedback. As tables, CSV, JSON and pictures (SVG).
//
// For publication no number under 5 is shown, nor what it could be computed from: see publish.go for what that promises and what it cannot.
//
// It is pure: plain data in, plain data out. It trusts its caller to have left out cases that the reader may not know of. Only the desk imports it.
package figures

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Texts are words by language.
type Texts map[string]string

// In returns the words in a language, English where there are none.
func (t Texts) In(language string) string {
	if s := t[language]; s != "" {
		return s
	}
	return t["en"]
}

// Value is one of the values that something counted can have.
type Value struct {
	ID    string `json:"id"`
	Title Texts  `json:"title"`
}

// Dimension is something by which cases are counted. A value that is none of Values counts as Other, none at all as Unknown; but where a case may
// have several, one without any counts nowhere: were it counted, hidden numbers could be bounded by the sum.
type Dimension struct {
	ID      string  `json:"id"` // one of the Dimension constants
	Title   Texts   `json:"title"`
	Values  []Value `json:"values"`
	Several bool    `json:"several"`
}

// What cases are counted by.
const (
	Kind         = "kind"
	Class        = "class"
	Position     = "position"
	Data         = "data"
	Criminals    = "criminals"
	Outcome      = "outcome"
	Acknowledged = "acknowledged"
	Informed     = "informed"
)

// Values that a dimension has beside its own, where cases have them.
const (
	Other   = "other"
	Unknown = "unknown"
)

// StillOpen is the outcome of a case that is not closed.
const StillOpen = "open"

// Scheme is what is counted: data, which a bureau may change as it changes its form. Crossed are pairs of dimensions; each may be in one pair only.
type Scheme struct {
	Dimensions []Dimension `json:"dimensions"`
	Crossed    [][2]string `json:"crossed"`
	Other      Texts       `json:"other"`
	Unknown    Texts       `json:"unknown"`
}

//go:embed default.json
var defaultScheme []byte

// Default returns the scheme that goes with the default form: the ids are those of its options.
func Default() (s Scheme, err error) {
	if err := json.Unmarshal(defaultScheme, &s); err != nil {
		return s, fmt.Errorf("read the default figures: %w", err)
	}
	return s, nil
}

// Term is how long something took.
type Term struct {
	Done bool `json:"done"`
	Days int  `json:"days"` // from the day on which the report came
	Late bool `json:"late"`
}

// Counted is what is counted of a case: ids of values, "" or none for what is not known. It has no more of the case than that, so that it may stay when the
// case is destroyed; the year is all that it says of when.
type Counted struct {
	Year         int      `json:"year"` // in which it was received
	Kind         string   `json:"kind"`
	Class        string   `json:"class"`
	Position     string   `json:"position"`
	Data         []string `json:"data"`
	Criminals    string   `json:"criminals"`
	Outcome      string   `json:"outcome"`
	Acknowledged Term     `json:"acknowledged"`
	Informed     Term     `json:"informed"`
}

// Bands of days, the ids of values of Acknowledged and Informed.
const (
	Quick  = "quick" // within quickAcknowledgment or quickFeedback days
	InTime = "in-time"
	Late   = "late"
	NotYet = "not-yet"
)

const (
	quickAcknowledgment = 2
	quickFeedback       = 31
)

func (t Term) band(quick int) string {
	switch {
	case !t.Done:
		return NotYet
	case t.Late:
		return Late
	case t.Days <= quick:
		return Quick
	}
	return InTime
}

func (c Counted) values(dimension string) []string {
	one := map[string]string{Kind: c.Kind, Class: c.Class, Position: c.Position, Criminals: c.Criminals, Outcome: c.Outcome,
		Acknowledged: c.Acknowledged.band(quickAcknowledgment), Informed: c.Informed.band(quickFeedback)}
	if dimension == Data {
		return c.Data
	}
	return []string{one[dimension]}
}

// Count is a number of cases. A hidden one has no number, so that none can slip out.
type Count struct {
	N      int
	Hidden bool
}

// MarshalJSON writes the number, or null.
func (c Count) MarshalJSON() ([]byte, error) {
	if c.Hidden {
		return []byte("null"), nil
	}
	return json.Marshal(c.N)
}

// Table counts by one dimension, or by two: then Columns has the second one's values, and Cells a row for each of the first one's.
type Table struct {
	ID      string    `json:"id"` // the dimension's, or "first-second"
	Title   Texts     `json:"title"`
	Rows    []Value   `json:"rows"`
	Columns []Value   `json:"columns,omitempty"`
	Cells   [][]Count `json:"cells"` // one column, if Columns is empty
	Several bool      `json:"several"`
}

// Days says how long something took, where it was done.
type Days struct {
	Done    int `json:"done"`
	Median  int `json:"median"`
	Longest int `json:"longest"`
}

// Year is the figures of a year.
type Year struct {
	Year      int     `json:"year"`
	Published bool    `json:"for_publication"` // small numbers are hidden
	Total     Count   `json:"total"`
	Tables    []Table `json:"tables"`

	Acknowledged *Days `json:"days_to_acknowledgment,omitempty"` // not for publication: each is one case's
	Informed     *Days `json:"days_to_feedback,omitempty"`
}

// Of counts the cases of a year, and those of it that are in tallies: of these it is not known how many days things took.
func (s Scheme) Of(year int, all []Counted, kept ...Tally) Year {
	all = slices.DeleteFunc(slices.Clone(all), func(c Counted) bool { return c.Year != year })
	y := Year{Year: year, Total: Count{N: len(all) + total(kept)}}
	for _, d := range s.Dimensions {
		y.Tables = append(y.Tables, s.count(d, nil, all, kept))
	}
	for _, pair := range s.Crossed {
		a, b := s.dimension(pair[0]), s.dimension(pair[1])
		y.Tables = append(y.Tables, s.count(a, &b, all, kept))
	}
	y.Acknowledged = spread(all, func(c Counted) Term { return c.Acknowledged })
	y.Informed = spread(all, func(c Counted) Term { return c.Informed })
	return y
}

// Options are the values that an officer can give a case in a dimension; none where the clocks say it.
func (s Scheme) Options(id string) []Value {
	if id == Acknowledged || id == Informed {
		return nil
	}
	return slices.DeleteFunc(s.rows(s.dimension(id)), func(v Value) bool { return id == Outcome && (v.ID == StillOpen || v.ID == Unknown) })
}

// Said is what a case has in a dimension, in words.
func (s Scheme) Said(id string, c Counted, language string) string {
	var said []string
	rows := s.rows(s.dimension(id))
	for _, i := range indexes(rows, c.values(id)) {
		said = append(said, rows[i].Title.In(language))
	}
	if len(said) == 0 {
		return s.Unknown.In(language)
	}
	return strings.Join(said, "; ")
}

func (s Scheme) dimension(id string) Dimension {
	return s.Dimensions[slices.IndexFunc(s.Dimensions, func(d Dimension) bool { return d.ID == id })]
}

// rows are a dimension's values and the two that every one has.
func (s Scheme) rows(d Dimension) []Value {
	rows := slices.Clone(d.Values)
	if !slices.ContainsFunc(rows, func(v Value) bool { return v.ID == Other }) && d.ID != Acknowledged && d.ID != Informed {
		rows = append(rows, Value{Other, s.Other})
	}
	if !d.Several && d.ID != Acknowledged && d.ID != Informed {
		rows = append(rows, Value{Unknown, s.Unknown})
	}
	return rows
}

func (s Scheme) count(a Dimension, b *Dimension, all []Counted, kept []Tally) Table {
	t := Table{ID: a.ID, Title: a.Title, Rows: s.rows(a), Several: a.Several}
	width := 1
	if b != nil {
		t.ID, t.Columns = a.ID+"-"+b.ID, s.rows(*b)
		t.Title = Texts{}
		for language := range a.Title {
			t.Title[language] = a.Title.In(language) + " × " + b.Title.In(language)
		}
		width = len(t.Columns)
	}
	t.Cells = make([][]Count, len(t.Rows))
	for i := range t.Cells {
		t.Cells[i] = make([]Count, width)
	}
	for _, c := range all {
		for _, i := range indexes(t.Rows, c.values(a.ID)) {
			if b == nil {
				t.Cells[i][0].N++
				continue
			}
			for _, j := range indexes(t.Columns, c.values(b.ID)) {
				t.Cells[i][j].N++
			}
		}
	}
	for _, tally := range kept {
		t.add(tally, a.ID, b)
	}
	return t
}

// indexes returns the rows that ids count in, each once.
func indexes(rows []Value, ids []string) (all []int) {
	for _, id := range ids {
		if id == "" {
			id = Unknown
		}
		i := slices.IndexFunc(rows, func(v Value) bool { return v.ID == id })
		if i < 0 {
			i = slices.IndexFunc(rows, func(v Value) bool { return v.ID == Other })
		}
		if i >= 0 && !slices.Contains(all, i) {
			all = append(all, i)
		}
	}
	return all
}

func spread(all []Counted, of func(Counted) Term) *Days {
	var days []int
	for _, c := range all {
		if t := of(c); t.Done {
			days = append(days, t.Days)
		}
	}
	if len(days) == 0 {
		return &Days{}
	}
	slices.Sort(days)
	return &Days{len(days), days[len(days)/2], days[len(days)-1]}
}
