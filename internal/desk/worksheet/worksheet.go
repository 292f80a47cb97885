// Package worksheet is what a bureau notes about a breach of personal data: the fields of a notification to the Dutch authority (AP) in the order in
// which its form asks them, filled from the report where that can be, with what is missing; the decision whether people are told (GDPR art. 34); and the
// internal log (art. 33(5)). As data, as text to copy field by field, and as PDF.
//
// The order of parts is that of the AP's web form as organisations had reproduced it and as it stood in 2024 and 2025: 0 about this notification, 1 contacts, 2
// timeline, 3 breach, 4 data, 5 people, 6 measures before, 7 consequences, 8 follow-up with informing people and borders, 9 other. Its words are
// not the AP's: they say briefly what is asked. Which fields a notification must have follows GDPR art. 33(1), (3) and (4). The form may change: fields
// are data (fields.json), and an officer copies field by field.
//
// Only what the reporter chose from options is taken from a report, never what he wrote: the notification leaves the bureau, and the
// reporter's own words can give him away. Where there are such words, the worksheet says so, and the officer writes his own.
//
// It is pure. It trusts what it is given, but for characters and lengths. Only the desk imports it.
package worksheet

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

var (
	// ErrField is returned when the worksheet has no such field.
	ErrField = errors.New("the worksheet has no such field")
	// ErrValue is returned when a field of options is given something else.
	ErrValue = errors.New("this field has no such option")
	// ErrPhase is returned when there is no such phase.
	ErrPhase = errors.New("there is no such phase")
)

// Phase is which notification this is (GDPR art. 33(4): information may come in phases).
type Phase string

// Phases.
const (
	Initial       Phase = "initial"
	Supplementary Phase = "supplementary"
	Final         Phase = "final"
	Withdrawn     Phase = "withdrawn" // on second thoughts it was no breach, or not the bureau's
)

// Phases are all phases, in order.
var Phases = []Phase{Initial, Supplementary, Final, Withdrawn}

// Texts are words by language, English where there are none in it.
type Texts map[string]string

// In returns the words in a language.
func (t Texts) In(language string) string {
	if s := t[language]; s != "" {
		return s
	}
	return t["en"]
}

// Section is a part of the form.
type Section struct {
	ID     string  `json:"id"`
	Number int     `json:"number"` // the form's
	Title  Texts   `json:"title"`
	Fields []Field `json:"fields"`
}

// Field is something that is asked. Options are the values that it may have; without any it is free text.
type Field struct {
	ID      string   `json:"id"`
	Title   Texts    `json:"title"`
	Options []Option `json:"options,omitempty"`
	Several bool     `json:"several,omitempty"` // of the options, separated by commas
	Needed  []Phase  `json:"needed,omitempty"`  // in these phases it is missing if it is empty
	Unless  string   `json:"unless,omitempty"`  // "field=option": it is not asked then
	If      string   `json:"if,omitempty"`      // "field=option": it is asked only then
	From    []string `json:"from,omitempty"`    // ids of questions of the report whose chosen options fill it
	Words   []string `json:"words,omitempty"`   // ids of questions whose answers in words help to fill it
}

// Option is a value of a field. From are ids of options of the report that mean it.
type Option struct {
	ID    string   `json:"id"`
	Title Texts    `json:"title"`
	From  []string `json:"from,omitempty"` // "question=option"
}

//go:embed fields.json
var fieldsJSON []byte

// Sections returns the form.
func Sections() (all []Section, err error) {
	if err := json.Unmarshal(fieldsJSON, &all); err != nil {
		return nil, fmt.Errorf("read the worksheet's fields: %w", err)
	}
	return all, nil
}

// Answer is a question of a report and what was chosen or written. Values are ids of options, none if it was answered in words.
type Answer struct {
	ID, Question string
	Values       []string
	Answer       string
}

// Sheet is a worksheet of one case. Values hold what the officer noted, by field: a text, an option's id, or several with commas between.
type Sheet struct {
	Phase    Phase             `json:"phase"`
	Values   map[string]string `json:"values"`
	Decision Decision          `json:"decision"`
	Log      []Entry           `json:"log"`
	Sent     []Sent            `json:"sent,omitempty"` // notifications that went out, in order

	sections []Section
	report   []Answer
}

// Sent is a notification that went out.
type Sent struct {
	Phase  Phase  `json:"phase"`
	At     string `json:"at"` // a date, or a date and a time
	By     string `json:"by"`
	Number string `json:"number"` // that the authority gave it
}

// Resume returns a worksheet that was kept, or an empty one for nil. What was kept in a field that the form has no more stays in Values.
func Resume(kept *Sheet) (*Sheet, error) {
	s, err := New()
	if err != nil || kept == nil {
		return s, err
	}
	values := maps.Clone(kept.Values)
	if values == nil {
		values = s.Values
	}
	s.Phase, s.Values, s.Decision, s.Log, s.Sent = kept.Phase, values, kept.Decision, slices.Clone(kept.Log), slices.Clone(kept.Sent)
	return s, nil
}

// Sections are the form, in its order.
func (s *Sheet) Sections() []Section { return s.sections }

// Notified notes that a notification of this phase went out. What follows is a supplement to it.
func (s *Sheet) Notified(at, by, number string) {
	s.Sent = append(s.Sent, Sent{s.Phase, at, by, strings.TrimSpace(number)})
	if s.Phase == Initial {
		s.Phase = Supplementary
	}
	if number = strings.TrimSpace(number); number != "" && s.Values["earlier"] == "" {
		s.Values["earlier"] = number
	}
}

