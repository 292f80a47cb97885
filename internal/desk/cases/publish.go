package cases

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/slots"
)

// Plan is what goes on the next board.
type Plan struct {
	Day    day.Day
	Items  []Item // by case id
	Waits  []Left // what did not fit: a larger board, or the next one, may hold it
	RanOut []Left // what was published for the retention's weeks and is published no more
}

// Item is what one code gets: notes to be sealed to Recipient, each for its slot. Of an alarm, of a receipt and of an answer's parts
// all members are filled in.
type Item struct {
	Case      string
	Branch    int
	Recipient string
	Secret    slots.Secret
	Notes     []message.Note
}

// Left is something that is not on the board.
type Left struct {
	Case   string
	Branch int
	Kind   string // of the note
	Answer int    // number of the answer; 0 for a receipt or an alarm
	Reason string
}

// Reasons of a Left, but for those of a code that could not be sealed to.
const (
	NoRoom   = "no room on this board"
	NoSlots  = "no slots left on this code until the reporter turns"
	Unopened = "its text is sealed: somebody who may read the case has to open it"
	RanOut   = "published for as long as the bureau says"
)

// Entries counts the notes of a plan.
func (p *Plan) Entries() int {
	n := 0
	for _, i := range p.Items {
		n += len(i.Notes)
	}
	return n
}

// Drop takes a code that could not be sealed to off the plan and lists why.
func (p *Plan) Drop(i int, reason string) {
	item := p.Items[i]
	p.Items = slices.Delete(p.Items, i, i+1)
	for _, n := range item.Notes {
		if n.Part == 1 {
			p.Waits = append(p.Waits, Left{Case: item.Case, Branch: item.Branch, Kind: n.Kind, Reason: reason})
		}
	}
}

// candidate is a receipt, an alarm, or a whole answer that wants to be on the board.
type candidate struct {
	c      *Case
	b      *Branch
	note   message.Note // receipt or alarm
	answer *Answer      // or nil
	shown  Shown
	behind int     // of the alarms of its case that come before it
	since  day.Day // came up
	size   int     // entries
}

// Room is what a board has for notes.
type Room struct {
	Entries  int // of the board
	Receipts int // for receipts and alarms, no more and no less; 0: half of the entries, rounded up, and what answers leave
}

// Publish chooses what goes on a board: nothing but an alarm where a case is forked, else the receipt and the
// unread answers of the one open leaf. What was published for so many weeks has run out. Answers are chosen whole and get
// slots for good, so the changes must be kept before a board is written, also if it then is not; Published counts it.
//
// Room says how many entries are the receipts' and alarms' as far as there are any. In the rest answers go first, and, unless Room says how many, what they
// leave is the receipts' again; last, answers may take what receipts left. In each group those come first that were on the fewest
// boards, then the oldest. A receipt whose code has an answer on this board comes after those without, because the answer says as
// well that the parcel came in. Half of the receipts' entries are for cases that an officer has taken up, as far as there are any, so that a thousand reports
// that nobody has looked at do not keep the receipts of those off the boards; the other half is for reports that nobody has looked at, in the same way.
func (r *Register) Publish(by By, room Room, weeks int) *Plan {
	p := &Plan{Day: by.Day}
	capacity, share := room.Entries, room.Receipts
	if share == 0 {
		share = (max(capacity, 0) + 1) / 2
	}
	var zero, answers []candidate
	for _, id := range slices.Sorted(maps.Keys(r.cases)) {
		z, a := r.candidates(p, r.cases[id], weeks)
		zero, answers = append(zero, z...), append(answers, a...)
	}
	slices.SortStableFunc(zero, byNeed)
	slices.SortStableFunc(answers, byNeed)

	reserved := min(len(zero), share, max(capacity, 0))
	chosen, answers, left := fill(answers, capacity-reserved)
	forZero := reserved
	if room.Receipts == 0 {
		forZero += left
	}
	answered := map[*Branch]bool{}
	for _, a := range chosen {
		answered[a.b] = true
	}
	receipts, zero := fairly(zero, answered, forZero)
	more, answers, _ := fill(answers, left+reserved-len(receipts))
	for _, left := range slices.Concat(zero, answers) {
		p.Waits = append(p.Waits, left.left(NoRoom))
	}
	r.compose(p, slices.Concat(receipts, chosen, more))
	return p
}

