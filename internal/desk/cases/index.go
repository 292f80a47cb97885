package cases

import (
	"cmp"
	"maps"
	"slices"
)

// indexAll comes after the pieces of files, which are indexed as they are read.
func (r *Register) indexAll() {
	waiting := slices.SortedFunc(maps.Values(r.waiting), func(a, b *Pending) int { return cmp.Compare(a.No, b.No) })
	for _, p := range waiting {
		r.indexPending(p)
	}
	for _, c := range r.cases {
		for _, b := range c.Branches {
			r.indexBranch(c, b)
			for _, n := range b.Names {
				r.indexName(c, b, n)
			}
		}
		for _, l := range c.Letters {
			r.indexLetter(c, l)
		}
	}
	for id, g := range r.gone {
		r.indexGone(id, g)
	}
	for _, l := range r.listed {
		if l.What != Dropped {
			r.index.parcels[l.Parcel] = true
		}
	}
}

// indexBranch makes a branch findable by its handle and R. A code that is still live is found under every key, also when the key
// of the epoch in which it came is gone.
func (r *Register) indexBranch(c *Case, b *Branch) {
	if b.Handle == "" { // its R cannot be sealed to
		return
	}
	at := place{c.ID, b.ID}
	r.index.handles[b.Handle] = at
	if b.Recipient != "" { // of a code that came before a case that was destroyed, only the handle is known
		r.index.recipients[b.Recipient] = at
	}
	if b.Code == nil {
		return
	}
	handle := b.Code.Secret.Handle()
	for _, m := range r.marks(labelSeenHandle, handle[:]) {
		r.index.handles[m] = at
	}
	for _, m := range r.marks(labelSeenRecipient, []byte(b.Code.Recipient)) {
		r.index.recipients[m] = at
	}
}

// naming is a sibling that a branch of a case names and that has not come.
type naming struct {
	Case string
	Name Mark
}

func (r *Register) indexName(c *Case, b *Branch, n Mark) {
	r.index.unheard[naming{c.ID, n}] = append(r.index.unheard[naming{c.ID, n}], b.ID)
}

func (r *Register) indexLetter(c *Case, l *Letter) {
	r.index.parcels[l.Parcel] = true
	r.lookOut(c, l)
}

// indexPiece makes a piece of a file, whose bytes are kept under parcel, findable by all its marks.
func (r *Register) indexPiece(parcel Mark, marks []Mark) {
	r.index.parcels[parcel] = true
	for _, m := range marks {
		r.index.files[m] = parcel
	}
}

func (r *Register) indexPending(p *Pending) {
	r.index.parcels[p.Parcel] = true
	r.index.arrived = max(r.index.arrived, p.No)
	if p.Followup == nil {
		r.indexPiece(p.Parcel, p.Marks)
		return
	}
	r.hold(&p.Wants, holder{p: p})
	r.index.early[p.Followup.Handle] = append(r.index.early[p.Followup.Handle], p)
	for _, key := range p.carries() {
		r.index.carried[key] = append(r.index.carried[key], p)
	}
}

// unindexPending takes a follow-up out of what waits; its parcel stays known.
func (r *Register) unindexPending(p *Pending) {
	if p.Followup == nil {
		return
	}
	r.letGo(&p.Wants)
	remove(r.index.early, p.Followup.Handle, p)
	for _, key := range p.carries() {
		remove(r.index.carried, key, p)
	}
}

func remove[K comparable](m map[K][]*Pending, key K, p *Pending) {
	m[key] = slices.DeleteFunc(m[key], func(o *Pending) bool { return o == p })
	if len(m[key]) == 0 {
		delete(m, key)
	}
}

// carries returns the keys of index.carried for a follow-up: none if it cannot be sealed to.
func (p *Pending) carries() []string {
	if p.Poisoned != "" {
		return nil
	}
	handle := p.Followup.Slots.Handle()
	return []string{p.Followup.Recipient, string(handle[:])}
}
