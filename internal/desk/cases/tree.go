package cases

import "slices"

// State of a branch, computed from what arrived and what was decided.
const (
	BranchOpen     = "open"     // an open leaf; content goes to it if it is the only one
	BranchTurned   = "turned"   // a used code
	BranchJoined   = "joined"   // same reporter as the open leaf beside it, whose code is taken for the newer
	BranchAccepted = "accepted" // accepted by the officer as the same reporter; nothing goes to it
	BranchClosed   = "closed"   // nothing goes to it, nor to what hangs under it
)

// tree is the state of all branches of a case. Codes of one reporter for the same turn (siblings) are one knot: whatever names any
// of their handles hangs under the knot. So a follow-up under one sibling and a second follow-up under another meet as children of the
// same knot, and are siblings or a fork like any others.
type tree struct {
	c      *Case
	knot   []int             // by branch number - 1: the first branch of its knot
	tied   map[int][]*Branch // knots of several branches
	kids   [][]int           // by knot: the knots under it, in order
	state  []string          // by branch number - 1
	leaves []int             // open leaves: branch numbers, ascending
}

// tree returns the tree of a case. It is kept until a branch, a sibling or a decision is added.
func (c *Case) tree() *tree {
	if c.grown == nil {
		c.grown = grow(c)
	}
	return c.grown
}

// grow takes time in proportion to the branches. Somebody who sends a chain of thousands makes the desk do it for each, so it is frugal.
func grow(c *Case) *tree {
	t := &tree{c: c, knot: make([]int, len(c.Branches)), state: make([]string, len(c.Branches))}
	t.tie()
	t.hang()
	if len(c.Branches) > 0 {
		state := BranchOpen
		switch {
		case c.Handed != "":
			state = BranchElsewhere
		case c.Closed || c.Poisoned != "":
			state = BranchClosed
		}
		t.settle(state)
	}
	slices.Sort(t.leaves)
	return t
}

// tie puts siblings into knots, the upper levels first: whether two branches have the same parent depends on the knots above.
func (t *tree) tie() {
	named := false
	for i, b := range t.c.Branches {
		t.knot[i], named = b.ID, named || len(b.Named) > 0
	}
	if !named {
		return
	}
	depth, levels := t.levels()
	for _, level := range levels[1:] {
		for _, a := range level {
			for _, id := range a.Named {
				b := t.c.branch(id)
				if depth[id-1] == depth[a.ID-1] && t.root(a.Parent) == t.root(b.Parent) {
					x, y := t.root(a.ID), t.root(b.ID)
					t.knot[max(x, y)-1] = min(x, y)
				}
			}
		}
		for _, a := range level {
			t.knot[a.ID-1] = t.root(a.ID)
		}
	}
	t.tied = map[int][]*Branch{}
	for i, k := range t.knot {
		if k != i+1 {
			if t.tied[k] == nil {
				t.tied[k] = []*Branch{t.c.branch(k)}
			}
			t.tied[k] = append(t.tied[k], t.c.branch(i+1))
		}
	}
}

// levels returns the depth of every branch, and the branches by depth.
func (t *tree) levels() (depth []int, levels [][]*Branch) {
	depth = make([]int, len(t.c.Branches))
	for i, b := range t.c.Branches {
		if b.Parent != 0 {
			depth[i] = depth[b.Parent-1] + 1
		}
		if depth[i] == len(levels) {
			levels = append(levels, nil)
		}
		levels[depth[i]] = append(levels[depth[i]], b)
	}
	return depth, levels
}

// hang puts every knot under the one above it.
func (t *tree) hang() {
	n := len(t.c.Branches)
	t.kids = make([][]int, n+1)
	counts, room := make([]int, n+1), make([]int, n)
	for _, b := range t.c.Branches {
		if b.Parent != 0 && t.knot[b.ID-1] == b.ID {
			counts[t.knot[b.Parent-1]]++
		}
	}
	for k, count := range counts {
		t.kids[k], room = room[:0:count], room[count:]
	}
	for _, b := range t.c.Branches {
		if b.Parent != 0 && t.knot[b.ID-1] == b.ID {
			above := t.knot[b.Parent-1]
			t.kids[above] = append(t.kids[above], b.ID)
		}
	}
}

