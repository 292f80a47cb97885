package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"luwte/internal/desk/cases"
	"luwte/internal/desk/clocks"
	"luwte/internal/desk/figures"
	"luwte/internal/desk/register"
)

// Figures are what the figures count of a case where the bureau found it to be other than the report says; the report stays as it is. What is empty is as the report
// says; figures.Unknown says that it is not known. Kind, class and outcome stand with the File itself.
type Figures struct {
	Position  string
	Data      []string
	Criminals string
}

// Figures counts the cases of a year that the one at the desk may see, also those that were destroyed; for publication, with small numbers hidden. That it was
// done is in the log.
func (d *Desk) Figures(year int, publish bool) (y figures.Year, err error) {
	scheme, err := figures.Default()
	if err != nil {
		return y, err
	}
	var all []figures.Counted
	err = d.eachCounted(func(c figures.Counted) {
		if c.Year == year {
			all = append(all, c)
		}
	})
	if err != nil {
		return y, err
	}
	gone, err := d.talliesOf(year)
	if err != nil {
		return y, err
	}
	err = d.reg.Update(func(tx *register.Tx) error {
		return d.logEvent(tx, d.event("figures", "", map[string]any{"year": year, "publish": publish}))
	})
	if err != nil {
		return y, err
	}
	if y = scheme.Of(year, all, gone...); publish {
		y = scheme.Publish(y)
	}
	return y, nil
}

// Years returns the years in which cases came that the one at the desk may see, or might until they were destroyed, the newest first.
func (d *Desk) Years() (years []int, err error) {
	err = d.eachCounted(func(c figures.Counted) { years = append(years, c.Year) })
	if err != nil {
		return nil, err
	}
	gone, err := d.pastYears()
	years = append(years, gone...)
	slices.SortFunc(years, func(a, b int) int { return cmp.Compare(b, a) })
	return slices.Compact(years), err
}

// eachCounted calls fn for every case that the one at the desk may see. One that began late is counted with the case that it comes after, unless somebody gave it a kind.
func (d *Desk) eachCounted(fn func(figures.Counted)) error {
	return d.read(func(tx *register.Tx, c *cases.Register) error {
		for _, s := range c.List() {
			if !d.sees(tx, s.ID) {
				continue
			}
			one, err := d.counted(tx, c, s.ID)
			if err != nil {
				return err
			}
			if !uncounted(c, one, s.ID) {
				fn(one)
			}
		}
		return nil
	})
}

func uncounted(c *cases.Register, one figures.Counted, id string) bool {
	return one.Kind == "" && c.After(id) != ""
}

// counted returns what is counted of a case.
func (d *Desk) counted(tx *register.Tx, c *cases.Register, id string) (one figures.Counted, err error) {
	s, ok := c.Find(id)
	if !ok {
		return one, noCase(id)
	}
	f, _, err := d.fileOrNew(tx, id)
	if err != nil {
		return one, err
	}
	words, _ := c.Report(id, d.kept(tx, id))
	one = reported(words)
	if one.Year, err = strconv.Atoi(s.Opened.String()[:4]); err != nil {
		return one, fmt.Errorf("year of case %s: %w", id, register.ErrDamaged)
	}
	one.Kind, one.Class = cmp.Or(f.Kind, words.Topic), cmp.Or(f.Class, one.Class)
	one.Position, one.Criminals = cmp.Or(f.Figures.Position, one.Position), cmp.Or(f.Figures.Criminals, one.Criminals)
	if len(f.Figures.Data) > 0 {
		one.Data = slices.DeleteFunc(slices.Clone(f.Figures.Data), func(id string) bool { return id == figures.Unknown })
	}
	if one.Outcome = f.Outcome; f.Status != StatusClosed {
		one.Outcome = figures.StillOpen
	}
	for _, k := range f.Clocks(s, d.now()) {
		t := figures.Term{Done: k.State == clocks.Met, Late: k.Late}
		if t.Done {
			t.Days = int(k.Met.Day) - int(s.Opened)
		}
		switch k.Kind {
		case clocks.Acknowledgment:
			one.Acknowledged = t
		case clocks.Feedback:
			one.Informed = t
		}
	}
	return one, nil
}

// reported returns what the reporter chose of what is counted.
func reported(words cases.Words) (one figures.Counted) {
	for _, a := range words.Answers {
		switch chosen := slices.DeleteFunc(slices.Clone(a.Values), func(id string) bool { return id == "unsure" }); {
		case len(chosen) == 0:
		case a.ID == "system":
			one.Data = chosen
		case a.ID == "class":
			one.Class = chosen[0]
		case a.ID == "position":
			one.Position = chosen[0]
		case a.ID == "criminals":
			one.Criminals = chosen[0]
		}
	}
	return one
}

// Counted returns what the figures count of a case, as it stands with the bureau's corrections.
func (d *Desk) Counted(id string) (one figures.Counted, err error) {
	err = d.read(func(tx *register.Tx, c *cases.Register) error {
		if err := d.may(tx, id); err != nil {
			return err
		}
		one, err = d.counted(tx, c, id)
		return err
	})
	return one, err
}
