package cases

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"luwte/crypto/day"
)

// States of a case.
const (
	Open         = "open"         // the last word is the reporter's, or all answers are read
	Awaiting     = "awaiting"     // there are answers that the reporter has not read
	Forked       = "forked"       // the officer has to decide; nobody gets content until then
	Closed       = "closed"       // for good, or no branch is open
	Unanswerable = "unanswerable" // the report's R cannot be sealed to, or another bureau handed the case over without the right to answer
)

// Summary is a line of the list of cases.
type Summary struct {
	ID       string
	Opened   day.Day
	Latest   day.Day // of the latest letter
	Topic    string  // with Describe
	Language string  // of the report; with Describe
	Danger   bool    // the report says that its reporter is in danger now; with Describe
	State    string
	Letters  int
	Answers  int
	Unread   int    // answers that the reporter has not read
	Handed   string // if another bureau handed it over: HandedThrough or HandedOnly
	Branches int
	Missing  int    // files that are not whole
	Rubbish  string // why the report gets no receipt until an officer takes it up; empty: it gets one

	Acknowledged day.Day // on which a note for this reporter first stood on a board; 0 if none did
}

// View is all that is known of a case. It shares memory with the register: it is to be read only, until the next change.
type View struct {
	Summary
	Tree   []BranchView // by number, a branch after its parent
	Events []Event
	Filed  []LetterView // letters that changed nothing: repeats and those that cannot be sealed to
	Reason string       // why the case is Unanswerable, or began Late
	Next   int          // number of the first letter that is left out after those that are shown; 0 if none is
}

// BranchView is a branch with what was said on it, in order.
type BranchView struct {
	ID, Parent int
	Day        day.Day
	State      string // one of the Branch… constants
	Siblings   []int  // branches known to be of the same reporter for the same turn
	Published  Shown  // of its receipt or alarm
	Letters    []LetterView
	Answers    []AnswerView // that were given slots of this branch's code, or wait for it
}

// LetterView is a letter with its words; the parts of its files say whether they have come.
type LetterView struct {
	Letter
	Words
	Damaged bool // the words are not there or cannot be read
}

// AnswerView is an answer as one code has it.
type AnswerView struct {
	*Answer
	Read  bool
	First int   // slot; 0 if it has not been on a board yet
	Shown Shown // on this code
}

// List returns a summary of every case, the newest first.
func (r *Register) List() []Summary {
	var all []Summary
	for _, c := range r.cases {
		all = append(all, c.tree().summary())
	}
	slices.SortFunc(all, func(a, b Summary) int { return cmp.Or(-cmp.Compare(a.Opened, b.Opened), strings.Compare(a.ID, b.ID)) })
	return all
}

// wordsShown bounds the words that Show returns, in bytes: who knows a code of a case can send thousands of long letters for it.
const wordsShown = 64 << 20

// Show returns a case, or ErrNoCase, with its letters from this number on, as many as wordsShown allows. Words and events come from
// kept, but for those that are not saved yet.
func (r *Register) Show(id string, from int, kept Kept) (*View, error) {
	c := r.cases[id]
	if c == nil {
		return nil, fmt.Errorf("%w: %q", ErrNoCase, id)
	}
	t := c.tree()
	v := &View{Summary: t.summary(), Events: r.events(c, kept), Reason: cmp.Or(c.Poisoned, c.Late)}
	r.describe(&v.Summary, c, kept)
	unread := t.unread()
	for _, b := range c.Branches {
		shown := t.view(b, unread)
		for i := range shown.Answers {
			shown.Answers[i].Answer = r.said(c, shown.Answers[i].Answer, kept)
		}
		v.Tree = append(v.Tree, shown)
	}
	room := wordsShown
	for _, l := range c.Letters {
		if l.No < from {
			continue
		}
		if room <= 0 {
			v.Next = l.No
			break
		}
		letter, size := r.letter(l, kept)
		room -= size
		if l.Filed != "" {
			v.Filed = append(v.Filed, letter)
			continue
		}
		b := &v.Tree[l.Branch-1]
		b.Letters = append(b.Letters, letter)
	}
	return v, nil
}