// fairly takes receipts and alarms, each of one entry, in order: half of the room for cases that were taken up and half for the others, what either leaves for
// the other, and what both leave for codes that have an answer on this board.
func fairly(zero []candidate, answered map[*Branch]bool, room int) (chosen, left []candidate) {
	var taken, others, late []candidate
	for _, z := range zero {
		switch {
		case answered[z.b]:
			late = append(late, z)
		case z.c.taken():
			taken = append(taken, z)
		default:
			others = append(others, z)
		}
	}
	first := min(len(others), (room+1)/2)
	chosen, taken, room = fill(taken, room-first)
	more, others, room := fill(others, room+first)
	last, late, _ := fill(late, room)
	return slices.Concat(more, chosen, last), slices.Concat(others, taken, late)
}

// byNeed puts first what was on the fewest boards, then what was on none for longest, then what came up first. An alarm counts those of
// its case that come before it as boards: else a code used a thousand times would keep the receipts of all others off the boards.
func byNeed(a, b candidate) int {
	return cmp.Or(cmp.Compare(a.shown.Times+a.behind, b.shown.Times+b.behind), cmp.Compare(a.shown.Last, b.shown.Last), cmp.Compare(a.since, b.since))
}

// fill takes what fits, in order.
func fill(wanting []candidate, room int) (chosen, left []candidate, rest int) {
	for _, w := range wanting {
		if w.size <= room {
			chosen, room = append(chosen, w), room-w.size
		} else {
			left = append(left, w)
		}
	}
	return chosen, left, room
}

// candidates returns what a case has for the board, and notes in the plan what has run out or has no slots.
func (r *Register) candidates(p *Plan, c *Case, weeks int) (zero, answers []candidate) {
	t := c.tree()
	for _, id := range t.leaves {
		if c.getsNothing() {
			break
		}
		b := c.branch(id)
		note := message.Note{Kind: message.KindAlarm, Part: 1, Parts: 1, Date: b.Day, Missing: []string{}}
		if !t.forked() {
			note = t.receipt(b)
		}
		zero = append(zero, candidate{c: c, b: b, note: note, shown: b.Receipt, since: b.Day, size: 1})
	}
	slices.SortStableFunc(zero, byNeed)
	for i := range zero {
		zero[i].behind = i
	}
	if leaf, ok := t.leaf(); ok {
		answers = t.answers(p, leaf)
	}
	return p.inTime(zero, weeks), p.inTime(answers, weeks)
}

// answers returns the unread answers that have slots of the leaf's code, or can still get them. In rare cases they cannot: when the
// officer kept a branch after another had been given answers of its own. Then they wait for the next turn.
func (t *tree) answers(p *Plan, leaf *Branch) []candidate {
	var all []candidate
	free := leaf.free()
	for _, a := range t.unread() {
		next := candidate{c: t.c, b: leaf, answer: a, since: a.Day, size: len(a.Parts)}
		if a.forgotten() {
			p.Waits = append(p.Waits, next.left(Unopened))
			continue
		}
		if g := leaf.given(a.ID); g != nil {
			next.shown = g.Shown
		} else if free += len(a.Parts); free > slots.Count {
			p.Waits = append(p.Waits, next.left(NoSlots))
			free -= len(a.Parts)
			continue
		}
		all = append(all, next)
	}
	return all
}

func (p *Plan) inTime(all []candidate, weeks int) []candidate {
	return slices.DeleteFunc(all, func(c candidate) bool {
		out := c.shown.Times > 0 && after(c.shown.Since, weeks, p.Day)
		if out {
			p.RanOut = append(p.RanOut, c.left(RanOut))
		}
		return out
	})
}

