package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"
)

func (e *engine) Stats(ctx context.Context) (all []InboxStats, err error) {
	err = e.view(ctx, func(t tx) error {
		all = nil
		t.inboxes(func(at place, record []byte) {
			if in, err := t.readInbox(at, record); err == nil {
				all = append(all, t.stats(at, in))
			}
		})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store statistics: %w", err)
	}
	slices.SortFunc(all, func(a, b InboxStats) int { return bytes.Compare(a.Inbox[:], b.Inbox[:]) })
	return all, nil
}

func (t tx) stats(in place, inbox Inbox) InboxStats {
	s := InboxStats{Inbox: inbox, Weeks: map[uint32]int{}}
	t.entries(in, func(at place, sealed []byte) {
		entry, err := t.openEntry(at, sealed)
		if err != nil {
			s.Damaged++
			return
		}
		s.Parcels++
		s.Weeks[entry.week]++
		s.Bytes += int64(entry.size)
	})
	return s
}
