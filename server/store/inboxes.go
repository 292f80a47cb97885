package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"luwte/server/failpoint"
)

func (e *engine) AddInbox(ctx context.Context, inbox Inbox, state State) error {
	e.writing.RLock()
	defer e.writing.RUnlock()
	err := e.update(ctx, func(t tx) error { return t.writeState(t.inbox(inbox), inbox, state) })
	if err != nil {
		return fmt.Errorf("add inbox %s: %w", inbox, err)
	}
	return nil
}

func (e *engine) Apply(ctx context.Context, inbox Inbox, decide func(State) (State, []ID, error)) error {
	e.writing.RLock()
	defer e.writing.RUnlock()
	var thrown any
	err := e.update(ctx, func(t tx) error {
		at := t.inbox(inbox)
		if !t.hasInbox(at) {
			return ErrNoInbox
		}
		_, now, err := t.readState(at)
		if err != nil {
			return err
		}
		next, remove, err := callDecide(decide, now, &thrown)
		if err != nil {
			return err
		}
		if err := failpoint.Step("apply: remove"); err != nil {
			return err
		}
		for _, id := range remove {
			if err := t.removeParcel(t.parcel(inbox, id)); err != nil {
				return err
			}
		}
		if err := failpoint.Step("apply: state"); err != nil {
			return err
		}
		return errors.Join(t.writeState(at, inbox, next), failpoint.Step("apply: commit"))
	})
	if step := failpoint.Step("apply: answer"); err == nil {
		err = step
	}
	if thrown != nil {
		panic(thrown)
	}
	if err != nil {
		return fmt.Errorf("apply to inbox %s: %w", inbox, err)
	}
	return nil
}

// callDecide keeps a panic of the caller's function apart from those of bbolt,
// which are damage.
func callDecide(decide func(State) (State, []ID, error), now State, thrown *any) (next State, remove []ID, err error) {
	defer func() {
		if *thrown = recover(); *thrown != nil {
			err = errors.New("decide panicked")
		}
	}()
	return decide(now)
}

func (e *engine) Snapshot(ctx context.Context, inbox Inbox) (state State, ids []ID, err error) {
	err = e.view(ctx, func(t tx) error {
		in := t.inbox(inbox)
		ids = nil
		if !t.hasInbox(in) {
			return ErrNoInbox
		}
		if _, state, err = t.readState(in); err != nil {
			return err
		}
		t.entries(in, func(at place, sealed []byte) {
			if entry, err := t.openEntry(at, sealed); err == nil {
				ids = append(ids, entry.id)
			}
		})
		return nil
	})
	if err != nil {
		return State{}, nil, fmt.Errorf("snapshot of inbox %s: %w", inbox, err)
	}
	slices.SortFunc(ids, func(a, b ID) int { return bytes.Compare(a[:], b[:]) })
	return state, ids, nil
}

func (e *engine) State(ctx context.Context, inbox Inbox) (state State, parcels int, err error) {
	err = e.view(ctx, func(t tx) error {
		in := t.inbox(inbox)
		parcels = 0
		if !t.hasInbox(in) {
			return ErrNoInbox
		}
		if _, state, err = t.readState(in); err != nil {
			return err
		}
		t.entries(in, func(place, []byte) { parcels++ })
		return nil
	})
	if err != nil {
		return State{}, 0, fmt.Errorf("state of inbox %s: %w", inbox, err)
	}
	return state, parcels, nil
}

// Inboxes leaves out an inbox of which both the record and the state are
// damaged: its name is lost, until AddInbox writes it again.
func (e *engine) Inboxes(ctx context.Context) (all []Inbox, err error) {
	err = e.view(ctx, func(t tx) error {
		all = nil
		t.inboxes(func(at place, record []byte) {
			if in, err := t.readInbox(at, record); err == nil {
				all = append(all, in)
			}
		})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list inboxes: %w", err)
	}
	slices.SortFunc(all, func(a, b Inbox) int { return bytes.Compare(a[:], b[:]) })
	return all, nil
}
