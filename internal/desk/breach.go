package desk

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"luwte/internal/desk/cases"
	"luwte/internal/desk/clocks"
	"luwte/internal/desk/register"
	"luwte/internal/desk/worksheet"
)

// ErrNoBreach is returned when a worksheet is to be kept with a case that was not judged to be a breach.
var ErrNoBreach = errors.New("this case was not judged to be a breach of personal data")

// Worksheet returns the worksheet of a case: what was kept, and in fields that are empty what the reporter chose and the bureau knows. That it was read is in
// the log. It returns cases.ErrNoCase or ErrWho.
func (d *Desk) Worksheet(id string) (s *worksheet.Sheet, err error) {
	if d.identity == nil {
		return nil, ErrWho
	}
	err = d.reg.Update(func(tx *register.Tx) error {
		if err := d.may(tx, id); err != nil {
			return err
		}
		return d.logEvent(tx, d.event("worksheet", id, nil))
	})
	if err != nil {
		return nil, err
	}
	err = d.read(func(tx *register.Tx, c *cases.Register) error {
		f, err := d.file(tx, id)
		if err != nil {
			return err
		}
		s, err = d.filled(tx, c, id, &f)
		return err
	})
	return s, err
}

func (d *Desk) filled(tx *register.Tx, c *cases.Register, id string, f *File) (*worksheet.Sheet, error) {
	s, err := worksheet.Resume(f.Sheet)
	if err != nil {
		return nil, err
	}
	words, _ := c.Report(id, d.kept(tx, id))
	var report []worksheet.Answer
	for _, a := range words.Answers {
		report = append(report, worksheet.Answer{ID: a.ID, Question: a.Question, Values: a.Values, Answer: a.Answer})
	}
	s.Fill(report)
	aware := ""
	if f.Breach() {
		aware = f.Times.Aware.String()
	}
	s.FillKnown(aware)
	return s, nil
}

// ChangeWorksheet lets fn change the worksheet that is kept with a case: what the officer noted, and nothing that Worksheet fills in. It returns ErrNoBreach, fn's error, or what
// ChangeFile does.
func (d *Desk) ChangeWorksheet(id string, fn func(*worksheet.Sheet) error) error {
	return d.ChangeFile(id, "worksheet-set", nil, func(f *File) error { return f.changeSheet(fn) })
}

func (f *File) changeSheet(fn func(*worksheet.Sheet) error) error {
	if !f.Breach() {
		return ErrNoBreach
	}
	s, err := worksheet.Resume(f.Sheet)
	if err != nil {
		return err
	}
	if err := fn(s); err != nil {
		return err
	}
	f.Sheet = s
	return nil
}

// Notified notes that a notification went to the authority, as the phase that the worksheet has: the first ends the clock. It returns ErrWhen too.
func (d *Desk) Notified(id string, at clocks.Moment, number string) error {
	detail := map[string]any{"fields": []string{"notified"}}
	return d.ChangeFile(id, "case-times", detail, func(f *File) error {
		if f.Times.Notified.None() {
			if err := f.Times.changeBreach(TimesChange{Notified: &at}, f.Times.Terms, d.now()); err != nil {
				return err
			}
		} else if at.None() || after(at, d.now()) {
			return ErrWhen
		}
		return f.changeSheet(func(s *worksheet.Sheet) error {
			s.Notified(at.String(), d.actor, number)
			return nil
		})
	})
}

// Breaches returns the register of breaches (GDPR art. 33(5)): of the cases that the one at the desk may see, those that were judged to be one, and those that
// were so once and of which something was noted, in the order in which they became known. That it was read is in the log.
func (d *Desk) Breaches() (all []worksheet.Breach, err error) {
	lines, err := d.Work(Filter{})
	if err != nil {
		return nil, err
	}
	err = d.reg.Update(func(tx *register.Tx) error { return d.logEvent(tx, d.event("breaches", "", nil)) })
	if err != nil {
		return nil, err
	}
	err = d.read(func(tx *register.Tx, c *cases.Register) error {
		for _, l := range lines {
			if !l.Breach() && (l.Sheet == nil || len(l.Sheet.Log)+len(l.Sheet.Sent) == 0) {
				continue
			}
			s, err := d.filled(tx, c, l.ID, &l.File)
			if err != nil {
				return err
			}
			b := worksheet.Breach{Case: l.ID, NoNotice: l.Times.NoNotice, Sheet: s}
			if l.Breach() {
				b.Aware = l.Times.Aware.String()
			}
			if !l.Times.Notified.None() {
				b.Notified = l.Times.Notified.String()
			}
			all = append(all, b)
		}
		return nil
	})
	slices.SortFunc(all, func(a, b worksheet.Breach) int {
		return cmp.Or(strings.Compare(a.Aware, b.Aware), strings.Compare(a.Case, b.Case))
	})
	return all, err
}

// Paper is what stands over a document of the desk.
func (d *Desk) Paper(language, id string) (worksheet.Head, error) {
	name, err := d.Name(language)
	root, rootErr := d.CardRoot()
	err = errors.Join(err, rootErr)
	return worksheet.Head{Language: language, Case: id, Bureau: name, F: root, Officer: d.actor, Day: d.today().String()}, err
}
