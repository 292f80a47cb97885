package server

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/server/store"
)

// publicSize is what the charters and boards of a drop may have together, in bytes: every visitor downloads all of them.
const publicSize = 4 << 20

// public is what visitors see, the same for all of them. It is made whole, never changed, and swapped at once.
type public struct {
	inboxes  map[charter.Inbox]*published
	charters []byte // the lines, by inbox
	saved    []byte // the lines, each with the inbox's board after it
	plain    []byte // the page for who has no scripts

	prepared map[string]*prepared // by path
}

// published is one inbox.
type published struct {
	charter  *charter.Charter // nil if what the store has is damaged or malformed
	board    []byte           // nil before the first dispatch
	made     day.Day          // the board; 0 before the first, or if it is malformed
	next     day.Day          // by when the board promises the next one
	dispatch []byte           // the one held, nil before the first
	number   uint64           // of the dispatch held
	damaged  bool             // the disk has spoilt the state
	leftOut  string           // why visitors do not see the inbox; "" if they do
	parcels  atomic.Int64     // that it holds; changed by Drop.keep
}

func (p *published) size() int {
	if p.charter == nil {
		return 0
	}
	return len(p.charter.Raw()) + len(p.board)
}

// refresh reads anew what the store holds of every inbox. It is called after whatever changes a state or removes parcels.
func (d *Drop) refresh(ctx context.Context) error {
	d.refreshing.Lock()
	defer d.refreshing.Unlock()
	inboxes, err := d.store.Inboxes(ctx)
	if err != nil {
		return err
	}
	next := &public{inboxes: map[charter.Inbox]*published{}}
	for _, in := range inboxes {
		state, parcels, err := d.store.State(ctx, in)
		p := publish(charter.Inbox(in), state, err)
		if now := d.public.Load(); now != nil {
			p.reuse(now.inboxes[charter.Inbox(in)])
		}
		p.parcels.Store(int64(parcels))
		next.inboxes[charter.Inbox(in)] = p
	}
	d.fitQuota(len(next.inboxes))
	next.leaveOut()
	next.charters, next.saved = next.lines()
	next.plain = next.plainPage()
	next.prepare()
	d.public.Store(next)
	return nil
}

// publish checks a state again on its way out: a malformed charter or board would make visitors refuse all the others with it.
func publish(in charter.Inbox, state store.State, damage error) *published {
	p := &published{number: state.Number}
	if damage != nil {
		p.damaged = true
		p.leftOut = "its state cannot be read from the disk; add its charter again"
		return p
	}
	c, err := charter.Parse(state.Charter)
	if err != nil || c.Bureau.Inbox() != in || c.Bureau != charter.Fingerprint(state.Fingerprint) {
		p.leftOut = "its charter is malformed"
		return p
	}
	p.charter = c
	p.keepBytes(state)
	if p.board == nil {
		return p
	}
	if b, err := board.Parse(state.Board, c.Bureau, c.Dispatch); err != nil {
		p.leftOut = "its board is malformed"
	} else {
		p.made, p.next = b.Made, b.Next
	}
	return p
}

// keepBytes copies the dispatch, and the board once with it if it is in there: a state's parts are of one piece of memory, which would stay whole.
func (p *published) keepBytes(state store.State) {
	if len(state.Dispatch) > 0 {
		p.dispatch = bytes.Clone(state.Dispatch)
	}
	if at := bytes.Index(p.dispatch, state.Board); len(state.Board) > 0 && at >= 0 {
		p.board = p.dispatch[at : at+len(state.Board)]
	} else if len(state.Board) > 0 {
		p.board = bytes.Clone(state.Board)
	}
}

// reuse takes the bytes of what was published before where they are the same: who still reads them holds no second copy.
func (p *published) reuse(before *published) {
	if before != nil && bytes.Equal(p.dispatch, before.dispatch) && bytes.Equal(p.board, before.board) {
		p.dispatch, p.board = before.dispatch, before.board
	}
}

// leaveOut brings the whole under publicSize: the largest goes first, so that no bureau can crowd out one that takes no more than its
// share. Which ones go depends on nothing but what the desks have published.
func (p *public) leaveOut() {
	shown := p.shown()
	slices.SortStableFunc(shown, func(a, b charter.Inbox) int { return cmp.Compare(p.inboxes[b].size(), p.inboxes[a].size()) })
	total := 0
	for _, in := range shown {
		total += p.inboxes[in].size()
	}
	for _, in := range shown {
		if total <= publicSize {
			return
		}
		total -= p.inboxes[in].size()
		p.inboxes[in].leftOut = fmt.Sprintf("all charters and boards together have more than %d MiB, and its are the largest; its desk can choose a smaller board", publicSize>>20)
	}
}

// shown lists the inboxes that are not left out, sorted.
func (p *public) shown() []charter.Inbox {
	shown := slices.DeleteFunc(slices.Collect(maps.Keys(p.inboxes)), func(in charter.Inbox) bool { return p.inboxes[in].leftOut != "" })
	slices.SortFunc(shown, func(a, b charter.Inbox) int { return bytes.Compare(a[:], b[:]) })
	return shown
}

func (p *public) lines() (charters, saved []byte) {
	for _, in := range p.shown() {
		one := p.inboxes[in]
		charters = append(charters, one.charter.Raw()...)
		saved = slices.Concat(saved, one.charter.Raw(), one.board)
	}
	return charters, saved
}
