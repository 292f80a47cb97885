package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/dispatch"
	"luwte/crypto/sign"
	"luwte/server/failpoint"
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
	if !b.pace.Allow() {
		return sentence(refuseMany)
	}
	buffer, leave := b.place()
	if buffer == nil {
		return sentence(refuseMany)
	}
	defer leave()
	if came, ok := r.Body.(*body); ok {
		came.hurry = b.dispatches.half
	}
	n, err := io.ReadFull(r.Body, buffer[:dispatch.MaxSize+1])
	switch {
	case err == nil:
		return sentence(refuseDispatchLong)
	case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) || r.ContentLength > int64(n):
		return sentence(refusalOf(readError(err)))
	}
	data := buffer[:n]
	if err := b.apply(context.WithoutCancel(r.Context()), data); err != nil {
		return sentence(dispatchRefusal(err))
	}
	return answer{status: http.StatusNoContent}
}

// place gives a dispatch that comes in a buffer, or nil where there is none for this door: two of the six, so that a courier that was taken over holds its
// own door only. A courier whose connection was lost comes again while the first is still waited for.
func (b bureauDoor) place() (buffer []byte, leave func()) {
	select {
	case b.incoming <- struct{}{}:
	default:
		return nil, nil
	}
	if buffer = b.dispatches.take(); buffer == nil {
		<-b.incoming
		return nil, nil
	}
	return buffer, func() {
		b.dispatches.give(buffer, false)
		<-b.incoming
	}
}

// apply makes a dispatch the inbox's state, in one transaction, by the rules of SPEC §4.
func (b bureauDoor) apply(ctx context.Context, data []byte) error {
	b.applying.Lock()
	defer b.applying.Unlock()
	d, err := dispatch.Parse(data)
	if err != nil {
		return err
	}
	if len(d.BoardRaw) > board.Size(b.limits.BoardSize) {
		return boardTooLarge(b.limits.BoardSize)
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
	if err := failpoint.Step("dispatch: refresh"); err != nil {
		return err
	}
	// Also after errHeld: the time before, this may be what failed.
	return errors.Join(b.refresh(ctx), failpoint.Step("dispatch: answer"))
}

// boardTooLarge names the largest size class that is taken. What the drop has of the bureau stays: visitors go on seeing the former board.
func boardTooLarge(size int) *refusal {
	return &refusal{status: http.StatusRequestEntityTooLarge, en: fmt.Sprintf("This board is larger than this drop takes from a bureau: "+
		"make the desk's boards smaller (luwte-desk board --size %d, or less) and export again, or ask the drop's operator for more.", size)}
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