func (r *Register) letter(l *Letter, kept Kept) (v LetterView, size int) {
	v.Letter, v.Wants = *l, Wants{}
	size, ok := r.readApart(kept, prefixWords+string(l.Parcel), &v.Words)
	v.Damaged = !ok
	for _, f := range v.Files {
		for i, p := range f.Parts {
			if m, ok := r.index.files[p.Parcel]; ok {
				f.Parts[i] = Part{m, true}
			}
		}
	}
	return v, size
}

// Describe completes a summary from what is kept for those who may read its case.
func (r *Register) Describe(s *Summary, kept Kept) {
	if c := r.cases[s.ID]; c != nil {
		r.describe(s, c, kept)
	}
}

func (r *Register) describe(s *Summary, c *Case, kept Kept) {
	var words Words
	r.readApart(kept, prefixWords+string(c.Letters[0].Parcel), &words)
	s.Topic, s.Language = words.Topic, words.Language
	for _, a := range words.Answers { // the question that every topic has first: package form
		s.Danger = s.Danger || a.ID == "danger" && slices.Contains(a.Values, "yes")
	}
}

// Report returns what the report with which a case began says, and false if that is not there or cannot be read.
func (r *Register) Report(id string, kept Kept) (words Words, ok bool) {
	c := r.cases[id]
	if c == nil {
		return words, false
	}
	_, ok = r.readApart(kept, prefixWords+string(c.Letters[0].Parcel), &words)
	return words, ok
}

// Find returns a case's summary without what Describe adds.
func (r *Register) Find(id string) (Summary, bool) {
	c := r.cases[id]
	if c == nil {
		return Summary{}, false
	}
	return c.tree().summary(), true
}

// said returns an answer with its text and who wrote it. One whose record is damaged has what is still to be published.
func (r *Register) said(c *Case, a *Answer, kept Kept) *Answer {
	var s Said
	whole := *a
	if _, ok := r.readApart(kept, numbered(prefixSaid, c.ID, a.ID), &s); ok && len(s.Parts) == len(a.Parts) {
		whole.By, whole.Parts = s.By, s.Parts
	}
	return &whole
}

// Said returns all answers of a case, with their texts and who wrote them.
func (r *Register) Said(id string, kept Kept) (all []*Answer) {
	c := r.cases[id]
	if c == nil {
		return nil
	}
	for _, a := range c.Answers {
		all = append(all, r.said(c, a, kept))
	}
	return all
}

// Texts calls say with everything that is said in a case: answers of forms, words, names of files, answers.
func (r *Register) Texts(id string, kept Kept, say func(string)) {
	c := r.cases[id]
	if c == nil {
		return
	}
	for _, l := range c.Letters {
		var words Words
		r.readApart(kept, prefixWords+string(l.Parcel), &words)
		for _, a := range words.Answers {
			say(a.Answer)
		}
		say(words.Text)
		for _, f := range words.Files {
			say(f.Name)
		}
	}
	for _, a := range c.Answers {
		say(r.said(c, a, kept).Text())
	}
}

// Owns returns the keys of a case's records apart.
func (r *Register) Owns(id string) (keys []string) {
	c := r.cases[id]
	if c == nil {
		return nil
	}
	for _, l := range c.Letters {
		keys = append(keys, prefixWords+string(l.Parcel))
	}
	for i := range c.Events {
		keys = append(keys, numbered(prefixEvent, id, i+1))
	}
	for i := range c.Answers {
		keys = append(keys, numbered(prefixSaid, id, i+1))
	}
	return keys
}

// DamagedEvent stands for an event that is not there or cannot be read, in Event.What.
const DamagedEvent = "damaged record"

func (r *Register) events(c *Case, kept Kept) []Event {
	all := make([]Event, c.Events)
	for i := range all {
		if _, ok := r.readApart(kept, numbered(prefixEvent, c.ID, i+1), &all[i]); !ok {
			all[i] = Event{What: DamagedEvent}
		}
	}
	return all
}

