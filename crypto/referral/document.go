// Package referral is what one bureau hands to another (SPEC §12): a case, later letters of its reporter, or the answers of the bureau that has it now. One age
// file, sealed to the receiver's epoch and signed by the sender's dispatch key.
//
// A reader believes nothing before Verify, and no file before Files came to its end. Strings come from strangers; who shows them makes them harmless. Only
// the desk imports it.
package referral

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/message"
)

var (
	// ErrNotReferral is returned when a file is not one of this format, judged by its first bytes.
	ErrNotReferral = errors.New("this is no file that a bureau handed over")
	// ErrSealed is returned when a file does not open with a key: it is sealed to another.
	ErrSealed = errors.New("the file is sealed to another key")
	// ErrDamaged is returned when a file is cut, or was altered.
	ErrDamaged = errors.New("the file is cut or was altered")
	// ErrMalformed is returned when what was sealed breaks the format, or a limit.
	ErrMalformed = errors.New("the file is not what a desk writes")
)

// Kinds of documents.
const (
	KindCase    = "case"    // letters, for the bureau that is to handle them
	KindAnswers = "answers" // back from it
)

// Kinds of items that a bureau wrote; letters have the kinds of package message.
const (
	KindAnswer = "answer"
	KindNote   = "note" // of a bureau that handed the case over before; those of the sender are Notes
)

// Limits of a document.
const (
	MaxHead  = 64 << 20 // bytes of the JSON
	MaxFiles = 4 << 30  // bytes of all files that come with it
	MaxItems = 10_000   // items, and notes: the receiver reads as many records with every command

	maxAnswers, maxFiles = 100, 100 // of a letter, as in package message
	maxLanguage          = 38       // bytes of a tag: a desk cuts longer ones to 35 and an ellipsis
)

// What lists show as it is, in the shapes that a report has it in (SPEC §6).
var (
	formID      = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
	languageTag = regexp.MustCompile(`^([a-z]{2,8}(-[a-z0-9]{0,8})*…?)?$`)
)

func notFormID(id string) bool { return !formID.MatchString(id) }

func languageOK(tag string) bool { return len(tag) <= maxLanguage && languageTag.MatchString(tag) }

// ID names a referral: random, of the bureau that hands over, the same for all that follows on it in both directions.
type ID [16]byte

// MarshalText returns 32 hex digits.
func (id ID) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%x", id[:]), nil }

// UnmarshalText takes 32 lower-case hex digits; it returns canon.ErrHex for anything else.
func (id *ID) UnmarshalText(text []byte) error { return canon.ParseHex(id[:], text) }

// String returns 32 hex digits.
func (id ID) String() string { return fmt.Sprintf("%x", id[:]) }

// Document is what is said. The order of the fields is that of the specification.
type Document struct {
	Kind     string              `json:"kind"`
	From     charter.Fingerprint `json:"from"`
	To       charter.Fingerprint `json:"to"`
	Epoch    uint64              `json:"epoch"` // of the receiver
	ID       ID                  `json:"id"`
	Number   uint64              `json:"number"` // of the documents in this direction, from 1
	Since    uint64              `json:"since"`  // what was in documents up to this one is left out; 0: it is whole
	Made     day.Day             `json:"made"`
	Case     string              `json:"case"`     // as the sender calls it
	Language string              `json:"language"` // the report's
	Answers  bool                `json:"answers"`  // the receiver may answer the reporter
	Read     []int               `json:"read"`     // answers of the receiver's that the reporter has read, ascending
	Items    []Item              `json:"items"`
	Notes    []Note              `json:"notes"`
}

// Item is a letter of the reporter's, or an answer.
type Item struct {
	No        int              `json:"no"` // its number in the sender's case, or, of an answer that goes back, among its answers
	Kind      string           `json:"kind"`
	By        string           `json:"by"` // who wrote it, where that is neither the reporter nor the sender
	Day       day.Day          `json:"day"`
	Filed     string           `json:"filed"` // why the sender's desk took it for nothing of the reporter's; else empty
	Language  string           `json:"language"`
	Form      uint64           `json:"form"`
	Topic     string           `json:"topic"`
	Questions []message.Answer `json:"questions"`
	Text      string           `json:"text"`
	Files     []File           `json:"files"`
}