// SetPhase sets which notification this is, or returns ErrPhase.
func (s *Sheet) SetPhase(p Phase) error {
	if !slices.Contains(Phases, p) {
		return fmt.Errorf("%w: %q", ErrPhase, p)
	}
	s.Phase = p
	return nil
}

// New returns an empty worksheet for the first notification.
func New() (*Sheet, error) {
	all, err := Sections()
	return &Sheet{Phase: Initial, Values: map[string]string{}, sections: all}, err
}

// Parse reads a worksheet's JSON. It returns ErrField, ErrValue or ErrPhase.
func Parse(data []byte) (*Sheet, error) {
	s, err := New()
	if err != nil {
		return nil, err
	}
	given := Sheet{Phase: Initial}
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.DisallowUnknownFields()
	if err := d.Decode(&given); err != nil {
		return nil, fmt.Errorf("read the worksheet: %w", err)
	}
	if !slices.Contains(Phases, given.Phase) {
		return nil, fmt.Errorf("%w: %q", ErrPhase, given.Phase)
	}
	s.Phase, s.Decision, s.Log, s.Sent = given.Phase, given.Decision, given.Log, given.Sent
	for id, value := range given.Values {
		if err := s.Set(id, value); err != nil {
			return nil, err
		}
	}
	return s, given.Decision.valid()
}

// Set notes a field's value; an empty one takes it back. It returns ErrField or ErrValue.
func (s *Sheet) Set(id, value string) error {
	f := s.field(id)
	if f == nil {
		return fmt.Errorf("%w: %q", ErrField, id)
	}
	if value = strings.TrimSpace(value); value == "" {
		delete(s.Values, id)
		return nil
	}
	if len(f.Options) > 0 {
		ids := split(value)
		if !f.Several && len(ids) > 1 {
			return fmt.Errorf("%w: %s takes one: %q", ErrValue, id, value)
		}
		for _, v := range ids {
			if f.option(v) == nil {
				return fmt.Errorf("%w: %s: %q", ErrValue, id, v)
			}
		}
		value = strings.Join(ids, ",")
	}
	s.Values[id] = value
	return nil
}

func split(value string) (ids []string) {
	for _, v := range strings.Split(value, ",") {
		ids = append(ids, strings.TrimSpace(v))
	}
	return ids
}

func (s *Sheet) field(id string) *Field {
	for i := range s.sections {
		for j := range s.sections[i].Fields {
			if f := &s.sections[i].Fields[j]; f.ID == id {
				return f
			}
		}
	}
	return nil
}

func (f *Field) option(id string) *Option {
	for i := range f.Options {
		if f.Options[i].ID == id {
			return &f.Options[i]
		}
	}
	return nil
}

// Fill takes what the reporter chose into fields that are empty, and remembers which questions were answered in words.
func (s *Sheet) Fill(report []Answer) {
	s.report = report
	for i := range s.sections {
		for j := range s.sections[i].Fields {
			if f := &s.sections[i].Fields[j]; s.Values[f.ID] == "" {
				if ids := f.chosen(report); len(ids) > 0 {
					s.Values[f.ID] = strings.Join(ids, ",")
				}
			}
		}
	}
}

// chosen are the options that the report's chosen options mean.
func (f *Field) chosen(report []Answer) (ids []string) {
	for _, o := range f.Options {
		for _, a := range report {
			for _, v := range a.Values {
				if slices.Contains(o.From, a.ID+"="+v) && !slices.Contains(ids, o.ID) && (f.Several || len(ids) == 0) {
					ids = append(ids, o.ID)
				}
			}
		}
	}
	return ids
}

// FillKnown takes what the bureau knows into fields that are empty: since when it is certain of the breach, and what it decided about telling the people.
func (s *Sheet) FillKnown(aware string) {
	inform := ""
	switch d := s.Decision; {
	case d.Made && d.Inform && s.Values["told"] != "":
		inform = "done"
	case d.Made && d.Inform:
		inform = "will"
	case d.Made:
		inform = "no"
	}
	for id, value := range map[string]string{"aware": aware, "inform": inform} {
		if s.Values[id] == "" && value != "" {
			s.Values[id] = value
		}
	}
}

// Asked says whether a field is asked, given the others.
func (s *Sheet) Asked(f *Field) bool { return s.asked(f) }

// asked says whether a field is asked, given the others.
func (s *Sheet) asked(f *Field) bool {
	holds := func(condition string) bool {
		id, option, _ := strings.Cut(condition, "=")
		return slices.Contains(split(s.Values[id]), option)
	}
	return (f.If == "" || holds(f.If)) && (f.Unless == "" || !holds(f.Unless))
}

// Gap is a field that is empty and needed in this phase.
type Gap struct {
	Field *Field
	Words []string // questions of the report that were answered in words and help to fill it
}

// Missing returns what this phase needs and is empty, in the form's order.
func (s *Sheet) Missing() (gaps []Gap) {
	for i := range s.sections {
		for j := range s.sections[i].Fields {
			f := &s.sections[i].Fields[j]
			if s.asked(f) && s.Values[f.ID] == "" && slices.Contains(f.Needed, s.Phase) {
				gaps = append(gaps, Gap{f, s.words(f)})
			}
		}
	}
	return gaps
}

// words are the questions answered in words that help to fill a field.
func (s *Sheet) words(f *Field) (questions []string) {
	for _, a := range s.report {
		if slices.Contains(f.Words, a.ID) && len(a.Values) == 0 && strings.TrimSpace(a.Answer) != "" {
			questions = append(questions, a.Question)
		}
	}
	return questions
}
