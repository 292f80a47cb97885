package cases

import (
	"fmt"
	"slices"
)

// Keep decides every fork between the report and a branch for that branch: it stays, the others are closed with all that hangs
// under them, now and later. A fork further down stays to be decided. Keeping a branch that an earlier decision closed takes that
// decision back. It returns ErrNotForked if there is no fork on the way.
func (r *Register) Keep(by By, id string, branch int) error {
	c, b, err := r.lookup(id, branch)
	if err != nil {
		return err
	}
	t, forks := c.tree(), 0
	for ; b.Parent != 0; b = c.branch(b.Parent) {
		above := t.knot[b.Parent-1]
		if len(t.kids[above]) < 2 {
			continue
		}
		forks++
		for i, p := range c.Branches {
			if t.knot[i] == above {
				p.Kept = 0
				r.touchBranch(c, p)
			}
			if t.knot[i] == t.knot[b.ID-1] {
				p.Accepted = false
				r.touchBranch(c, p)
			}
		}
		c.branch(b.Parent).Kept = b.ID
	}
	if forks == 0 {
		return fmt.Errorf("%w: case %s, branch %d", ErrNotForked, id, branch)
	}
	c.grown = nil
	r.event(c, by, DidKeep, branch, "")
	r.settle(c)
	return nil
}

// Accept says that a branch which Keep closed is the same reporter's after all: from where it left the kept line, its words count
// as the reporter's. The kept leaf stays the one open leaf, and nothing is ever sealed to the accepted branch or to what follows on
// it; should the reporter go on there, Keep moves the conversation. It returns ErrForked while a fork is undecided and ErrNotForked
// if the branch is not closed.
func (r *Register) Accept(by By, id string, branch int) error {
	c, b, err := r.lookup(id, branch)
	if err != nil {
		return err
	}
	t := c.tree()
	if t.forked() {
		return fmt.Errorf("%w: case %s, keep one branch first", ErrForked, id)
	}
	if t.stateOf(b.ID) != BranchClosed {
		return fmt.Errorf("%w: case %s, branch %d is %s", ErrNotForked, id, branch, t.stateOf(b.ID))
	}
	for b.Parent != 0 && t.stateOf(b.Parent) == BranchClosed {
		b = c.branch(b.Parent)
	}
	b.Accepted, c.grown = true, nil
	r.touchBranch(c, b)
	r.event(c, by, DidAccept, branch, "")
	r.settle(c)
	return nil
}

// CloseAll closes a case for good: nothing is published for it any more, and its codes are deleted. What still comes is filed.
func (r *Register) CloseAll(by By, id string) error {
	c, err := r.open(id)
	if err != nil {
		return err
	}
	c.Closed, c.grown = true, nil
	r.event(c, by, DidClose, 0, "")
	r.settle(c)
	return nil
}

// open returns a case that is not closed.
func (r *Register) open(id string) (*Case, error) {
	c := r.cases[id]
	switch {
	case c == nil:
		return nil, fmt.Errorf("%w: %q", ErrNoCase, id)
	case c.Closed:
		return nil, fmt.Errorf("%w: %s", ErrClosed, id)
	}
	return c, nil
}

func (r *Register) lookup(id string, branch int) (*Case, *Branch, error) {
	c, err := r.open(id)
	if err != nil {
		return nil, nil, err
	}
	b := c.find(branch)
	if b == nil {
		return nil, nil, fmt.Errorf("%w: case %s, branch %d", ErrNoBranch, id, branch)
	}
	return c, b, nil
}

// unread returns the answers that no follow-up on the way to the open leaf says were read, in order. What a closed branch says
// does not count: it may be somebody else who read them. Closing the whole case undoes nothing of what was read before.
func (t *tree) unread() []*Answer {
	if len(t.c.Answers) == 0 {
		return nil // a chain of thousands of follow-ups asks for each
	}
	if t.c.Handed != "" {
		return slices.DeleteFunc(slices.Clone(t.c.Answers), func(a *Answer) bool { return slices.Contains(t.c.Heard, a.ID) })
	}
	read := map[[2]int]bool{} // branch, slot
	state := t.state
	if t.c.Closed {
		before := *t.c
		before.Closed = false
		state = grow(&before).state
	}
	for i, b := range t.c.Branches {
		if state[i] == BranchClosed || state[i] == BranchAccepted {
			continue
		}
		for _, slot := range b.Read {
			read[[2]int{b.Parent, slot}] = true
		}
	}
	done := map[int]bool{}
	for _, b := range t.c.Branches {
		for _, g := range b.Given {
			all := true
			for i := range t.c.answer(g.Answer).Parts {
				all = all && read[[2]int{b.ID, g.First + i}]
			}
			done[g.Answer] = done[g.Answer] || all
		}
	}
	return slices.DeleteFunc(slices.Clone(t.c.Answers), func(a *Answer) bool { return done[a.ID] })
}
