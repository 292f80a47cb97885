package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"luwte/crypto/charter"
	"luwte/crypto/dispatch"
	"luwte/crypto/sign"
	"luwte/server/store"
)

var (
	refuseDispatchLong   = &refusal{status: http.StatusBadRequest, en: "This is longer than a dispatch can be."}
	refuseDispatchBroken = &refusal{status: http.StatusBadRequest, en: "This is not a whole dispatch: export it from the desk again."}
	refuseSignature      = &refusal{status: http.StatusForbidden, en: "A signature in this dispatch does not verify: export it from the desk again."}
	refuseBureau         = &refusal{status: http.StatusForbidden, en: "This dispatch is another bureau's: this door is not for it."}
)

// errHeld stops a transaction that has nothing to do.
var errHeld = errors.New("this dispatch is held already")

// putDispatch applies the desk's dispatch, or acknowledges the one that is held.
func (b bureauDoor) putDispatch(r *http.Request) answer {
	if r.ContentLength > int64(dispatch.MaxSize) {
		return sentence(refuseDispatchLong)
	}
	data, err := io.ReadAll(io.LimitReader(r.Body, int64(dispatch.MaxSize)+1))
	if err != nil {
		return sentence(refusalOf(readError(err)))
	}
	if len(data) > dispatch.MaxSize {
		return sentence(refuseDispatchLong)
	}
	if err := b.apply(context.WithoutCancel(r.Context()), data); err != nil {
		return sentence(dispatchRefusal(err))
	}
	return answer{status: http.StatusNoContent}
}

// apply makes a dispatch the inbox's state, in one transaction, by the rules of SPEC §4.
func (b bureauDoor) apply(ctx context.Context, data []byte) error {
	d, err := dispatch.Parse(data)
	if err != nil {
		return err
	}
	err = b.store.Apply(ctx, store.Inbox(b.inbox), func(now store.State) (store.State, []store.ID, error) {
		if err := decide(now, d, data); err != nil {
			return store.State{}, nil, err
		}
		next := store.State{
			Fingerprint: d.Bureau,
			Serial:      d.Charter.Serial,
			Number:      d.Number,
			Charter:     d.CharterRaw,
			Board:       d.BoardRaw,
			Dispatch:    data,
		}
		released := make([]store.ID, 0, len(d.Kept))
		for _, id := range d.Kept {
			released = append(released, store.ID(id))
		}
		return next, released, nil
	})
	if err != nil && !errors.Is(err, errHeld) {
		return err
	}
	b.wantTide()
	// Also after errHeld: the time before, this may be what failed.
	return b.refresh(ctx)
}

// decide returns nil if the dispatch comes after what the drop holds.
func decide(now store.State, d *dispatch.Dispatch, data []byte) error {
	if d.Bureau != now.Fingerprint {
		return refuseBureau
	}
	if bytes.Equal(now.Dispatch, data) {
		return errHeld
	}
	held := positionOf(now)
	switch err := charter.Order(held, d.Charter.Position()); {
	case errors.Is(err, charter.ErrSucceeded):
		return conflict(now, "and this one is of a root key that was replaced")
	case errors.Is(err, charter.ErrRival):
		return conflict(now, "and this one is of another root key: what came first stays")
	case !d.Newer(held, now.Number):
		return conflict(now, "and this one is not newer")
	case errors.Is(err, charter.ErrOther):
		return conflict(now, "and this one has another charter of the same serial")
	}
	return nil
}

// positionOf returns the place in the order of the charter that an inbox holds. Of one that does not parse, which an earlier version may have left and which nobody
// is shown, the serial is known.
func positionOf(now store.State) charter.Position {
	held, err := charter.Parse(now.Charter)
	if err != nil {
		return charter.Position{Roots: []charter.Fingerprint{now.Fingerprint}, Serial: now.Serial}
	}
	return held.Position()
}

func conflict(now store.State, why string) *refusal {
	return &refusal{status: http.StatusConflict,
		en: fmt.Sprintf("The drop holds dispatch %d under charter serial %d, %s.", now.Number, now.Serial, why)}
}

func dispatchRefusal(err error) *refusal {
	switch {
	case errors.Is(err, sign.ErrSignature):
		return refuseSignature
	case errors.Is(err, dispatch.ErrMalformed), errors.Is(err, dispatch.ErrMismatch):
		return refuseDispatchBroken
	}
	return doorRefusal(err)
}