func (t *tree) summary() Summary {
	c := t.c
	s := Summary{ID: c.ID, Opened: c.Opened, State: t.caseState(),
		Letters: len(c.Letters), Answers: len(c.Answers), Unread: len(t.unread()), Handed: c.Handed, Branches: len(c.Branches)}
	if c.getsNothing() {
		s.Rubbish = c.Rubbish
	}
	for _, l := range c.Letters {
		s.Latest = max(s.Latest, l.Day)
		s.Missing += l.Wants.count()
	}
	for _, a := range c.Answers { // of a case that another bureau handed over
		s.acknowledge(Shown{Times: int(min(a.Sent, 1)), Since: a.Sent})
	}
	for _, b := range c.Branches {
		s.acknowledge(b.Receipt)
		for _, g := range b.Given {
			s.acknowledge(g.Shown)
		}
	}
	return s
}

func (s *Summary) acknowledge(by Shown) {
	if by.Times > 0 && (s.Acknowledged == 0 || by.Since < s.Acknowledged) {
		s.Acknowledged = by.Since
	}
}

func (t *tree) caseState() string {
	switch {
	case t.c.Closed:
		return Closed
	case t.c.Poisoned != "":
		return Unanswerable
	case t.c.Handed == HandedOnly:
		return Unanswerable
	case t.forked():
		return Forked
	case len(t.leaves) == 0 && t.c.Handed == "":
		return Closed
	case len(t.unread()) > 0:
		return Awaiting
	}
	return Open
}

func (t *tree) view(b *Branch, unread []*Answer) BranchView {
	v := BranchView{ID: b.ID, Parent: b.Parent, Day: b.Day, State: t.stateOf(b.ID), Published: b.Receipt}
	for _, o := range t.members(t.knot[b.ID-1]) {
		if o != b {
			v.Siblings = append(v.Siblings, o.ID)
		}
	}
	for _, g := range b.Given {
		a := t.c.answer(g.Answer)
		v.Answers = append(v.Answers, AnswerView{a, !slices.Contains(unread, a), g.First, g.Shown})
	}
	if t.c.Handed != "" {
		for _, a := range t.c.Answers {
			v.Answers = append(v.Answers, AnswerView{Answer: a, Read: !slices.Contains(unread, a)})
		}
	}
	if leaf, ok := t.leaf(); ok && leaf == b {
		for _, a := range unread {
			if b.given(a.ID) == nil {
				v.Answers = append(v.Answers, AnswerView{Answer: a})
			}
		}
	}
	return v
}

// PendingView is a parcel that waits for what it belongs to.
type PendingView struct {
	Parcel Mark
	Day    day.Day
	Kind   string // message.KindFollowup or message.KindFile
	Size   int    // of its text or piece, in bytes
	Until  day.Day
	Text   string // of a follow-up: the officer may read it before it is known where it belongs; cut short if many wait
}

// textsShown bounds what Pending returns of texts, in bytes; a few are returned whole.
const textsShown = 4 << 20

// Pending returns what waits, in order of arrival. Texts come from kept; without it they are left out.
func (r *Register) Pending(kept Kept) []PendingView {
	var all []PendingView
	each := textsShown / max(1, len(r.waiting))
	for _, p := range r.inOrder(func(*Pending) bool { return true }) {
		v := PendingView{Parcel: p.Parcel, Day: p.Day, Kind: kindOf(p), Size: p.Size, Until: p.Day + 7*MaxWaitingWeeks}
		var words Words
		if p.Followup != nil && kept != nil {
			r.readApart(kept, prefixWords+string(p.Parcel), &words)
			v.Text = cut(words.Text, each)
		}
		all = append(all, v)
	}
	return all
}

// Listed returns the parcels that did not open and those that were dropped, by day.
func (r *Register) Listed() []Listed {
	var all []Listed
	for _, l := range slices.Collect(maps.Values(r.listed)) {
		all = append(all, *l)
	}
	slices.SortFunc(all, func(a, b Listed) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), strings.Compare(string(a.Parcel), string(b.Parcel)))
	})
	return all
}
