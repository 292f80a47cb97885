package cases

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/slots"
)

// A case that another bureau handed over has no code: R, S and handle stay where the reporter told, for they belong to one board (SPEC §12). Its one branch is never open, so
// nothing is ever sealed for it here, and no parcel can belong to it.

// What a case that another bureau handed over can be answered through, in Case.Handed.
const (
	HandedThrough = "through" // that bureau, which puts answers on its board
	HandedOnly    = "only"    // nobody: it was handed over without the right to answer
)

// BranchElsewhere is the state of the one branch of a case that another bureau handed over: its code is there.
const BranchElsewhere = "elsewhere"

// KindAnswer is the kind of a letter that the bureau wrote which handed a case over; others are those of package message.
const KindAnswer = "answer"

// KindNote is the kind of what an officer of that bureau noted.
const KindNote = "note"

// ErrNotHanded is returned when a case was not handed over by another bureau.
var ErrNotHanded = errors.New("no other bureau handed this case over")

// HandedLetter is a letter that another bureau hands over, or what it answered.
type HandedLetter struct {
	Kind  string // of package message, or KindAnswer
	Filed string // why it changed nothing there
	Words        // without Parts of Files
	Files []HandedFile
}

// HandedFile is a file of such a letter.
type HandedFile struct {
	File
	Pieces []Mark // under which the caller keeps its bytes, in order; none where it has not come
}

// Receive opens a case that another bureau handed over and returns its id.
func (r *Register) Receive(by By, handed string, letters []HandedLetter) (string, error) {
	id, err := r.newID()
	if err != nil {
		return "", err
	}
	c := &Case{ID: id, Opened: by.Day, Handed: handed, Codes: 1}
	c.Branches = []*Branch{{ID: 1, Day: by.Day}}
	r.cases[id] = c
	r.touchBranch(c, c.Branches[0])
	r.event(c, by, DidReceive, 1, "")
	return id, r.handed(by, c, letters)
}

// ReceiveMore adds to such a case what came after, says whether answers still go through that bureau, and which of them the reporter has read there.
func (r *Register) ReceiveMore(by By, id, handed string, letters []HandedLetter, read []int) error {
	c := r.cases[id]
	switch {
	case c == nil:
		return fmt.Errorf("%w: %q", ErrNoCase, id)
	case c.Handed == "":
		return fmt.Errorf("%w: %s", ErrNotHanded, id)
	}
	c.Handed, c.grown = handed, nil
	c.Heard = merge(c.Heard, slices.DeleteFunc(slices.Clone(read), func(n int) bool { return n < 1 || n > len(c.Answers) }))
	if len(letters) > 0 {
		r.event(c, by, DidReceive, 1, "")
	}
	r.touch(c)
	return r.handed(by, c, letters)
}

func (r *Register) handed(by By, c *Case, letters []HandedLetter) error {
	for _, h := range letters {
		var random [32]byte
		if _, err := io.ReadFull(r.random, random[:]); err != nil {
			return fmt.Errorf("make a letter's mark: %w", err)
		}
		l := &Letter{Parcel: Mark(hex.EncodeToString(random[:])), Day: by.Day, Kind: h.Kind, Filed: cut(h.Filed, nameShown)}
		w := h.Words
		w.Language, w.Files = cut(w.Language, languageShown), nil
		for _, f := range h.Files {
			w.Files = append(w.Files, r.handedFile(c, l, f))
		}
		c.Last++
		l.No, l.Branch = c.Last, 1
		c.Letters = append(c.Letters, l)
		r.keepApart(c.ID, prefixWords+string(l.Parcel), &w)
		r.index.parcels[l.Parcel] = true
		r.touchLetter(c, l)
	}
	r.touch(c)
	return nil
}

// handedFile claims the pieces of a file for a case. One that has not come has a piece that never will.
func (r *Register) handedFile(c *Case, l *Letter, h HandedFile) File {
	f := h.File
	f.Parts = nil
	if len(h.Pieces) == 0 {
		l.Wants.Lost++
		f.Parts = []Part{{Parcel: l.Parcel}}
	}
	for _, m := range h.Pieces {
		r.claim(m, []Mark{m})
		r.given[Given{c.ID, m}] = true
		f.Parts = append(f.Parts, Part{Parcel: m})
	}
	return f
}

// replyElsewhere adds an answer that another bureau is to publish. Its text is kept for those who may read the case, and nowhere else: no board needs it.
func (r *Register) replyElsewhere(by By, c *Case, text string) (int, error) {
	if c.Handed == HandedOnly {
		return 0, fmt.Errorf("%w: %s: it was handed over without the right to answer", ErrUnanswerable, c.ID)
	}
	parts, err := message.SplitAnswer(text)
	if errors.Is(err, message.ErrTooLong) || err == nil && len(parts) > slots.Count-1 {
		return 0, fmt.Errorf("%w: %d parts at most", ErrFull, slots.Count-1)
	}
	if err != nil {
		return 0, err
	}
	c.Last++
	a := &Answer{ID: len(c.Answers) + 1, No: c.Last, Day: by.Day, Parts: make([]string, len(parts))}
	c.Answers = append(c.Answers, a)
	r.keepApart(c.ID, numbered(prefixSaid, c.ID, a.ID), Said{by.Actor, parts})
	r.event(c, by, DidReply, 1, "")
	r.touch(c)
	return a.ID, nil
}

// Sent says that answers up to a number of a case that was handed over went back to that bureau.
func (r *Register) Sent(id string, answer int, on day.Day) error {
	c := r.cases[id]
	if c == nil || c.Handed == "" {
		return fmt.Errorf("%w: %q", ErrNotHanded, id)
	}
	for _, a := range c.Answers[:min(max(answer, 0), len(c.Answers))] {
		if a.Sent == 0 {
			a.Sent = on
		}
	}
	r.touch(c)
	return nil
}
