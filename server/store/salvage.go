package store

import (
	"context"
	"errors"
	"slices"
)

// name returns the inbox of a record, or of its state.
func (s *salvage) name(at place) (in Inbox, ok bool) {
	for _, i := range s.records[at.inbox] {
		if plain, err := s.open(kindInbox, at, s.bytesAt(i.at, i.size)); err == nil && len(plain) == len(in) {
			return Inbox(plain), true
		}
	}
	in, state := s.state(at)
	return in, state != nil
}

// state returns the newest state of an inbox, or nil.
func (s *salvage) state(at place) (in Inbox, newest *State) {
	s.each(at.inbox, func(sealed []byte) {
		plain, err := s.open(kindState, at, sealed)
		if err != nil {
			return
		}
		name, state, err := parseState(plain)
		if err == nil && (newest == nil || state.Serial > newest.Serial || state.Serial == newest.Serial && state.Number > newest.Number) {
			in, newest = name, &state
		}
	})
	return in, newest
}

func (s *salvage) parcelAt(at place) (week uint32, parcel []byte) {
	s.each(at.parcel, func(sealed []byte) {
		if plain, err := s.open(kindParcel, at, sealed); err == nil {
			week, parcel, _ = parseParcel(plain)
		}
	})
	return week, parcel
}

// each calls try with each value that may be at t: one, but where pages that are
// not in use any more cannot be told from others.
func (s *salvage) each(t tag, try func(sealed []byte)) {
	for _, i := range s.values[t] {
		try(s.bytesAt(i.at, i.size))
	}
}

// take is tx.take for what is found.
func (s *salvage) take(l live) (c carried, found bool) {
	c.live, c.inbox = l, s.names[l.from.inbox]
	if l.from.parcel == (tag{}) {
		_, c.state = s.state(l.from)
		return c, true
	}
	week, parcel := s.parcelAt(l.from)
	if c.bytes = parcel; parcel != nil {
		c.entry, found = entry{IDOf(parcel), week, uint32(len(parcel))}, true
	}
	for _, i := range s.entries[l.from] {
		if plain, err := s.open(kindEntry, l.from, s.bytesAt(i.at, i.size)); err == nil {
			if e, err := parseEntry(plain); err == nil {
				return carried{live: c.live, inbox: c.inbox, bytes: c.bytes, entry: e}, true
			}
		}
	}
	return c, found
}

// save writes all that was found into a new store, in an order that says nothing.
func (s *salvage) save(ctx context.Context, dir string, o options) error {
	made, err := create(dir, o)
	if err != nil {
		return err
	}
	g := made.(*engine).gen.Load()
	for i, l := range s.found {
		l.to.inbox = g.tide.inbox(s.names[l.from.inbox]).inbox
		if l.from.parcel != (tag{}) {
			l.to = g.tide.parcel(s.names[l.from.inbox], s.ids[l.from])
		}
		s.found[i] = l
	}
	slices.SortFunc(s.found, func(a, b live) int { return compareTags(a.to.key(), b.to.key()) })
	for slice := range slices.Chunk(s.found, tideSlice) {
		if err = g.update(ctx, func(t tx) error { return s.give(t, slice) }); err != nil {
			break
		}
	}
	return errors.Join(err, made.Close())
}

func (s *salvage) give(t tx, slice []live) error {
	for _, l := range slice {
		c, _ := s.take(l)
		if err := t.give(c); err != nil {
			return err
		}
	}
	return nil
}
