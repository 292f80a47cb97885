// Package day has the only measure of time in Luwte's formats: a UTC calendar day. Nothing finer is ever written down about a
// reporter.
//
// Everything may import it.
package day

import (
	"errors"
	"fmt"
	"time"
)

// Day counts days since 1970-01-01, UTC. Its text form is YYYY-MM-DD, from 1970-01-01 to 9999-12-31.
type Day uint32

// Last is 9999-12-31, the last day that the text form can show.
const Last Day = 2932896

// ErrDay is returned when a text is not a date of the form YYYY-MM-DD between 1970-01-01 and 9999-12-31.
var ErrDay = errors.New("not a date of the form YYYY-MM-DD")

// Of returns the UTC day of t; times before 1970 become 1970-01-01, times after 9999 the last day.
func Of(t time.Time) Day {
	const secondsPerDay = 24 * 60 * 60
	return Day(min(max(t.Unix()/secondsPerDay, 0), int64(Last)))
}

// Today returns the current UTC day of this machine's clock.
func Today() Day { return Of(time.Now()) }

// Parse reads YYYY-MM-DD.
func Parse(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Unix() < 0 || t.Format(time.DateOnly) != s {
		return 0, ErrDay
	}
	return Of(t), nil
}

// String returns YYYY-MM-DD.
func (d Day) String() string { return d.time().Format(time.DateOnly) }

func (d Day) time() time.Time { return time.Unix(0, 0).UTC().AddDate(0, 0, int(d)) }

// MarshalText returns YYYY-MM-DD; days after 9999-12-31 are an error.
func (d Day) MarshalText() ([]byte, error) {
	if d > Last {
		return nil, fmt.Errorf("day %d: %w", uint32(d), ErrDay)
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads YYYY-MM-DD.
func (d *Day) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	*d = parsed
	return err
}
