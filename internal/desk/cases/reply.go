package cases

import (
	"errors"
	"fmt"

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
	a := &Answer{ID: len(c.Answers) + 1, No: c.Last, By: by.Actor, Day: by.Day, Parts: parts}
	c.Answers = append(c.Answers, a)
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
