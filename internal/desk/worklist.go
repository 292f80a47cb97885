package desk

import (
	"cmp"
	"errors"
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

	Damaged bool // the file, or the case's key, cannot be read: what stands here is a new file's
}

// Filter chooses cases. What is empty chooses all.
type Filter struct {
	Kind, Class, Status, Handler, Label string
	Text                                string // in words, answers, notes or names of files; capitals do not matter
}

// indexed is what is kept in memory of a case while the desk is open, so that lists and searches open nothing again: about as much as the case has words, of all cases as far as heldText goes.
type indexed struct {
	line  Line
	text  string // all words in lower case
	more  bool   // they are too many, and are read for each search
	named []Proposal
	state [2]int // letters and answers that it was made from
}

// heldText bounds what is kept in memory of words, in bytes: anybody may send thousands of letters of 250 kB.
var heldText = 256 << 20

// Work returns the cases that the handler may see and that a filter chooses: those whose reporter is in danger, as long as they are new, then those in which a code was used twice, then those with
// the nearest deadline, then the newest; the closed ones last.
func (d *Desk) Work(f Filter) (all []Line, err error) {
	var chosen []*Line
	err = d.read(func(tx *register.Tx, c *cases.Register) error {
		want, now := strings.ToLower(f.Text), d.now()
		return d.eachIndexed(tx, c, func(i *indexed) {
			if i.chosen(f) && (strings.Contains(i.text, want) || i.more && d.finds(tx, c, i.line.ID, &i.line.File, want)) {
				l := i.line.at(now)
				chosen = append(chosen, &l)
			}
		})
	})
	slices.SortFunc(chosen, byUrgency) // of pointers: a line is long
	for _, l := range chosen {
		all = append(all, *l)
	}
	return all, err
}

// eachIndexed calls fn with every case that the handler may see.
func (d *Desk) eachIndexed(tx *register.Tx, c *cases.Register, fn func(*indexed)) error {
	if d.index == nil {
		d.index, d.held = map[string]*indexed{}, 0
	}
	for _, s := range c.List() {
		if !d.sees(tx, s.ID) {
			continue
		}
		i, err := d.indexed(tx, c, s)
		if err != nil {
			return err
		}
		fn(i)
	}
	return nil
}

func byUrgency(a, b *Line) int {
	return cmp.Or(cmp.Compare(rank(a), rank(b)), a.Until.Compare(b.Until), -cmp.Compare(a.Opened, b.Opened), strings.Compare(a.ID, b.ID))
}

// rank puts somebody in danger of whom nobody has taken notice before all else, then a conversation in which nobody gets an answer until somebody decides, then what has a deadline before what has
// none, and both before what is closed and has none.
func rank(l *Line) int {
	switch {
	case l.Danger && l.File.Status == StatusNew:
		return -2
	case l.Summary.State == cases.Forked:
		return -1
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

func (i *indexed) chosen(f Filter) bool {
	l := &i.line
	for _, p := range [...][2]string{{f.Kind, l.Kind}, {f.Class, l.Class}, {f.Status, l.File.Status}, {f.Handler, l.Handler}} {
		if p[0] != "" && !strings.EqualFold(p[0], p[1]) {
			return false
		}
	}
	return f.Label == "" || slices.Contains(l.Labels, f.Label)
}

// indexed returns a case as it is kept in memory, made anew if something came or went since.
func (d *Desk) indexed(tx *register.Tx, c *cases.Register, s cases.Summary) (*indexed, error) {
	state := [2]int{s.Letters, s.Answers}
	if i := d.index[s.ID]; i != nil && i.state == state {
		s.Topic, s.Language, s.Danger = i.line.Topic, i.line.Language, i.line.Danger
		i.line.Summary = s
		return i, nil
	}
	f, whole, err := d.fileOrNew(tx, s.ID)
	if err != nil {
		return nil, err
	}
	c.Describe(&s, d.kept(tx, s.ID))
	if f.Kind == "" {
		f.Kind = s.Topic
	}
	d.forgetIndexed(s.ID)
	i := &indexed{line: Line{Summary: s, File: f, Damaged: !whole}, state: state}
	var text strings.Builder
	d.texts(tx, c, s.ID, &f, func(words string) {
		if i.more = i.more || d.held+text.Len()+len(words) >= heldText; !i.more {
			text.WriteString(words + "\n")
		}
	})
	i.text = text.String()
	if i.named, err = d.namedIn(tx, s.ID); err != nil && !errors.Is(err, register.ErrDamaged) {
		return nil, err
	}
	d.held += len(i.text)
	d.index[s.ID] = i
	return i, nil
}

// forgetIndexed has a case read anew for the next list.
func (d *Desk) forgetIndexed(id string) {
	if i := d.index[id]; i != nil {
		d.held -= len(i.text)
		delete(d.index, id)
	}
}

// texts calls say with everything that is said in a case, and noted of it, in lower case.
func (d *Desk) texts(tx *register.Tx, c *cases.Register, id string, f *File, say func(string)) {
	c.Texts(id, d.kept(tx, id), func(words string) { say(strings.ToLower(words)) })
	for _, n := range f.Notes {
		say(strings.ToLower(n.Text))
	}
}

// finds looks for a text in a case that is too long to be kept in memory.
func (d *Desk) finds(tx *register.Tx, c *cases.Register, id string, f *File, text string) (found bool) {
	d.texts(tx, c, id, f, func(words string) { found = found || strings.Contains(words, text) })
	return found
}

// Summary returns a line of the list of cases for one, or cases.ErrNoCase.
func (d *Desk) Summary(id string) (s cases.Summary, err error) {
	err = d.read(func(tx *register.Tx, c *cases.Register) error {
		if err := d.may(tx, id); err != nil {
			return err
		}
		s, _ = c.Find(id)
		c.Describe(&s, d.kept(tx, id))
		return nil
	})
	return s, err
}
