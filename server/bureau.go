package server

import (
	"errors"
	"net/http"

	"golang.org/x/time/rate"

	"luwte/crypto/charter"
	"luwte/crypto/parcel"
	"luwte/server/store"
)

// bureauDoor serves one bureau's courier, who is let in by tor or by the mode of the socket. It is told apart from the front door by
// its listener alone: no path leads from one to the other.
type bureauDoor struct {
	*Drop
	inbox    charter.Inbox
	incoming chan struct{} // has a token for each dispatch that comes in
	pace     *rate.Limiter // of dispatches
}

var (
	refuseParcelID = &refusal{status: http.StatusNotFound, en: "There is no such parcel in this inbox: it has expired, or the desk has released it."}
	refuseDispatch = &refusal{status: http.StatusNotFound, en: "There is no dispatch yet: bring the desk's first."}
	refuseDamaged  = &refusal{status: http.StatusInternalServerError, en: "The drop cannot read this from its disk: tell its operator."}
)

// getState serves one consistent view of the inbox.
func (b bureauDoor) getState(r *http.Request) answer {
	state, ids, err := b.snapshot(r)
	if err != nil {
		return sentence(doorRefusal(err))
	}
	view := struct {
		Bureau  charter.Fingerprint   `json:"bureau"`
		Roots   []charter.Fingerprint `json:"roots"`
		Serial  uint64                `json:"serial"`
		Number  uint64                `json:"number"`
		Parcels []parcel.ID           `json:"parcels"`
	}{state.Fingerprint, positionOf(state).Roots, state.Serial, state.Number, make([]parcel.ID, 0, len(ids))}
	for _, id := range ids {
		view.Parcels = append(view.Parcels, parcel.ID(id))
	}
	return asJSON(http.StatusOK, view)
}

// snapshot reads the state for one courier after the other: on its way from the disk it is there several times.
func (b bureauDoor) snapshot(r *http.Request) (store.State, []store.ID, error) {
	b.applying.Lock()
	defer b.applying.Unlock()
	return b.store.Snapshot(r.Context(), store.Inbox(b.inbox))
}

func (b bureauDoor) getParcel(r *http.Request) answer {
	id, err := parcelOf(r)
	if err != nil {
		return sentence(refuseParcelID)
	}
	data, err := b.store.Get(r.Context(), store.Inbox(b.inbox), store.ID(id))
	if err != nil {
		return sentence(doorRefusal(err))
	}
	return answer{status: http.StatusOK, kind: typeBytes, body: data}
}

// getDispatch serves the bytes that all share: a copy for each would let a courier fill the memory by reading slowly.
func (b bureauDoor) getDispatch(*http.Request) answer {
	p := b.public.Load().inboxes[b.inbox]
	switch {
	case p == nil:
		return sentence(refuseInbox)
	case p.damaged:
		return sentence(refuseDamaged)
	case p.dispatch == nil:
		return sentence(refuseDispatch)
	}
	return answer{status: http.StatusOK, kind: typeBytes, body: p.dispatch}
}

func doorRefusal(err error) *refusal {
	switch {
	case errors.Is(err, store.ErrNoParcel):
		return refuseParcelID
	case errors.Is(err, store.ErrDamaged):
		return refuseDamaged
	}
	return refusalOf(err)
}
