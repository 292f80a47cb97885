package store

import (
	"context"
	"errors"
	"math"
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
	s.values(at.inbox, func(sealed []byte) bool {
		plain, err := s.open(kindState, at, sealed)
		if err != nil {
			return false
		}
		name, state, err := parseState(plain)
		if err == nil && (newest == nil || state.Serial > newest.Serial || state.Serial == newest.Serial && state.Number > newest.Number) {
			in, newest = name, &state
		}
		return err == nil
	})
	return in, newest
}

func (s *salvage) parcelAt(at place) (week uint32, parcel []byte) {
	s.values(at.parcel, func(sealed []byte) bool {
		plain, err := s.open(kindParcel, at, sealed)
		if err == nil {
			week, parcel, err = parseParcel(plain)
		}
		return err == nil
	})
	return week, parcel
}

// values calls try with each value that may be at t: one, but where pages that
// are not in use any more cannot be told from others. Then each first chunk
// begins one, whose others lie next behind it, and whose length is not known: it
// is the longest that try takes.
func (s *salvage) values(t tag, try func(sealed []byte) bool) {
	chunks := s.chunks[t]
	for _, first := range chunks[0] {
		var parts [][]byte
		for n, p := 0, first; n <= math.MaxUint16; n++ {
			if n > 0 {
				if len(chunks[uint16(n)]) == 0 {
					break
				}
				p = next(chunks[uint16(n)], p.at)
			}
			parts = append(parts, s.bytesAt(p.at, int(p.size)))
		}
		for n := len(parts); n > 0; n-- {
			if try(slices.Concat(parts[:n]...)) || !s.Doubtful {
				break
			}
		}
	}
}

// next returns the first piece behind a place, or the first of all.
func next(all []piece, behind int64) piece {
	best, found := all[0], false
	for _, p := range all {
		if p.at > behind && (!found || p.at < best.at) {
			best, found = p, true
		}
	}
	return best
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
