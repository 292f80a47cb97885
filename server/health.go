package server

import (
	"net/http"

	"luwte/crypto/day"
)

// Tor, as a bureau door's health has it.
const (
	healthTorReady    = "ready"
	healthTorStarting = "starting"
	healthTorNone     = "none"
)

// health says that the drop works, to who watches from the courier's machine. What watches keeps what it saw, with times: so nothing in it
// depends on what waits. A full inbox does not show either, since that it is full, and since when, is how many came; the operator's doctor and the
// courier's own list of parcels show it.
type health struct {
	Today   day.Day  `json:"today"`         // by the drop's clock
	Store   bool     `json:"store"`         // the disk takes a dispatch
	Shown   bool     `json:"shown"`         // visitors see this inbox
	Reports *day.Day `json:"reports_until"` // from when on the charter takes none
	Made    *day.Day `json:"board_made"`
	Next    *day.Day `json:"board_next"` // when the board promises the next one
	Tor     string   `json:"tor"`
	Tide    *day.Day `json:"tide"` // the day of the last one
}

// Probes for health are writes that are synced, and hold up posts for a moment: a courier that was taken over must not make them go on and on.
const (
	probeRate  = 0.1 // a second
	probeBurst = 30
)

// takes says whether the store's disk takes anything: by a probe, or, where somebody asks more often than anyone who watches, by the last one.
func (d *Drop) takes() bool {
	if d.probes.Allow() {
		d.failing.Store(d.probe() != nil)
	}
	return !d.failing.Load()
}

// getHealth serves it. It looks at the disk and at what visitors see, and at no parcel.
func (b bureauDoor) getHealth(*http.Request) answer {
	now := health{Today: day.Today(), Store: b.takes(), Tor: healthTorNone, Tide: b.lastTide()}
	switch state := b.torState(); {
	case state.Kind != TorOwn:
	case state.Percent == 100:
		now.Tor = healthTorReady
	default:
		now.Tor = healthTorStarting
	}
	if p := b.public.Load().inboxes[b.inbox]; p != nil {
		now.Shown = p.leftOut == ""
		if p.charter != nil {
			until := p.charter.ReportsUntil()
			now.Reports = &until
		}
		if p.made > 0 {
			now.Made, now.Next = &p.made, &p.next
		}
	}
	return asJSON(http.StatusOK, now)
}
