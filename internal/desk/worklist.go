package desk

import (
	"cmp"
	"slices"
	"strings"

	"luwte/crypto/day"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
)

// Line is a case on the work list.
type Line struct {
	cases.Summary
	File
	Due  string  // what is due next
	When day.Day // on which day; 0 if nothing is
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
		want := strings.ToLower(f.Text)
		for _, s := range c.List() {
			if !d.sees(tx, s.ID) {
				continue
			}
			i, err := d.indexed(tx, c, s)
			if err != nil {
				return err
			}
			if i.chosen(f, want) {
				all = append(all, i.line)
			}
		}
		return nil
	})
	slices.SortStableFunc(all, byUrgency)
	return all, err
}

func byUrgency(a, b Line) int {
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.When, b.When), -cmp.Compare(a.Opened, b.Opened), strings.Compare(a.ID, b.ID))
}

// rank puts what has a deadline before what has none, and both before what is closed.
func rank(l Line) int {
	switch {
	case l.Status == StatusClosed:
		return 2
	case l.When == 0:
		return 1
	}
	return 0
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
	i.line.Due, i.line.When = f.Next()
	var text strings.Builder
	c.Texts(s.ID, kept, func(words string) { text.WriteString(strings.ToLower(words) + "\n") })
	for _, n := range f.Notes {
		text.WriteString(strings.ToLower(n.Text) + "\n")
	}
	i.text = text.String()
	d.index[s.ID] = i
	return i, nil
}
