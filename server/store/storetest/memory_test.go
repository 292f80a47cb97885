package storetest

import (
	"context"
	"testing"

	"luwte/server/store"
)

func TestMemory_Suite(t *testing.T) {
	Run(t, func(t *testing.T) (store.Store, func() store.Store) {
		m := &Memory{}
		return m, func() store.Store { m.Reopen(); return m }
	})
}

// TestMemory_FaultAndRepeat_EndsRight fails each write in both versions: what is
// seen then is the state before or after, whole; calling again gives the state
// after in both.
func TestMemory_FaultAndRepeat_EndsRight(t *testing.T) {
	next := func(store.State) (store.State, []store.ID, error) {
		return State(1, 1), []store.ID{store.IDOf(Parcel(1))}, nil
	}
	before := func() *Memory { return want(inboxA, stateA, kept{1, 30}, kept{2, 40}) }
	withB := want(inboxA, stateA, kept{1, 30}, kept{2, 40})
	add(withB, inboxB, State(2, 0))
	for name, c := range map[string]struct {
		write func(context.Context, store.Store) error
		after *Memory
	}{
		"Put": {func(ctx context.Context, s store.Store) error {
			_, _, err := s.Put(ctx, inboxA, Parcel(3), 50)
			return err
		}, want(inboxA, stateA, kept{1, 30}, kept{2, 40}, kept{3, 50})},
		"AddInbox": {func(ctx context.Context, s store.Store) error {
			return s.AddInbox(ctx, inboxB, State(2, 0))
		}, withB},
		"Apply": {func(ctx context.Context, s store.Store) error {
			return s.Apply(ctx, inboxA, next)
		}, want(inboxA, State(1, 1), kept{2, 40})},
		"Expire": {func(ctx context.Context, s store.Store) error {
			_, err := s.Expire(ctx, 35)
			return err
		}, want(inboxA, stateA, kept{2, 40})},
		"Tide": {func(ctx context.Context, s store.Store) error {
			_, err := s.Tide(ctx, nil)
			return err
		}, before()},
	} {
		for fault, seen := range map[Fault]*Memory{FailAndNotPersist: before(), FailButPersist: c.after} {
			t.Run(name+map[Fault]string{FailAndNotPersist: "_Lost", FailButPersist: "_Persisted"}[fault], func(t *testing.T) {
				s := before()
				s.FailNext(fault, nil)
				expect(t, name, c.write(t.Context(), s), ErrInjected)
				Verify(t, s, seen)
				must(t, c.write(t.Context(), s))
				Verify(t, s, c.after)
			})
		}
	}
}
