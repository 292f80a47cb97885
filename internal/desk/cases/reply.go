package cases

import (
	"errors"
	"fmt"
	"slices"

	"luwte/crypto/message"
	"luwte/crypto/slots"
)

// Reply adds an officer's answer to a case; it gets slots when it is first published. It returns the answer's number, ErrForked,
// ErrClosed or ErrUnanswerable, ErrFull if it has more parts than the reporter's present code has room for, or the error
// of message.SplitAnswer.
func (r *Register) Reply(by By, id, text string) (int, error) {
	c, err := r.open(id)
	if err != nil {
		return 0, err
	}
	if c.Handed != "" {
		return r.replyElsewhere(by, c, text)
	}
	t := c.tree()
	leaf, ok := t.leaf()
	switch {
	case c.Poisoned != "":
		return 0, fmt.Errorf("%w: %s", ErrUnanswerable, id)
	case t.forked():
		return 0, fmt.Errorf("%w: %s: keep a branch first", ErrForked, id)
	case !ok:
		return 0, fmt.Errorf("%w: %s", ErrClosed, id)
	}
	parts, err := message.SplitAnswer(text)
	if errors.Is(err, message.ErrTooLong) {
		return 0, fmt.Errorf("%w: %w", ErrFull, err)
	}
	if err != nil {
		return 0, err
	}
	if room := t.room(leaf); len(parts) > room {
		return 0, fmt.Errorf("%w: it has %d parts, and until the reporter reads and answers there is room for %d", ErrFull, len(parts), room)
	}
	c.Last++
	a := &Answer{ID: len(c.Answers) + 1, No: c.Last, Day: by.Day, Parts: parts}
	c.Answers, c.Taken = append(c.Answers, a), true
	r.keepApart(c.ID, numbered(prefixSaid, c.ID, a.ID), Said{by.Actor, parts})
	r.event(c, by, DidReply, leaf.ID, "")
	r.touch(c)
	return a.ID, nil
}

// room returns how many slots of a leaf's code are left once all that is unread has its own.
func (t *tree) room(leaf *Branch) int {
	room := slots.Count - leaf.free()
	for _, a := range t.unread() {
		if leaf.given(a.ID) == nil {
			room -= len(a.Parts)
		}
	}
	return max(room, 0)
}

// free returns the first slot that was never given to an answer. Slots are given in order.
func (b *Branch) free() int {
	if len(b.Given) == 0 {
		return 1
	}
	return b.Given[len(b.Given)-1].end()
}

func (g Grant) end() int { return g.First + g.Parts }

func (b *Branch) given(answer int) *Grant {
	for i := range b.Given {
		if b.Given[i].Answer == answer {
			return &b.Given[i]
		}
	}
	return nil
}

// Restore gives the answers of a case that are to be published, again or still, their texts back: a decision of the officer, or in rare cases a later letter,
// makes one that was read unread. Kept must be of somebody who may read the case.
func (r *Register) Restore(id string, kept Kept) {
	c := r.cases[id]
	if c == nil || c.Closed || c.Handed != "" {
		return
	}
	for _, a := range c.tree().unread() {
		if a.forgotten() {
			a.Parts = r.said(c, a, kept).Parts
			r.touch(c)
		}
	}
}

// Forgotten returns the cases with answers that wait for Restore.
func (r *Register) Forgotten() (ids []string) {
	for id, c := range r.cases {
		if !c.Closed && c.Handed == "" && len(c.Answers) > 0 && slices.ContainsFunc(c.tree().unread(), (*Answer).forgotten) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// forgotten says whether an answer's text is not here. No part of one is empty.
func (a *Answer) forgotten() bool { return len(a.Parts) > 0 && a.Parts[0] == "" }