// members returns the branches of a knot, in order.
func (t *tree) members(knot int) []*Branch {
	if several := t.tied[knot]; several != nil {
		return several
	}
	return t.c.Branches[knot-1 : knot]
}

func (t *tree) root(id int) int {
	for t.knot[id-1] != id {
		t.knot[id-1] = t.knot[t.knot[id-1]-1] // halves the way for the next time
		id = t.knot[id-1]
	}
	return id
}

// settle gives every branch its state, from the report down.
func (t *tree) settle(root string) {
	above := make([]string, len(t.c.Branches)+1)
	above[1] = root
	for _, b := range t.c.Branches { // a knot's first branch comes after all of some knot above it: parents come first
		k := b.ID
		if t.knot[k-1] != k {
			continue
		}
		members := t.members(k)
		t.mark(members, above[k])
		kept := keptOf(members)
		for _, kid := range t.kids[k] {
			above[kid] = below(above[k], t.members(kid), kept)
		}
	}
}

// mark gives the branches of one knot their state, given that the knot is open, accepted or closed.
func (t *tree) mark(knot []*Branch, state string) {
	if state == BranchOpen && len(t.kids[knot[0].ID]) > 0 {
		state = BranchTurned
	}
	newest := 0
	if state == BranchOpen {
		newest, state = t.newest(knot), BranchJoined
		t.leaves = append(t.leaves, newest)
	}
	for _, b := range knot {
		if t.state[b.ID-1] = state; b.ID == newest {
			t.state[b.ID-1] = BranchOpen
		}
	}
}

func keptOf(knot []*Branch) []int {
	var kept []int
	for _, b := range knot {
		if b.Kept != 0 {
			kept = append(kept, b.Kept)
		}
	}
	return kept
}

// below returns the state of a knot under one of the given state in which these children were kept. A knot of several siblings is
// kept if one of them was: that they belong together is proved by handles that nobody else can know.
func below(state string, knot []*Branch, kept []int) string {
	if state == BranchOpen && len(kept) > 0 && !slices.ContainsFunc(knot, func(b *Branch) bool { return slices.Contains(kept, b.ID) }) {
		state = BranchClosed
	}
	if state == BranchClosed && slices.ContainsFunc(knot, func(b *Branch) bool { return b.Accepted }) {
		state = BranchAccepted
	}
	return state
}

// newest returns the branch whose code can be taken for the newest of a knot: the first to arrive of those that no other names
// without being named in return.
func (t *tree) newest(knot []*Branch) int {
	if len(knot) == 1 {
		return knot[0].ID
	}
	older := map[int]bool{}
	for _, a := range knot {
		for _, id := range a.Named {
			if t.knot[id-1] == t.knot[a.ID-1] && !slices.Contains(t.c.branch(id).Named, a.ID) {
				older[id] = true
			}
		}
	}
	for _, b := range knot {
		if !older[b.ID] {
			return b.ID
		}
	}
	return knot[0].ID
}

// forgetCodes deletes R and S of every branch that is turned, whoever turned it, and of all branches of a closed case. A closed
// leaf keeps them, so that the officer can keep another branch later: that is the only way back for a reporter who was taken for
// somebody else. It returns the branches that had them.
func (t *tree) forgetCodes() (forgot []*Branch) {
	for i, b := range t.c.Branches {
		if b.Code != nil && (t.c.Closed || len(t.kids[t.knot[i]]) > 0) {
			b.Code = nil
			forgot = append(forgot, b)
		}
	}
	return forgot
}

// forgetSaid takes the texts of answers that are published no more out of the case's own record: those that were read, or all once the case is closed.
func (t *tree) forgetSaid() {
	if len(t.c.Answers) == 0 {
		return
	}
	var unread []*Answer
	if !t.c.Closed {
		unread = t.unread()
	}
	for _, a := range t.c.Answers {
		if !slices.Contains(unread, a) {
			a.Parts = make([]string, len(a.Parts))
		}
	}
}

func (t *tree) stateOf(id int) string { return t.state[id-1] }

// forked says whether nobody may get content until the officer decides.
func (t *tree) forked() bool { return len(t.leaves) > 1 }

// leaf returns the one open leaf, if there is exactly one.
func (t *tree) leaf() (*Branch, bool) {
	if len(t.leaves) != 1 {
		return nil, false
	}
	return t.c.branch(t.leaves[0]), true
}
