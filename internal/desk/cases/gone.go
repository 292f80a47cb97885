package cases

import (
	"fmt"
	"maps"
	"slices"

	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/slots"
)

// Gone is what is remembered of a case that was destroyed: keyed hashes, so that what comes once more, or comes late, is known for what it is. Its id is not the
// case's. It goes when the last epoch is destroyed whose key any of its hashes is under: from then on they mean nothing.
type Gone struct {
	Day        day.Day
	Epoch      uint64 // the newest that there was a key of
	Live       []Mark // handles of the codes that were open
	Used       []Mark // of all others
	Recipients []Mark
	Parcels    []Mark // of letters and of pieces of files
}

// formerCode is a code of a case that was destroyed.
type formerCode struct {
	gone string
	day  day.Day
	live bool
}

func (f formerCode) on() string { return f.day.String() }

func (r *Register) indexGone(id string, g *Gone) {
	for _, m := range slices.Concat(g.Used, g.Recipients) {
		r.index.former[m] = formerCode{id, g.Day, false}
	}
	for _, m := range g.Live {
		r.index.former[m] = formerCode{id, g.Day, true}
	}
	for _, m := range g.Parcels {
		r.index.parcels[m] = true
	}
}

// former says whether a code is one of a case that was destroyed, and what of it is the same.
func (r *Register) former(s slots.Secret, recipient string) (f formerCode, what string) {
	handle := s.Handle()
	if f, ok := find(r.index.former, r.marks(labelSeenHandle, handle[:])); ok {
		return f, "a code"
	}
	if f, ok := find(r.index.former, r.marks(labelSeenRecipient, []byte(recipient))); ok {
		return f, "a recipient"
	}
	return formerCode{}, ""
}

// Destroy takes a case out of the register, but for a Gone, whose id it returns. Pieces are those of files that are the case's alone: the caller forgets their
// bytes. It returns ErrNoCase, or the error of the random source, and then has changed nothing.
func (r *Register) Destroy(by By, id string, pieces []Mark) (gone string, err error) {
	c := r.cases[id]
	if c == nil {
		return "", fmt.Errorf("%w: %q", ErrNoCase, id)
	}
	if gone, err = r.newID(); err != nil {
		return "", err
	}
	g := &Gone{Day: by.Day, Epoch: r.epochs[0]}
	r.markCodes(g, c)
	for _, l := range c.Letters {
		g.Parcels = append(g.Parcels, l.Parcel)
		r.changed[numbered(prefixLetter, id, l.No)] = nil
		if _, ok := r.index.hungry[&l.Wants]; ok {
			r.giveUp(&l.Wants)
			r.changed[numbered(prefixLetter, id, l.No)] = nil // giving up writes it
		}
	}
	r.forgetPieces(g, pieces)
	for _, key := range r.Owns(id) {
		r.apart[key] = nil
		delete(r.owners, key)
	}
	for _, b := range c.Branches {
		r.changed[numbered(prefixBranch, id, b.ID)] = nil
	}
	r.changed[prefixCase+id], r.changed[prefixGone+gone] = nil, g
	delete(r.cases, id)
	of := func(_ Mark, at place) bool { return at.Case == id }
	maps.DeleteFunc(r.index.handles, of)
	maps.DeleteFunc(r.index.recipients, of)
	maps.DeleteFunc(r.index.unheard, func(n naming, _ []int) bool { return n.Case == id })
	r.gone[gone] = g
	r.indexGone(gone, g)
	return gone, nil
}

// markCodes remembers a case's codes: those that are still known under the keys of all epochs.
func (r *Register) markCodes(g *Gone, c *Case) {
	t := c.tree()
	leaf, _ := t.leaf()
	for _, b := range c.Branches {
		if b.Handle == "" {
			continue
		}
		handles, recipients := []Mark{b.Handle}, []Mark{b.Recipient}
		if b.Code != nil {
			handle := b.Code.Secret.Handle()
			handles = append(handles, r.marks(labelSeenHandle, handle[:])...)
			recipients = append(recipients, r.marks(labelSeenRecipient, []byte(b.Code.Recipient))...)
		}
		if leaf != nil && t.knot[b.ID-1] == t.knot[leaf.ID-1] {
			g.Live = append(g.Live, handles...)
		} else {
			g.Used = append(g.Used, handles...)
		}
		g.Recipients = append(g.Recipients, recipients...)
	}
	for _, marks := range []*[]Mark{&g.Live, &g.Used, &g.Recipients} {
		slices.Sort(*marks)
		*marks = slices.DeleteFunc(slices.Compact(*marks), func(m Mark) bool { return m == "" })
	}
}

// forgetPieces forgets pieces of files but for their marks.
func (r *Register) forgetPieces(g *Gone, pieces []Mark) {
	ours := map[Mark]bool{}
	for _, p := range pieces {
		ours[p] = true
		g.Parcels = append(g.Parcels, p)
		r.changed[prefixPiece+string(p)] = nil
	}
	for m, p := range r.index.files {
		if ours[p] {
			g.Parcels = append(g.Parcels, m)
			delete(r.index.files, m)
		}
	}
	slices.Sort(g.Parcels)
	g.Parcels = slices.Compact(g.Parcels)
}

