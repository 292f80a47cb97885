package cases

import (
	"slices"

	"luwte/crypto/message"
	"luwte/crypto/slots"
)

// followup files a follow-up under the branch that it names, or keeps it until that has come.
func (t *taking) followup(m *message.Followup) error {
	if at, ok := find(t.r.index.handles, t.r.marks(labelSeenHandle, m.Handle[:])); ok {
		t.under(t.r.cases[at.Case], t.r.cases[at.Case].branch(at.Branch), m)
		return nil
	}
	if at, what := t.r.seen(m.Slots, m.Recipient).resembles(); what != "" && t.poisoned == "" {
		// Whatever comes later, it could only be filed; and S of a used code is not to lie about until then.
		t.fileAway(t.r.cases[at.Case], at.Branch, t.letter(message.KindFollowup), Repeat, "a follow-up on an unknown code with "+what+" seen before")
		return nil
	}
	if former, ok := find(t.r.index.former, t.r.marks(labelSeenHandle, m.Handle[:])); ok {
		return t.late(former, m)
	}
	if former, what := t.r.former(m.Slots, m.Recipient); what != "" && t.poisoned == "" {
		return t.again(former, t.letter(message.KindFollowup), "a follow-up on an unknown code with "+what+" of a case that was destroyed on "+former.on())
	}
	t.wait(&Pending{Followup: m, Poisoned: t.poisoned, Size: len(m.Text)}, "the code that it carries on is not known yet")
	return nil
}

// under files a follow-up under a known branch.
func (t *taking) under(c *Case, parent *Branch, m *message.Followup) {
	if t.poisoned != "" {
		t.fileAway(c, parent.ID, t.letter(message.KindFollowup), Poisoned, t.poisoned)
		return
	}
	seen := t.r.seen(m.Slots, m.Recipient)
	if seen.byHandle.Case == c.ID && seen.byHandle == seen.byRecipient {
		if b := c.branch(seen.byHandle.Branch); b.Parent == parent.ID { // the same handle, R and S: the same turn
			t.more(c, b, m)
			return
		}
	}
	if _, what := seen.resembles(); what != "" { // not in which case: who reads this one may not know of that
		t.fileAway(c, parent.ID, t.letter(message.KindFollowup), Repeat, "a follow-up with "+what+" seen before")
		return
	}
	t.turn(c, parent, m)
}

// more adds the words of a turn that comes once more.
func (t *taking) more(c *Case, b *Branch, m *message.Followup) {
	before, unread := c.tree(), len(c.tree().unread())
	t.add(c, b.ID, t.letter(message.KindFollowup))
	t.join(c, b, m)
	reason := ended(before, c.tree())
	t.r.event(c, t.by, SameTurn, b.ID, reason)
	t.outcome(SameTurn, place{c.ID, b.ID}, reason)
	t.reads(c, unread)
	t.found(c)
	t.r.settle(c)
}

// turn adds a branch: a turn, a sibling, a fork, or something to be filed.
func (t *taking) turn(c *Case, parent *Branch, m *message.Followup) {
	before, unread := c.tree(), len(c.tree().unread())
	b := t.branch(c, parent.ID, m.Slots, m.Recipient)
	t.add(c, b.ID, t.letter(message.KindFollowup))
	t.join(c, b, m)
	kind, reason := judge(before, c.tree(), parent, b)
	t.r.event(c, t.by, kind, b.ID, reason)
	t.outcome(kind, place{c.ID, b.ID}, reason)
	t.reads(c, unread)
	t.found(c)
	t.r.settle(c)
}

// reads counts in the outcome the answers that a letter says were read, given how many were not before it.
func (t *taking) reads(c *Case, before int) {
	if before > 0 {
		t.outcomes[len(t.outcomes)-1].Read = max(0, before-len(c.tree().unread()))
	}
}

// judge says what a new branch was, given the tree before and after it.
func judge(before, after *tree, parent, b *Branch) (kind, reason string) {
	switch state := after.stateOf(b.ID); {
	case state == BranchClosed || state == BranchAccepted:
		return Filed, "under a branch that is " + state + ", or a fork where one was kept"
	case len(before.kids[before.knot[parent.ID-1]]) == 0:
		return Turn, ""
	case slices.ContainsFunc(after.c.Branches, func(o *Branch) bool { return o != b && after.knot[o.ID-1] == after.knot[b.ID-1] }):
		return Sibling, ended(before, after)
	}
	return Fork, "a second follow-up on a used code, by the same reporter without saying so or by somebody who found it"
}

// ended says that siblings named at last put an end to a fork.
func ended(before, after *tree) string {
	if before.forked() && !after.forked() {
		return "what was a fork is the same reporter"
	}
	return ""
}

// MaxSiblings is how many siblings are noted for one branch: four times what one follow-up can name. The same turn can be sent any
// number of times with others.
const MaxSiblings = 64

// join notes what a follow-up says was read, and resolves its siblings: those that came become branches in Named, the others stay
// hashes in Names until they come.
func (t *taking) join(c *Case, b *Branch, m *message.Followup) {
	b.Read = merge(b.Read, m.Read)
	t.r.touchBranch(c, b)
	for _, sibling := range m.Siblings {
		t.name(c, b, sibling)
	}
	handle := m.Slots.Handle()
	for _, ours := range t.r.marks(labelSeenHandle, handle[:]) {
		t.r.heard(c, b, ours)
	}
}

func (t *taking) name(c *Case, b *Branch, sibling slots.Handle) {
	if len(b.Named)+len(b.Names) >= MaxSiblings {
		return
	}
	at, ok := find(t.r.index.handles, t.r.marks(labelSeenHandle, sibling[:]))
	if ok && at.Case == c.ID && at.Branch != b.ID {
		b.Named, c.grown = merge(b.Named, []int{at.Branch}), nil
		return
	}
	if n := t.r.mark(t.epoch, labelSeenHandle, sibling[:]); !ok && !slices.Contains(b.Names, n) {
		b.Names = append(b.Names, n)
		t.r.indexName(c, b, n)
	}
}

// heard resolves a name that branches of a case gave to b before it came.
func (r *Register) heard(c *Case, b *Branch, name Mark) {
	key := naming{c.ID, name}
	for _, id := range r.index.unheard[key] {
		if other := c.branch(id); id != b.ID {
			other.Names = slices.DeleteFunc(other.Names, func(n Mark) bool { return n == name })
			other.Named, c.grown = merge(other.Named, []int{b.ID}), nil
			r.touchBranch(c, other)
		}
	}
	delete(r.index.unheard, key)
}

// settle does what follows from a change of the tree: codes that were used are forgotten, and slot 0 of every open leaf says
// something new, so that its count of boards begins again.
func (r *Register) settle(c *Case) {
	t := c.tree()
	for _, b := range t.forgetCodes() {
		r.touchBranch(c, b)
	}
	for _, id := range t.leaves {
		if b := c.branch(id); b.Receipt != (Shown{}) {
			b.Receipt = Shown{}
			r.touchBranch(c, b)
		}
	}
	t.forgetSaid()
	r.touch(c)
}
