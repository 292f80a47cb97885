package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
)

// live is a parcel, or an inbox with its state, that a tide carries over.
type live struct {
	from, to place
	size     uint32  // of the parcel
	version  [8]byte // from the record or entry in the index, whose nonce is new with every write
}

// key is what the values of a place lie under.
func (p place) key() tag {
	if p.parcel == (tag{}) {
		return p.inbox
	}
	return p.parcel
}

func compareTags(a, b tag) int { return bytes.Compare(a[:], b[:]) }

func compareFrom(a, b live) int {
	if c := compareTags(a.from.inbox, b.from.inbox); c != 0 {
		return c
	}
	return compareTags(a.from.parcel, b.from.parcel)
}

// list returns what is live, by its old place, and where it will be. known is an
// earlier list, for what is as it was then.
// lost counts the parcels of which neither the id nor the bytes can be read:
// there is nothing to carry over.
func (g *generation) list(ctx context.Context, next *tide, known []live) (all []live, lost int, err error) {
	err = g.view(ctx, func(t tx) error {
		var failed error
		seen := 0
		t.inboxes(func(at place, record []byte) {
			seen++
			in, err := t.readInbox(at, record)
			if err != nil {
				// Its parcels can be read, but not be named anew: they must stay.
				failed = fmt.Errorf("%w: the name of an inbox cannot be read; add its charter again", err)
				return
			}
			all = append(all, live{from: at, to: next.inbox(in), version: versionOf(record)})
			t.entries(at, func(at place, sealed []byte) {
				seen++
				if l, err := t.listParcel(at, sealed, in, next, known); err == nil {
					all = append(all, l)
				} else {
					lost++
				}
			})
		})
		if failed == nil && seen != t.elements() { // a bit of a key puts it where nobody looks for it, and hides what comes after it
			failed = fmt.Errorf("%w: parcels lie in no inbox; luwte-drop check --save saves what is whole", ErrDamaged)
		}
		return failed
	})
	return all, lost, err
}

func (t tx) listParcel(at place, sealed []byte, in Inbox, next *tide, known []live) (live, error) {
	l := live{from: at, version: versionOf(sealed)}
	if i, found := slices.BinarySearchFunc(known, l, compareFrom); found && known[i].version == l.version {
		return known[i], nil
	}
	entry, err := t.openEntry(at, sealed)
	l.to, l.size = next.parcel(in, entry.id), entry.size
	return l, err
}

func versionOf(sealed []byte) (v [8]byte) {
	copy(v[:], sealed)
	return v
}

// difference returns what of now is not in have, or changed, and what of have is
// not in now. Both are sorted.
func difference(have, now []live) (missing, gone []live) {
	for _, l := range now {
		if i, found := slices.BinarySearchFunc(have, l, compareFrom); !found || have[i].version != l.version {
			missing = append(missing, l)
		}
	}
	for _, l := range have {
		if _, found := slices.BinarySearchFunc(now, l, compareFrom); !found {
			gone = append(gone, l)
		}
	}
	return missing, gone
}

// carried is what of a live thing can be read.
type carried struct {
	live
	inbox Inbox
	state *State // nil if damaged, or of a parcel
	entry entry
	bytes []byte // nil if damaged
}

// take reads what a place holds. Damage is carried over as damage: of a parcel
// that does not open stays the entry, so that it is listed, fails, and is mended
// when the same bytes come again.
func (t tx) take(l live) (c carried, found bool) {
	c.live = l
	if l.from.parcel == (tag{}) {
		record := t.index.Get(l.from.inbox[:])
		in, err := t.readInbox(l.from, record)
		if _, state, err := t.readState(l.from); err == nil {
			c.state = &state
		}
		c.inbox = in
		return c, err == nil
	}
	entry, err := t.readEntry(l.from)
	if err != nil {
		return c, false
	}
	c.entry = entry
	if _, parcel, err := t.readParcel(l.from); err == nil {
		c.bytes = parcel
	}
	return c, true
}

func (c carried) damaged() bool { return c.to.parcel != (tag{}) && c.bytes == nil }

func (t tx) give(c carried) error {
	switch {
	case c.to.parcel == (tag{}) && c.state != nil:
		return t.writeState(c.to, c.inbox, *c.state)
	case c.to.parcel == (tag{}):
		return errors.Join(t.index.Put(c.to.inbox[:], t.seal(kindInbox, c.to, c.inbox[:])), t.values.remove(c.to.inbox))
	case c.bytes != nil:
		return t.writeParcel(c.to, c.entry, t.seal(kindParcel, c.to, marshalWeek(c.entry.week), c.bytes))
	default:
		return t.writeParcel(c.to, c.entry, nil)
	}
}
