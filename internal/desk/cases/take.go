package cases

import (
	"encoding/base32"
	"fmt"
	"io"
	"slices"

	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/slots"
)

// Opened is a parcel that the desk's identity opened.
type Opened struct {
	ID           parcel.ID
	Message      message.Message // a *message.Report, *message.Followup or *message.File, as decoded
	RecipientErr error           // of sealing to its R once; nil for a file
}

// Kinds of Outcome.
const (
	NewCase    = "new case"   // a report
	Turn       = "turn"       // first follow-up on a code; it moves the conversation to a new one
	SameTurn   = "same turn"  // once more the same old and new code; its words are added
	Sibling    = "sibling"    // another new code of the same reporter
	Fork       = "fork"       // a second follow-up on a used code: nobody gets content until the officer decides
	Filed      = "filed"      // belongs to a closed branch, or is a fork where the officer decided: read it, nothing else changes
	Repeat     = "repeat"     // its S or R was seen before: read it, nothing else changes
	Late       = "late"       // on a code of a case that was destroyed: it begins a case of its own
	Poisoned   = "poisoned"   // its R cannot be sealed to: read it, it gets nothing
	Known      = "known"      // this parcel was taken before
	Waiting    = "waiting"    // predecessor, or the letter that names the file, has not come
	FilePiece  = "file"       // a piece of a file that a letter of the case names
	Unreadable = "unreadable" // did not open
	Dropped    = "dropped"    // waited too long, or one of too many; it is taken again if it is sent again
)

// Outcome says what became of a parcel.
type Outcome struct {
	Kind   string
	Parcel Mark   // names the parcel in the register: where the caller keeps the bytes of a file's piece
	Case   string // empty if none
	Branch int    // 0 if none
	Reason string
	Waited bool // the parcel was waiting until now
	Read   int  // how many answers it says were read, that were not known to be

	Says    Mark   // of a new case: what the report says, to be compared with others of its pouch; see rubbish.go
	Rubbish string // of a new case: why it gets no receipt until somebody takes it up
}

// Take files one opened parcel and whatever waited for it; the outcome of the parcel itself comes first. It returns ErrKey if
// there is no key for the parcel's epoch, or the error of the random source; then nothing has changed.
func (r *Register) Take(by By, o Opened) ([]Outcome, error) {
	_, epoch := o.Message.Bound()
	if r.macs[epoch] == nil {
		return nil, fmt.Errorf("%w: epoch %d", ErrKey, epoch)
	}
	m := r.mark(epoch, labelSeenParcel, o.ID[:])
	if r.Known(o.ID) {
		return []Outcome{{Kind: Known, Parcel: m}}, nil
	}
	t := &taking{r: r, by: by, epoch: epoch, parcel: m}
	if o.RecipientErr != nil {
		t.poisoned = o.RecipientErr.Error()
	}
	switch message := o.Message.(type) {
	case *message.Report:
		t.says(Words{Form: message.Form, Topic: message.Topic, Language: cut(message.Language, languageShown), Answers: message.Answers, Text: message.Text}, message.Files)
		if err := t.report(message); err != nil {
			return nil, err
		}
	case *message.Followup:
		t.says(Words{Language: cut(message.Language, languageShown), Text: message.Text}, message.Files)
		if err := t.followup(message); err != nil {
			return nil, err
		}
	case *message.File:
		t.file(message, o.ID)
	}
	r.unlist(m, Dropped)
	return t.outcomes, t.release()
}

// Unreadable remembers a parcel that did not open, so that it is not tried again, and lists it with the reason.
func (r *Register) Unreadable(by By, id parcel.ID, reason string) Outcome {
	m := r.marks(labelSeenParcel, id[:])[0]
	if r.Known(id) {
		return Outcome{Kind: Known, Parcel: m}
	}
	r.index.parcels[m] = true
	r.list(&Listed{m, by.Day, by.Actor, Unreadable, reason})
	return Outcome{Kind: Unreadable, Parcel: m, Reason: reason}
}

// taking is one call of Take: one parcel, then those that it releases.
type taking struct {
	r        *Register
	by       By
	epoch    uint64
	parcel   Mark
	poisoned string // why R cannot be sealed to
	waited   bool
	words    *Words // of a letter, until they are kept
	wants    Wants  // all its files, also if they have come

	placed   []newCode // that came: what waits for them can go on
	outcomes []Outcome
}

type newCode struct {
	handle    slots.Handle
	recipient string
}

func (t *taking) outcome(kind string, at place, reason string) {
	t.outcomes = append(t.outcomes, Outcome{Kind: kind, Parcel: t.parcel, Case: at.Case, Branch: at.Branch, Reason: reason, Waited: t.waited})
}