func (c candidate) left(reason string) Left {
	if c.answer != nil {
		return Left{c.c.ID, c.b.ID, message.KindAnswer, c.answer.ID, reason}
	}
	return Left{c.c.ID, c.b.ID, c.note.Kind, 0, reason}
}

// receipt counts what came in on a leaf's code and on the codes joined to it, and names the files of the case that are not whole.
func (t *tree) receipt(leaf *Branch) message.Note {
	n := message.Note{Kind: message.KindReceipt, Part: 1, Parts: 1, Missing: []string{}}
	for _, l := range t.c.Letters {
		if state := t.stateOf(l.Branch); l.Filed != "" || state == BranchClosed || state == BranchAccepted {
			continue
		}
		if t.knot[l.Branch-1] == t.knot[leaf.ID-1] {
			n.Received++
			n.Date = max(n.Date, l.Day)
		}
		for _, f := range l.Wants.Files {
			n.Missing = append(n.Missing, f.Name)
		}
	}
	n.Missing = fewest(n.Missing)
	return n
}

// fewest sorts names, the short ones first, so that most fit, and leaves out what cannot fit into a note. The note itself leaves out
// what still does not, one by one, which with thousands would take long.
func fewest(names []string) []string {
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) })
	names = slices.Compact(names)
	room := message.NotePlaintextSize
	for i, name := range names {
		if room -= len(name); room < 0 {
			return names[:i]
		}
	}
	return names
}

// compose gives slots to what was chosen and makes an item for each code.
func (r *Register) compose(p *Plan, chosen []candidate) {
	items := map[*Branch]*Item{}
	for _, c := range chosen {
		i := items[c.b]
		if i == nil {
			i = &Item{Case: c.c.ID, Branch: c.b.ID, Recipient: c.b.Code.Recipient, Secret: c.b.Code.Secret}
			items[c.b] = i
		}
		if c.answer == nil {
			i.Notes = append(i.Notes, c.note)
		} else {
			i.Notes = append(i.Notes, r.notes(c)...)
		}
	}
	for _, i := range items {
		slices.SortFunc(i.Notes, func(a, b message.Note) int { return cmp.Compare(a.Slot, b.Slot) })
		p.Items = append(p.Items, *i)
	}
	slices.SortFunc(p.Items, func(a, b Item) int { return cmp.Or(strings.Compare(a.Case, b.Case), cmp.Compare(a.Branch, b.Branch)) })
}

// notes returns the notes of an answer, with slots of the code for good.
func (r *Register) notes(c candidate) []message.Note {
	g := c.b.given(c.answer.ID)
	if g == nil {
		c.b.Given = append(c.b.Given, Grant{Answer: c.answer.ID, First: c.b.free(), Parts: c.size})
		g = &c.b.Given[len(c.b.Given)-1]
		r.touchBranch(c.c, c.b)
	}
	var notes []message.Note
	for i, text := range c.answer.Parts {
		notes = append(notes, message.Note{Kind: message.KindAnswer, Slot: g.First + i, Part: i + 1, Parts: c.size, Date: c.answer.Day,
			Missing: []string{}, Text: text})
	}
	return notes
}

// Published says that the board of a plan was written and handed over. What is not in the plan any more is not counted.
func (r *Register) Published(by By, p *Plan) {
	for _, i := range p.Items {
		c := r.cases[i.Case]
		if c == nil || c.find(i.Branch) == nil {
			continue
		}
		for _, n := range i.Notes {
			if n.Part == 1 {
				r.shown(by, c, c.branch(i.Branch), n, p.Day)
			}
		}
	}
}

func (r *Register) shown(by By, c *Case, b *Branch, n message.Note, on day.Day) {
	s := &b.Receipt
	if n.Slot != 0 {
		i := slices.IndexFunc(b.Given, func(g Grant) bool { return g.First == n.Slot })
		if i < 0 {
			return
		}
		s = &b.Given[i].Shown
	}
	if s.Times == 0 {
		s.Since = on
		r.event(c, by, DidPublish, b.ID, n.Kind)
	}
	s.Times++
	s.Last = on
	r.touchBranch(c, b)
}
