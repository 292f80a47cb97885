package desk

import (
	"slices"
	"strings"
	"unicode/utf8"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
	"luwte/internal/desk/replies"
)

// Draft is an answer that is being written. It lies with the case, for those who may see it, and goes nowhere.
type Draft struct {
	Day  day.Day
	By   string
	Text string
}

// KeepDraft keeps an answer that is being written; an empty one takes it away.
func (d *Desk) KeepDraft(id, text string) error {
	return d.ChangeFile(id, "draft", nil, func(f *File) error {
		f.Draft = Draft{d.today(), d.actor, text}
		if strings.TrimSpace(text) == "" {
			f.Draft = Draft{}
		}
		return nil
	})
}

// MostCompared bounds what an answer is compared with, in bytes: who knows a code of a case can send thousands of long letters for it.
const MostCompared = 2 << 20

// Checked is what is known of an answer before it is added.
type Checked struct {
	Notes int               // that it takes
	Fits  bool              // into what one code can get, if nothing else stands there
	Found []replies.Warning // what it gives away
	Whole bool              // it was compared with all that the reporter wrote, and not with the first MostCompared bytes
}

// CheckReply compares an answer with what the reporter wrote, and adds nothing; allowed are words that may stand in it, besides the bureau's name. It returns ErrText or cases.ErrNoCase.
func (d *Desk) CheckReply(id, text string, allowed ...string) (found Checked, err error) {
	text = strings.TrimRight(text, "\r\n")
	if strings.TrimSpace(text) == "" || !utf8.ValidString(text) {
		return found, ErrText
	}
	v, err := d.show(id, 0)
	if err != nil {
		return found, err
	}
	names := slices.Clone(allowed)
	err = d.reg.View(func(tx *register.Tx) error {
		s, err := settings(tx)
		for _, name := range s.Name {
			names = append(names, name)
		}
		return err
	})
	letters, whole := written(v)
	found.Whole, found.Found = whole, replies.Check(text, letters, append(allowed, names...)...)
	found.Notes, found.Fits = replies.Notes(text)
	return found, err
}

// written is all that the reporter wrote in a case, and what the form's options say; whole is false if that is more than MostCompared.
func written(v *cases.View) (all []string, whole bool) {
	room := MostCompared
	add := func(text string) {
		if len(text) > room {
			text = text[:room]
		}
		room -= len(text)
		all = append(all, text)
	}
	var letters []cases.LetterView // the report first, what changed nothing last
	for _, b := range v.Tree {
		letters = append(letters, b.Letters...)
	}
	for _, l := range append(letters, v.Filed...) {
		add(l.Text)
		for _, a := range l.Answers {
			add(a.Answer)
		}
		for _, f := range l.Files {
			add(f.Name)
		}
	}
	return all, room > 0 && v.Next == 0
}

// Topics returns the topics of the bureau's form, which are what reports are about at first.
func (d *Desk) Topics() (all []charter.Topic, err error) {
	err = d.reg.View(func(tx *register.Tx) error {
		s, err := settings(tx)
		all = s.Form.Topics
		return err
	})
	return all, err
}

// Access says who may see a case, by name, as far as it concerns those who may.
type Access struct {
	Seen  []string // who may
	Out   []string // who was shut out
	Named []string // whose names are in its words
}

// Access returns who may see a case, or cases.ErrNoCase.
func (d *Desk) Access(id string) (out Access, err error) {
	err = d.reg.View(func(tx *register.Tx) error {
		if err := d.may(tx, id); err != nil {
			return err
		}
		var a access
		if _, err := tx.GetJSON(accessBucket, id, &a); err != nil {
			return err
		}
		all, err := d.handlers(tx)
		for _, h := range all {
			if a.Wraps[h.ID] != nil {
				out.Seen = append(out.Seen, h.Name)
			}
			if slices.Contains(a.Out, h.ID) {
				out.Out = append(out.Out, h.Name)
			}
			if slices.Contains(a.Named, h.ID) {
				out.Named = append(out.Named, h.Name)
			}
		}
		return err
	})
	return out, err
}

// Self returns who is at the desk; of a desk of one, whoever opened it.
func (d *Desk) Self() Handler {
	if d.identity == nil {
		return Handler{}
	}
	self := d.self.Handler
	if d.self.ID == aloneID {
		self.Name = d.actor
	}
	return self
}
