package server

import (
	"errors"
	"net/http"

	"luwte/crypto/charter"
	"luwte/crypto/parcel"
	"luwte/server/store"
)

// bureauDoor serves one bureau's courier, who is let in by tor or by the mode of the socket. It is told apart from the front door by
// its listener alone: no path leads from one to the other.
type bureauDoor struct {
	*Drop
	inbox charter.Inbox
}

var (
	refuseParcelID = &refusal{status: http.StatusNotFound, en: "There is no such parcel in this inbox: it has expired, or the desk has released it."}
	refuseDispatch = &refusal{status: http.StatusNotFound, en: "There is no dispatch yet: bring the desk's first."}
	refuseDamaged  = &refusal{status: http.StatusInternalServerError, en: "The drop cannot read this from its disk: tell its operator."}
)

// getState serves one consistent view of the inbox.
func (b bureauDoor) getState(r *http.Request) answer {
	state, ids, err := b.store.Snapshot(r.Context(), store.Inbox(b.inbox))
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

func (b bureauDoor) getDispatch(r *http.Request) answer {
	state, _, err := b.store.Snapshot(r.Context(), store.Inbox(b.inbox))
	if err != nil {
		return sentence(doorRefusal(err))
	}
	if len(state.Dispatch) == 0 {
		return sentence(refuseDispatch)
	}
	return answer{status: http.StatusOK, kind: typeBytes, body: state.Dispatch}
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
