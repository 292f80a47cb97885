// Package retention says how long a case is kept after it ended, by its outcome. The terms are the bureau's: data, with defaults and their reasons in default.json.
//
// It is pure, and knows no case. Only the desk imports it.
package retention

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"luwte/crypto/day"
)

// ErrTerm is returned when a term is out of range, or there is none of an outcome.
var ErrTerm = errors.New("a term is 1 to 600 months, or never")

// Never is the Months of what is kept until somebody destroys it.
const Never = 0

const maxMonths = 600

// Texts are words by language.
type Texts map[string]string

// In returns the words in a language, English where there are none.
func (t Texts) In(language string) string {
	if s := t[language]; s != "" {
		return s
	}
	return t["en"]
}

// Term says how long cases of one outcome are kept.
type Term struct {
	Outcome string `json:"outcome"` // as in the figures; empty: of every other
	Months  int    `json:"months"`  // after the last that happened; Never
	Title   Texts  `json:"title,omitempty"`
	Why     Texts  `json:"why,omitempty"` // of a default: a bureau's own has its reasons elsewhere
}

// Terms are those of a bureau, the last one being that of every other outcome.
type Terms []Term

//go:embed default.json
var defaults []byte

// Default returns terms that an officer can defend, with their reasons.
func Default() (t Terms, err error) {
	if err := json.Unmarshal(defaults, &t); err != nil {
		return nil, fmt.Errorf("read the default terms: %w", err)
	}
	return t, nil
}

// Of returns the term of an outcome.
func (t Terms) Of(outcome string) Term {
	i := slices.IndexFunc(t, func(term Term) bool { return term.Outcome == outcome })
	if i < 0 {
		i = len(t) - 1
	}
	return t[i]
}

// With returns the terms with another one for an outcome; empty: for those that have none of their own. It returns ErrTerm.
func (t Terms) With(outcome string, months int) (Terms, error) {
	if months < 0 || months > maxMonths {
		return nil, ErrTerm
	}
	t = slices.Clone(t)
	i := slices.IndexFunc(t, func(term Term) bool { return term.Outcome == outcome })
	if i < 0 {
		return slices.Insert(t, len(t)-1, Term{Outcome: outcome, Months: months}), nil
	}
	if t[i].Months != months {
		t[i] = Term{Outcome: outcome, Months: months, Title: t[i].Title}
	}
	return t, nil
}

// Due returns the day from which on a case may be destroyed in which nothing happened since a day; 0: never. A month that lacks the day ends it a few days later.
func (t Term) Due(since day.Day) day.Day {
	if t.Months == Never {
		return 0
	}
	from := time.Unix(int64(since)*24*60*60, 0).UTC()
	return day.Of(from.AddDate(0, t.Months, 0))
}