// report opens a case, or files a repeat in the case that it resembles.
func (t *taking) report(m *message.Report) error {
	l := t.letter(message.KindReport)
	if at, what := t.r.seen(m.Slots, m.Recipient).resembles(); what != "" {
		t.fileAway(t.r.cases[at.Case], at.Branch, l, Repeat, "a report with "+what+" seen before")
		return nil
	}
	if former, what := t.r.former(m.Slots, m.Recipient); what != "" && t.poisoned == "" {
		return t.again(former, l, "a report with "+what+" of a case that was destroyed on "+former.on())
	}
	id, err := t.r.newID()
	if err != nil {
		return err
	}
	c := &Case{ID: id, Opened: t.by.Day, Poisoned: t.poisoned}
	says := t.r.mark(t.epoch, labelSeenWords, said(m))
	t.r.cases[id] = c
	b := t.branch(c, 0, m.Slots, m.Recipient)
	kind := NewCase
	if c.Poisoned != "" {
		kind = Poisoned
	}
	t.add(c, b.ID, l)
	t.r.event(c, t.by, kind, b.ID, c.Poisoned)
	if saysNothing(m) {
		t.r.rubbish(t.by, c, Blank)
	}
	t.outcome(kind, place{c.ID, b.ID}, c.Poisoned)
	t.outcomes[len(t.outcomes)-1].Says, t.outcomes[len(t.outcomes)-1].Rubbish = says, c.Rubbish
	t.found(c)
	return nil
}

// seen is what is known of a code that a message brings: the branches with its S and with its R, if there are any.
type seen struct{ byHandle, byRecipient place }

func (r *Register) seen(s slots.Secret, recipient string) seen {
	handle := s.Handle()
	byHandle, _ := find(r.index.handles, r.marks(labelSeenHandle, handle[:]))
	byRecipient, _ := find(r.index.recipients, r.marks(labelSeenRecipient, []byte(recipient)))
	return seen{byHandle, byRecipient}
}

// resembles returns a branch with this S or R, and what is the same; nothing if neither was seen before.
func (s seen) resembles() (at place, what string) {
	switch none := (place{}); {
	case s.byHandle != none:
		return s.byHandle, "a code"
	case s.byRecipient != none:
		return s.byRecipient, "a recipient"
	}
	return place{}, ""
}

// branch adds a branch for a new code. A code that cannot be sealed to is not remembered, so that it is in nobody's way.
func (t *taking) branch(c *Case, parent int, s slots.Secret, recipient string) *Branch {
	handle := s.Handle()
	b := &Branch{ID: len(c.Branches) + 1, Parent: parent, Day: t.by.Day}
	c.Branches, c.Codes, c.grown = append(c.Branches, b), b.ID, nil
	t.r.touchBranch(c, b)
	if t.poisoned != "" {
		return b
	}
	b.Code = &Code{recipient, s}
	b.Handle = t.r.mark(t.epoch, labelSeenHandle, handle[:])
	b.Recipient = t.r.mark(t.epoch, labelSeenRecipient, []byte(recipient))
	t.r.indexBranch(c, b)
	t.placed = append(t.placed, newCode{handle, recipient})
	return b
}

// says notes what a message says and which files it names.
func (t *taking) says(w Words, refs []message.FileRef) {
	w.Files, t.wants = t.r.namedFiles(t.epoch, refs)
	t.words = &w
}

// keepWords writes what a message says, once: the words of one that waited are kept already, and now become a case's.
func (t *taking) keepWords(owner string) {
	key := prefixWords + string(t.parcel)
	if t.words == nil {
		t.r.own(owner, key)
		return
	}
	t.r.keepApart(owner, key, t.words)
	t.words = nil
}

// languageShown is how much of a language tag is kept, in bytes: RFC 5646 §4.4.1 names 35 as what every tag in use fits into.
const languageShown = 35

// letter makes a letter of a message.
func (t *taking) letter(kind string) *Letter {
	return &Letter{Parcel: t.parcel, Day: t.by.Day, Kind: kind, Wants: t.r.lacking(t.wants)}
}

// add puts a letter into a case.
func (t *taking) add(c *Case, branch int, l *Letter) {
	c.Last++
	l.No, l.Branch = c.Last, branch
	c.Letters = append(c.Letters, l)
	if l.Filed == "" {
		c.Rubbish = "" // whoever goes on with it is somebody
	}
	t.keepWords(c.ID)
	t.r.indexLetter(c, l)
	t.r.touch(c)
	t.r.touchLetter(c, l)
	t.r.boundWants()
}

// fileAway puts a letter into a case without any effect on it.
func (t *taking) fileAway(c *Case, branch int, l *Letter, kind, reason string) {
	l.Filed = reason
	t.add(c, branch, l)
	t.r.event(c, t.by, kind, branch, reason)
	t.outcome(kind, place{c.ID, branch}, reason)
	t.found(c)
}

// caseAlphabet is Crockford's: no i, l, o, u.
var caseAlphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// newID returns 8 letters and digits that no case has. They are random so that an id tells nothing about how many cases there are.
func (r *Register) newID() (string, error) {
	for {
		var b [5]byte
		if _, err := io.ReadFull(r.random, b[:]); err != nil {
			return "", fmt.Errorf("make a case id: %w", err)
		}
		if id := caseAlphabet.EncodeToString(b[:]); r.cases[id] == nil {
			return id, nil
		}
	}
}

func merge(a, b []int) []int {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