// File is a file that a letter names. Its bytes follow if it is here.
type File struct {
	Name   string      `json:"name"`
	Type   string      `json:"type"`
	Size   uint64      `json:"size"`
	SHA256 canon.Hex32 `json:"sha256"`
	Here   bool        `json:"here"`
}

// Note is an officer's.
type Note struct {
	Day  day.Day `json:"day"`
	By   string  `json:"by"`
	Text string  `json:"text"`
}

// Marshal returns the one encoding of a document, or ErrMalformed.
func (d *Document) Marshal() ([]byte, error) {
	if !d.ok() {
		return nil, ErrMalformed
	}
	object, err := canon.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if len(object) > MaxHead {
		return nil, fmt.Errorf("%w: it is longer than %d bytes", ErrMalformed, MaxHead)
	}
	return object, nil
}

// Parse reads what Marshal made, or returns ErrMalformed.
func Parse(object []byte) (*Document, error) {
	d := &Document{}
	if err := canon.Unmarshal(object, d); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if len(object) > MaxHead || !d.ok() {
		return nil, ErrMalformed
	}
	return d, nil
}

func (d *Document) ok() bool {
	back := d.Kind == KindAnswers
	if d.Kind != KindCase && !back || d.From == d.To || d.Epoch < 1 || d.Number < 1 || d.Number > canon.MaxInteger || d.Since >= d.Number || d.Epoch > canon.MaxInteger {
		return false
	}
	if d.Read == nil || d.Items == nil || d.Notes == nil || back && (d.Answers || len(d.Read)+len(d.Notes) > 0) || !ascending(d.Read) {
		return false
	}
	if len(d.Items) > MaxItems || len(d.Notes) > MaxItems || !languageOK(d.Language) {
		return false
	}
	last, total := 0, uint64(0)
	for _, i := range d.Items {
		if i.No <= last || i.No > 1<<31 || !i.ok(back) {
			return false
		}
		last = i.No
		for _, f := range i.Files {
			if f.Here {
				total += min(f.Size, MaxFiles+1)
			}
		}
	}
	return total <= MaxFiles && (back || d.Since > 0 || len(d.Items) > 0)
}

// Length is about what an item takes of a document, in bytes.
func (i *Item) Length() int {
	n := 300 + len(i.Filed) + len(i.Language) + len(i.Topic) + len(i.By) + len(i.Text)
	for _, q := range i.Questions {
		n += 60 + len(q.ID) + len(q.Question) + len(q.Answer)
		for _, v := range q.Values {
			n += 3 + len(v)
		}
	}
	for _, f := range i.Files {
		n += 150 + len(f.Name) + len(f.Type)
	}
	return n
}

func (i *Item) ok(back bool) bool {
	if i.Questions == nil || len(i.Questions) > maxAnswers || i.Files == nil || len(i.Files) > maxFiles || i.Form > canon.MaxInteger {
		return false
	}
	if i.Topic != "" && !formID.MatchString(i.Topic) || !languageOK(i.Language) {
		return false
	}
	for _, q := range i.Questions {
		if q.Values == nil || !formID.MatchString(q.ID) || slices.ContainsFunc(q.Values, notFormID) {
			return false
		}
	}
	for _, f := range i.Files {
		if f.Size > canon.MaxInteger {
			return false
		}
	}
	switch i.Kind {
	case message.KindReport, message.KindFollowup:
		return !back && i.By == ""
	case KindAnswer, KindNote:
		return !(back && i.Kind == KindNote) && i.Text != "" && i.Filed == "" && i.Topic == "" && i.Form == 0 && len(i.Questions)+len(i.Files) == 0
	}
	return false
}

func ascending(all []int) bool {
	last := 0
	for _, n := range all {
		if n <= last {
			return false
		}
		last = n
	}
	return true
}