// forgetGone forgets those whose hashes mean nothing any more.
func (r *Register) forgetGone() {
	for id, g := range r.gone {
		if !slices.ContainsFunc(r.epochs, func(e uint64) bool { return e <= g.Epoch }) {
			delete(r.gone, id)
			r.changed[prefixGone+id] = nil
		}
	}
}

// Gone returns the ids of what is remembered of cases that were destroyed.
func (r *Register) Gone() []string { return slices.Sorted(maps.Keys(r.gone)) }

// After returns the id of the Gone that a case comes after, or "".
func (r *Register) After(id string) string {
	if c := r.cases[id]; c != nil {
		return c.After
	}
	return ""
}

// late begins a case with a follow-up on a code of one that was destroyed. Its report is not known: branch 1 stands for the code that the follow-up carries on, so that
// whatever else comes on that code meets it there. Nothing of the old case can go to anybody, so that it does not matter whether this is the same reporter.
func (t *taking) late(former formerCode, m *message.Followup) error {
	reason := "on the last code of a case that was destroyed on " + former.on()
	if !former.live {
		reason = "on a code that had been used or closed, of a case that was destroyed on " + former.on()
	}
	c, err := t.after(former, reason)
	if err != nil {
		return err
	}
	stub := t.stub(c)
	if t.poisoned != "" {
		c.Poisoned = t.poisoned
		t.fileAway(c, stub.ID, t.letter(message.KindFollowup), Poisoned, t.poisoned)
		return nil
	}
	stub.Handle = t.r.mark(t.epoch, labelSeenHandle, m.Handle[:])
	t.r.indexBranch(c, stub)
	b := t.branch(c, stub.ID, m.Slots, m.Recipient)
	t.add(c, b.ID, t.letter(message.KindFollowup))
	b.Read = nil // of notes that are gone
	for _, sibling := range m.Siblings {
		t.name(c, b, sibling)
	}
	t.r.event(c, t.by, Late, b.ID, reason)
	t.outcome(Late, place{c.ID, b.ID}, reason)
	t.found(c)
	t.r.settle(c)
	return nil
}

// again begins a case with a repeat of what was in one that was destroyed: to be read, and to get nothing. Its code is not remembered here, where it would stand in
// the way of what follows on it.
func (t *taking) again(former formerCode, l *Letter, reason string) error {
	c, err := t.after(former, reason)
	if err != nil {
		return err
	}
	c.Poisoned = reason
	t.fileAway(c, t.stub(c).ID, l, Repeat, reason)
	return nil
}

// stub adds a first branch without a code.
func (t *taking) stub(c *Case) *Branch {
	b := &Branch{ID: 1, Day: t.by.Day}
	c.Branches, c.Codes = []*Branch{b}, 1
	t.r.touchBranch(c, b)
	return b
}

func (t *taking) after(former formerCode, reason string) (*Case, error) {
	id, err := t.r.newID()
	if err != nil {
		return nil, err
	}
	c := &Case{ID: id, Opened: t.by.Day, Late: reason, After: former.gone}
	t.r.cases[id] = c
	return c, nil
}

// pendingSince says whether a follow-up, or a piece of a file, waits that came on a day or later, and until when at most one does.
func (r *Register) pendingSince(from day.Day) (until day.Day) {
	for _, p := range r.waiting {
		if p.Day >= from {
			until = max(until, p.Day+7*MaxWaitingWeeks)
		}
	}
	return until
}

// Age is what has to be known of a case before somebody decides whether its time is over.
type Age struct {
	Latest  day.Day // on which anything last came, or was said or decided
	Letters int
	Forked  bool
	Unread  bool    // an answer that the reporter can still fetch, and did not
	Waits   day.Day // until which, at most, parcels wait that may belong to it; 0: none
}

// AgeOf returns a case's age, or ErrNoCase; weeks are those for which answers are published. Days of what was done come from kept.
func (r *Register) AgeOf(by By, id string, weeks int, kept Kept) (Age, error) {
	c := r.cases[id]
	if c == nil {
		return Age{}, fmt.Errorf("%w: %q", ErrNoCase, id)
	}
	t := c.tree()
	a := Age{Latest: c.Opened, Letters: len(c.Letters), Forked: t.forked()}
	for _, l := range c.Letters {
		a.Latest = max(a.Latest, l.Day)
	}
	for _, w := range c.Answers {
		a.Latest = max(a.Latest, w.Day)
	}
	for _, e := range r.events(c, kept) {
		a.Latest = max(a.Latest, e.Day)
	}
	if leaf, ok := t.leaf(); ok {
		a.Waits = r.pendingSince(c.Opened)
		for _, w := range t.unread() {
			g := leaf.given(w.ID)
			a.Unread = a.Unread || g == nil || g.Shown.Times == 0 || !after(g.Shown.Since, weeks, by.Day)
		}
	}
	return a, nil
}
