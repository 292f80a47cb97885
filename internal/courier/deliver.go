package courier

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"luwte/crypto/charter"
	"luwte/crypto/dispatch"
	"luwte/crypto/parcel"
	"luwte/internal/wire"
)

// readState asks the door what it holds and compares the bureau with the pouch's.
func (r *run) readState(ctx context.Context) (err error) {
	if r.state, err = r.Door.state(ctx); err != nil {
		return err
	}
	if r.old != nil && r.old.Bureau != r.state.Bureau {
		return ErrOtherBureau
	}
	r.result.Bureau, r.result.Serial, r.result.Number = r.state.Bureau, r.state.Serial, r.state.Number
	return nil
}

// deliver sends the pouch's dispatch if it is newer than what the drop holds. A dispatch that the drop refuses stays in the pouch and
// stops nothing else; one that may not have arrived ends the sync, so that the pouch stays as it was.
func (r *run) deliver(ctx context.Context) error {
	switch {
	case r.pending == nil:
		return nil
	case !r.pending.Newer(r.state.position(), r.state.Number):
		r.notNewer()
		return nil
	}
	r.Progress(fmt.Sprintf("sending dispatch %d", r.pending.Number))
	sent := r.Door.putDispatch(ctx, r.old.Dispatch)
	var status *wire.StatusError
	if sent != nil && !errors.As(sent, &status) {
		return fmt.Errorf("%w: %w", ErrUnsent, sent)
	}
	if err := r.readState(ctx); err != nil { // the parcels that it released are gone now
		return err
	}
	switch {
	case sent == nil && !r.pending.Newer(r.state.position(), r.state.Number):
		r.result.Dispatch = DispatchSent
	case sent == nil:
		r.result.Dispatch = DispatchRefused
		r.problem("the drop acknowledged dispatch %d and does not hold it; it stays in the pouch", r.pending.Number)
	case !r.pending.Newer(r.state.position(), r.state.Number): // another courier was faster
		r.notNewer()
	default:
		r.result.Dispatch = DispatchRefused
		r.problem("the drop refused dispatch %d (%s); it stays in the pouch", r.pending.Number, refusal(status.Status))
	}
	return nil
}

func (r *run) notNewer() {
	r.result.Dispatch = DispatchOlder
	switch err := charter.Order(r.state.position(), r.pending.Charter.Position()); {
	case errors.Is(err, charter.ErrSucceeded):
		r.problem("the drop holds a charter of the root key that replaced the one of dispatch %d: the desk was put back from an older copy, or somebody had its root key", r.pending.Number)
	case errors.Is(err, charter.ErrRival):
		r.problem("the drop holds a charter of another root key than dispatch %d's, both named by the one before: somebody had that one; tell the bureau", r.pending.Number)
	}
	if len(r.pending.Charter.Predecessors)+1 == len(r.state.Roots) && r.pending.Charter.Serial == r.state.Serial && r.pending.Number == r.state.Number {
		r.result.Dispatch = DispatchHeld
	}
}

func refusal(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "it takes it for malformed: its version of Luwte may be another"
	case http.StatusForbidden:
		return "it is not signed by this bureau's keys"
	case http.StatusConflict:
		return "it does not follow what the drop holds"
	case http.StatusRequestEntityTooLarge:
		return "its board is larger than the drop takes: make the desk's boards smaller (luwte-desk board --size), or ask the operator for more (luwte-drop serve --inbox-board)"
	case http.StatusTooManyRequests:
		return "too many came in a short time: sync again in some minutes"
	case http.StatusInsufficientStorage:
		return "it has no room"
	}
	return fmt.Sprintf("status %d", status)
}

// takeDispatch fetches the dispatch that the drop holds. Of that and the pouch's own the newer one goes into the new pouch: a drop that
// shows an older one than it acknowledged must not make us lose it.
func (r *run) takeDispatch(ctx context.Context) error {
	raw, err := r.Door.dispatch(ctx)
	var status *wire.StatusError
	switch {
	case errors.As(err, &status) && status.Status == http.StatusNotFound:
		if r.state.Number > 0 {
			r.problem("the drop says that it holds dispatch %d and does not hand it over", r.state.Number)
		}
		return nil
	case ctx.Err() != nil:
		return err
	case err != nil:
		r.problem("the drop's dispatch could not be fetched: %v", err)
		return nil
	}
	held, err := dispatch.Parse(raw)
	if err == nil && held.Bureau != r.state.Bureau {
		err = dispatch.ErrMismatch
	}
	if err != nil {
		r.problem("the drop's dispatch does not verify and was left out: %v", err)
		return nil
	}
	r.kept = map[parcel.ID]bool{}
	for _, id := range held.Kept {
		r.kept[id] = true
	}
	// A charter that the operator has renewed by hand is newer than the dispatch that the drop still holds, and than ours; that is no lie.
	renewed := r.result.Dispatch == DispatchOlder && charter.Order(held.Charter.Position(), r.state.position()) == nil
	if r.pending == nil || !r.pending.Newer(held.Charter.Position(), held.Number) {
		r.carried = raw
	} else if r.result.Dispatch != DispatchRefused && !renewed {
		r.problem("the drop shows an older dispatch than it says it holds; the newer one stays in the pouch")
	}
	return nil
}
