// Package dossier makes of a case what is handed to a prosecutor or a judge, or kept: a PDF and a text that have all of it, less the passages that somebody chose to take out.
//
// What is taken out is not in what it makes: not in the text of the PDF, nor in its metadata, fonts or file names, and no length tells how long it was. It trusts what the
// desk gives it for whole; every string in it may be a stranger's. It tells no time finer than a day. Only the desk imports it.
package dossier

import (
	"strings"

	"luwte/crypto/charter"
	"luwte/crypto/day"
)

// Dossier is what is known of a case. Strings are as they were written; Make shows them.
type Dossier struct {
	Language  string              `redact:"-"` // nl or en
	Bureau    string              // its name
	F         charter.Fingerprint `redact:"-"`
	Case      string              `redact:"-"`
	Made      day.Day             `redact:"-"`
	By        string              // who made it
	Facts     []Fact
	Items     []Item // letters and answers, in order
	Notes     []Note
	WithNotes bool `redact:"-"` // else notes were left out, also if there are none
	Events    []Line
	Log       []Line
	LogHash   string `redact:"-"` // of the last of the case's entries in the log
	Head      string `redact:"-"` // of the log: its last entry and hash

	Passages int `redact:"-"` // chosen to be taken out; filled in by Make
	Places   int `redact:"-"` // where they stood
}

// Fact is a line of what the bureau noted.
type Fact struct{ What, Says string }

// Item is a letter or an answer.
type Item struct {
	Number  int    // in the case
	Kind    string `redact:"-"` // of texts: report, followup, answer, note, reply
	By      string // who wrote it, where that is not the reporter
	Day     day.Day
	Remark  string // where it stands, and what became of it
	Answers []Fact // to the form's questions
	Text    string
	Files   []File
}

// File is a file that a letter names.
type File struct {
	Number  int // in the dossier, from 1
	Name    string
	Type    string
	Size    uint64
	SHA256  string `redact:"-"`
	Content string // what it is by its content; empty where nobody looked
	State   string `redact:"-"` // of texts: whole, missing, damaged
	Archive bool   // goes into the archive
}

// Note is an officer's.
type Note struct {
	Day  day.Day
	By   string
	Text string
}

// Line is something that was done.
type Line struct {
	Day  day.Day
	By   string
	What string
}

// Made is a dossier as it goes out.
type Made struct {
	PDF, Text []byte
	Names     []string // of the files, as they may be called in the archive
	Passages  int      // chosen
	Places    int      // where they stood
}

// Make shows a dossier, less what a redactor takes out of it. It returns ErrNotFound.
func Make(d Dossier, r *Redactor) (*Made, error) {
	if err := r.redact(&d); err != nil {
		return nil, err
	}
	t := textsIn(d.Language)
	m := &Made{Text: []byte(marked(d.text(t), t)), Passages: d.Passages, Places: d.Places}
	for _, i := range d.Items {
		for _, f := range i.Files {
			m.Names = append(m.Names, marked(f.Name, t))
		}
	}
	var err error
	m.PDF, err = d.pdf(t)
	return m, err
}

// Check says whether every passage is found in a dossier, whose strings it changes, and makes nothing. It returns ErrNotFound, or ErrPassage.
func Check(d Dossier, passages []Passage) error {
	r, err := NewRedactor(passages)
	if err != nil {
		return err
	}
	return r.redact(&d)
}

// marked puts words in the place of marks.
func marked(s string, t texts) string { return strings.ReplaceAll(s, string(Mark), t.mark) }
