package server

import (
	"context"
	"maps"
	"slices"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/internal/confine"
)

// Stats are the figures of a drop: counts and weeks, and where its doors are. Never a parcel's id, never a time.
type Stats struct {
	Serving  bool           `json:"serving"`
	Confined *confine.State `json:"confined"` // what shuts in the process that serves; null if it does not, or nothing does
	Front    FrontDoor      `json:"front"`
	Failures int64          `json:"failures"` // answers that said "the drop could not do this", since it serves
	Panics   int64          `json:"panics"`   // faults of the program that it survived, since it serves
	Inboxes  []InboxStats   `json:"inboxes"`
}

// FrontDoor says where visitors come in.
type FrontDoor struct {
	Onion  string `json:"onion"`
	Listen string `json:"listen"` // host:port on loopback, or ""
	// Work says whether tor asks visitors for a proof of work when too many come at once: "on", "missing" from this tor, or "unknown" while none of the drop's own runs.
	Work string `json:"proof_of_work"`
}

// InboxStats are the figures of one inbox.
type InboxStats struct {
	ID      string `json:"id"`
	Parcels int    `json:"parcels"`
	MayHold int    `json:"may_hold"` // parcels
	Full    string `json:"full"`     // "", "nearly" where some are refused, by chance, or "full"
	Bytes   int64  `json:"bytes"`
	Damaged int    `json:"damaged"` // parcels that the disk has spoilt
	Weeks   []Week `json:"weeks"`
	// Reports is the day from when on its charter takes no reports; 0 if the charter is damaged.
	Reports day.Day `json:"reports_until"`
	LeftOut string  `json:"left_out"`
	Door    Door    `json:"door"`
}

// Week counts the parcels that go at the end of one week, by that week's last day.
type Week struct {
	Until   day.Day `json:"until"`
	Parcels int     `json:"parcels"`
}

// Stats counts what the drop holds.
func (d *Drop) Stats(ctx context.Context) (*Stats, error) {
	counted, err := d.store.Stats(ctx)
	if err != nil {
		return nil, err
	}
	all := &Stats{Front: FrontDoor{Onion: d.address, Work: d.proofOfWork()}, Failures: d.failures.Load(), Panics: d.panics.Load(), Inboxes: []InboxStats{}}
	if s := d.serving.Load(); s != nil {
		all.Serving, all.Front.Listen, all.Confined = true, s.listen, s.confined()
	}
	known := d.public.Load().inboxes
	for _, c := range counted {
		in := charter.Inbox(c.Inbox)
		one := InboxStats{ID: in.String(), Parcels: c.Parcels, MayHold: int(d.quota.Load()), Bytes: c.Bytes, Damaged: c.Damaged, Weeks: []Week{}, Door: d.door(in)}
		if p := known[in]; p != nil {
			one.LeftOut, one.Full = p.leftOut, d.fullness(p)
			if p.charter != nil {
				one.Reports = p.charter.ReportsUntil()
			}
		}
		for _, week := range slices.Sorted(maps.Keys(c.Weeks)) {
			one.Weeks = append(one.Weeks, Week{lastDay(week), c.Weeks[week]})
		}
		all.Inboxes = append(all.Inboxes, one)
	}
	return all, nil
}
