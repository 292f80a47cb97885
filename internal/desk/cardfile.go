package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"luwte/crypto/day"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/plain"
	"luwte/internal/desk/register"
	"luwte/internal/desk/vault"
	"luwte/internal/desk/worksheet"
)

// Status of the work on a case, which is the bureau's and not the conversation's.
const (
	StatusNew          = "new"
	StatusAcknowledged = "acknowledged"
	StatusInProgress   = "in progress"
	StatusAwaiting     = "awaiting reporter"
	StatusReferred     = "referred"
	StatusClosed       = "closed" // with an outcome
)

// Statuses are all, in the order in which a case goes through them.
func Statuses() []string {
	return []string{StatusNew, StatusAcknowledged, StatusInProgress, StatusAwaiting, StatusReferred, StatusClosed}
}

var (
	// ErrStatus is returned when a status is none, or a case is closed without an outcome or given one while it is open.
	ErrStatus = errors.New("not a status, or closed without an outcome")
	// ErrField is returned when a kind, a class, a label or an outcome is longer than 100 characters or not one line, or a note is empty, or not UTF-8, or
	// longer than 100 000 bytes.
	ErrField = errors.New("a field of a case is too long, empty or not text")
)

// File is what the bureau notes of a case. It lies under the case's key, with what the case says.
type File struct {
	Kind      string             // what it is about; at first the report's topic
	Class     string             // the bureau's own
	Status    string             // one of Statuses
	Outcome   string             // once it is closed
	Closed    day.Day            // day on which it was
	Heard     int                // letters that there were then
	Kept      string             // why it must stay though its time is over; one line
	Handler   string             // whose it is
	Labels    []string           // sorted
	Deadlines map[string]day.Day // what else is due when: the law's terms run by themselves (Times)
	From      string             `json:",omitempty"` // the bureau that handed the case over
	To        []string           `json:",omitempty"` // the bureaus to which it was handed over
	Notes     []Note
	Draft     Draft `json:",omitzero"` // of an answer
	Times     Times
	Figures   Figures
	Sheet     *worksheet.Sheet `json:",omitempty"` // of a breach
	Evidence  []Evidence       `json:",omitempty"` // what the reporter's files are
}

// Note is a handler's, for the others who may see the case.
type Note struct {
	Day  day.Day
	By   string
	Text string
}

func line(text string) bool {
	return utf8.ValidString(text) && utf8.RuneCountInString(text) <= 100 && plain.Line(text) == text // nor does it turn around what stands beside it
}

// check returns ErrStatus or ErrField.
func (f *File) check() error {
	if !slices.Contains(Statuses(), f.Status) || (f.Status == StatusClosed) != (f.Outcome != "") {
		return ErrStatus
	}
	for _, field := range slices.Concat([]string{f.Kind, f.Class, f.Outcome, f.Handler, f.Kept, f.Figures.Position, f.Figures.Criminals}, f.Labels, f.Figures.Data) {
		if !line(field) {
			return ErrField
		}
	}
	for _, n := range f.Notes {
		if strings.TrimSpace(n.Text) == "" || !utf8.ValidString(n.Text) || len(n.Text) > 100_000 {
			return ErrField
		}
	}
	if !utf8.ValidString(f.Draft.Text) || len(f.Draft.Text) > 100_000 {
		return ErrField
	}
	return f.Times.check(f.Deadlines)
}

// file returns a case's file; a new one if it has none yet.
func (d *Desk) file(tx *register.Tx, id string) (File, error) {
	f := File{Status: StatusNew}
	record, ok, err := tx.Get(apartBucket, cardKey(id))
	if err != nil || !ok {
		return f, err
	}
	text, err := d.opened(tx, id, cardKey(id), record)
	if err == nil {
		err = json.Unmarshal(text, &f)
	}
	if err != nil {
		return f, fmt.Errorf("file of case %s: %w", id, register.ErrDamaged)
	}
	return f, nil
}

// fileOrNew returns a case's file, and, where that is damaged, a new one and false: one bad case is no reason to show nothing of the others.
func (d *Desk) fileOrNew(tx *register.Tx, id string) (f File, whole bool, err error) {
	f, err = d.file(tx, id)
	if errors.Is(err, register.ErrDamaged) {
		return File{Status: StatusNew}, false, nil
	}
	return f, err == nil, err
}

// CaseFile returns what the bureau noted of a case, or cases.ErrNoCase.
func (d *Desk) CaseFile(id string) (f File, err error) {
	err = d.read(func(tx *register.Tx, c *cases.Register) error {
		if err := d.may(tx, id); err != nil {
			return err
		}
		f, err = d.file(tx, id)
		return err
	})
	return f, err
}

// ChangeFile lets fn change what the bureau notes of a case, and logs what was done as an action, without words. It returns ErrStatus, ErrField,
// cases.ErrNoCase, ErrRole or ErrWho, or fn's error.
func (d *Desk) ChangeFile(id, action string, detail map[string]any, fn func(*File) error) error {
	return d.change(d.event(action, id, detail), func(tx *register.Tx, c *cases.Register) error {
		return errors.Join(d.putChanged(tx, id, fn), d.takeUpWorked(tx, c, id))
	})
}

// takeUpWorked notes that somebody has taken up a case that is not new any more: it is no rubbish.
func (d *Desk) takeUpWorked(tx *register.Tx, c *cases.Register, id string) error {
	f, err := d.file(tx, id)
	if err != nil || f.Status == StatusNew {
		return err
	}
	return c.TakeUp(d.by(), id)
}

// putChanged lets fn change a case's file.
func (d *Desk) putChanged(tx *register.Tx, id string, fn func(*File) error) error {
	f, err := d.file(tx, id)
	if err != nil {
		return err
	}
	if err := fn(&f); err != nil {
		return err
	}
	slices.Sort(f.Labels)
	f.Labels = slices.Compact(f.Labels)
	switch {
	case f.Status != StatusClosed:
		f.Closed, f.Heard = 0, 0
	case f.Closed == 0:
		c, err := d.load(tx)
		if err != nil {
			return err
		}
		s, _ := c.Find(id)
		f.Closed, f.Heard = d.today(), s.Letters
	}
	if err := f.check(); err != nil {
		return err
	}
	k, err := d.key(tx, id)
	if err != nil {
		return err
	}
	return putFile(tx, id, k, &f)
}

func putFile(tx *register.Tx, id string, k *vault.Key, f *File) error {
	text, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("encode the file of a case: %w", err)
	}
	return tx.Put(apartBucket, cardKey(id), k.Seal(cardKey(id), text))
}

// AddNote adds a note to a case.
func (d *Desk) AddNote(id, text string) error {
	return d.ChangeFile(id, "case-note", nil, func(f *File) error {
		f.Notes = append(f.Notes, Note{d.today(), d.actor, strings.TrimRight(text, "\r\n")})
		return nil
	})
}

// SetDeadlines sets what is due when; a day of 0 takes a deadline away.
func (f *File) SetDeadlines(days map[string]day.Day) {
	if f.Deadlines == nil {
		f.Deadlines = map[string]day.Day{}
	}
	for what, on := range days {
		if f.Deadlines[what] = on; on == 0 {
			delete(f.Deadlines, what)
		}
	}
}
