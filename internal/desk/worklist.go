package desk

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"luwte/crypto/day"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/clocks"
	"luwte/internal/desk/register"
)

// Line is a case on the work list.
type Line struct {
	cases.Summary
	File
	Clocks []clocks.Clock // of the law's terms, as they stand now
	Due    string         // what is due next: a clocks.Kind, or a deadline of the bureau's own
	When   day.Day        // on which day; 0 if nothing is
	Until  time.Time      // the first moment at which it is too late
	Late   bool           // it is
}

// Filter chooses cases. What is empty chooses all.
type Filter struct {
	Kind, Class, Status, Handler, Label string
	Text                                string // in words, answers, notes or names of files; capitals do not matter
}

// indexed is what is kept in memory of a case while the desk is open, so that lists and searches open nothing again: about as much as the case has words.
type indexed struct {
	line  Line
	text  string // all words in lower case
	state [2]int // letters and answers that it was made from
}

// Work returns the cases that the handler may see and that a filter chooses: those with the nearest deadline first, then the newest; the closed ones last.
func (d *Desk) Work(f Filter) (all []Line, err error) {
	err = d.read(func(tx *register.Tx, c *cases.Register) error {
		if d.index == nil {
			d.index = map[string]*indexed{}
		}
		want, now := strings.ToLower(f.Text), d.now()
		for _, s := range c.List() {
			if !d.sees(tx, s.ID) {
				continue
			}
			i, err := d.indexed(tx, c, s)
			if err != nil {
				return err
			}
			if i.chosen(f, want) {
				all = append(all, i.line.at(now))
			}
		}
		return nil
	})
	slices.SortStableFunc(all, byUrgency)
	return all, err
}

func byUrgency(a, b Line) int {
	return cmp.Or(cmp.Compare(rank(a), rank(b)), a.Until.Compare(b.Until), -cmp.Compare(a.Opened, b.Opened), strings.Compare(a.ID, b.ID))
}

// rank puts what has a deadline before what has none, and both before what is closed and has none.
func rank(l Line) int {
	switch {
	case l.When != 0:
		return 0
	case l.Status == StatusClosed:
		return 2
	}
	return 1
}

// at returns the line as it stands at a moment.
func (l Line) at(now time.Time) Line {
	l.Clocks = l.File.Clocks(l.Summary, now)
	for _, k := range l.Clocks {
		if k.Open() {
			l.due(string(k.Kind), k.Due.Day, k.Until(), now)
		}
	}
	if l.Status == StatusClosed {
		return l
	}
	for _, what := range slices.Sorted(maps.Keys(l.Deadlines)) {
		on := l.Deadlines[what]
		l.due(what, on, time.Unix(int64(on+1)*24*60*60, 0).UTC(), now)
	}
	return l
}

func (l *Line) due(what string, on day.Day, until, now time.Time) {
	if l.When == 0 || until.Before(l.Until) {
		l.Due, l.When, l.Until, l.Late = what, on, until, !now.Before(until)
	}
}

func (i *indexed) chosen(f Filter, text string) bool {
	l := &i.line
	for want, is := range map[*string]string{&f.Kind: l.Kind, &f.Class: l.Class, &f.Status: l.File.Status, &f.Handler: l.Handler} {
		if *want != "" && !strings.EqualFold(*want, is) {
			return false
		}
	}
	return (f.Label == "" || slices.Contains(l.Labels, f.Label)) && (text == "" || strings.Contains(i.text, text))
}

// indexed returns a case as it is kept in memory, made anew if something came or went since.
func (d *Desk) indexed(tx *register.Tx, c *cases.Register, s cases.Summary) (*indexed, error) {
	state := [2]int{s.Letters, s.Answers}
	if i := d.index[s.ID]; i != nil && i.state == state {
		topic, language := i.line.Topic, i.line.Language
		i.line.Summary = s
		i.line.Topic, i.line.Language = topic, language
		return i, nil
	}
	f, err := d.file(tx, s.ID)
	if err != nil {
		return nil, err
	}
	kept := d.kept(tx, s.ID)
	c.Describe(&s, kept)
	if f.Kind == "" {
		f.Kind = s.Topic
	}
	i := &indexed{line: Line{Summary: s, File: f}, state: state}
	var text strings.Builder
	c.Texts(s.ID, kept, func(words string) { text.WriteString(strings.ToLower(words) + "\n") })
	for _, n := range f.Notes {
		text.WriteString(strings.ToLower(n.Text) + "\n")
	}
	i.text = text.String()
	d.index[s.ID] = i
	return i, nil
}
