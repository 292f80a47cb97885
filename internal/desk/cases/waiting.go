package cases

import (
	"cmp"
	"maps"
	"slices"

	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/slots"
)

// What may wait. All of it is bounded, because anybody may send it; a reporter whose early follow-up is dropped can send the same
// bytes again.
const (
	// MaxWaitingFollowups is how many early follow-ups are kept from one pouch to the next. A follow-up is early only if a drop
	// or courier held its predecessor back, so few honest ones are. But what is dropped is not released: if few were kept, a
	// drop that somebody filled with early ones would stay full until they expire. 2 GiB at the desk, 3 kB of each in memory.
	MaxWaitingFollowups = 8192
	// MaxWaitingFiles is how many pieces of files are kept: two files of the greatest length, 4 096 parcels, since files are sent
	// before the report that names them. 2 GiB at the desk.
	MaxWaitingFiles = 8192
	// MaxWaitingWeeks is how long either is kept. Eight weeks is beyond what a bureau that empties its inbox leaves at a drop.
	MaxWaitingWeeks = 8
)

// Reasons why what waited was dropped.
const (
	TooLate = "what it belongs to did not come in time"
	TooMany = "too many parcels wait for what they belong to"
)

// wait keeps a parcel until what it belongs to has come.
func (t *taking) wait(p *Pending, reason string) {
	t.r.index.arrived++
	p.No, p.Parcel, p.Day, p.By, p.Epoch = t.r.index.arrived, t.parcel, t.by.Day, t.by.Actor, t.epoch
	if p.Followup != nil {
		p.Followup, p.Wants = lighter(*p.Followup), t.wants
	}
	if p.Poisoned != "" {
		p.Followup.Recipient, p.Followup.Slots = "", slots.Secret{}
	}
	t.keepWords("")
	t.r.waiting[p.Parcel] = p
	t.r.indexPending(p)
	t.r.touchPending(p)
	t.r.boundWants()
	t.outcome(Waiting, place{}, reason)
}

func (r *Register) touchPending(p *Pending) { r.changed[prefixPending+string(p.Parcel)] = p }

// lighter leaves out of a follow-up what is kept apart: thousands may wait until the last parcel of a pouch.
func lighter(m message.Followup) *message.Followup {
	m.Text, m.Files, m.Language = "", nil, ""
	return &m
}

// release goes on with what waited for the codes that came, and for those that come with that. A code that has come is not kept
// any longer with a follow-up that waits for something else, which could only be filed: used codes are to be forgotten.
func (t *taking) release() error {
	for len(t.placed) > 0 {
		code := t.placed[0]
		t.placed = t.placed[1:]
		if err := t.resumeAll(t.r.index.early[code.handle]); err != nil {
			return err
		}
		if err := t.resumeAll(t.r.index.carried[string(code.handle[:])]); err != nil {
			return err
		}
		if err := t.resumeAll(t.r.index.carried[code.recipient]); err != nil {
			return err
		}
	}
	return nil
}

func (t *taking) resumeAll(waiting []*Pending) error {
	for _, p := range slices.Clone(waiting) {
		t.r.unwait(p)
		t.resume(p)
		if err := t.followup(p.Followup); err != nil {
			return err
		}
	}
	return nil
}

// resume makes t the taking of a parcel that waited.
func (t *taking) resume(p *Pending) {
	t.epoch, t.parcel, t.poisoned, t.waited, t.wants = p.Epoch, p.Parcel, p.Poisoned, true, p.Wants
}

func (r *Register) inOrder(want func(*Pending) bool) []*Pending {
	all := slices.DeleteFunc(slices.Collect(maps.Values(r.waiting)), func(p *Pending) bool { return !want(p) })
	slices.SortFunc(all, func(a, b *Pending) int { return cmp.Compare(a.No, b.No) })
	return all
}

func (r *Register) unwait(p *Pending) {
	delete(r.waiting, p.Parcel)
	r.changed[prefixPending+string(p.Parcel)] = nil
	r.unindexPending(p)
}

// Settle is called once after each pouch: it drops what has waited too long and, of too many, what has waited longest, since
// its predecessor comes with one of the next pouches or never. What was dropped is listed, and is taken again if it is sent again.
func (r *Register) Settle(by By) []Outcome {
	r.forgetGone()
	followups := r.inOrder(func(p *Pending) bool { return p.Followup != nil })
	files := r.inOrder(func(p *Pending) bool { return p.Followup == nil })
	return append(r.drop(by, followups, MaxWaitingFollowups), r.drop(by, files, MaxWaitingFiles)...)
}

func (r *Register) drop(by By, oldestFirst []*Pending, limit int) []Outcome {
	var outcomes []Outcome
	for i, p := range oldestFirst {
		var reason string
		switch {
		case after(p.Day, MaxWaitingWeeks, by.Day):
			reason = TooLate
		case len(oldestFirst)-i > limit:
			reason = TooMany
		default:
			continue
		}
		r.unwait(p)
		delete(r.index.parcels, p.Parcel)
		for _, m := range p.Marks {
			delete(r.index.files, m)
		}
		if p.Followup != nil {
			r.apart[prefixWords+string(p.Parcel)] = nil
		}
		r.list(&Listed{p.Parcel, by.Day, by.Actor, Dropped, reason})
		outcomes = append(outcomes, Outcome{Kind: Dropped, Parcel: p.Parcel, Reason: reason, Waited: true})
	}
	return outcomes
}

// after says whether so many weeks have gone by.
func after(since day.Day, weeks int, today day.Day) bool {
	return uint64(today) >= uint64(since)+7*uint64(weeks)
}

func (r *Register) list(l *Listed) {
	r.listed[l.Parcel] = l
	r.changed[prefixListed+string(l.Parcel)] = l
}

func (r *Register) unlist(m Mark, what string) {
	if l := r.listed[m]; l != nil && l.What == what {
		delete(r.listed, m)
		r.changed[prefixListed+string(m)] = nil
	}
}

// kindOf names what waits.
func kindOf(p *Pending) string {
	if p.Followup == nil {
		return message.KindFile
	}
	return message.KindFollowup
}
