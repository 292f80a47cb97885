package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"luwte/server/store"
)

// testRandom does the same random things to the engine and to the model and
// compares results as it goes, and everything from time to time.
func testRandom(t *testing.T, open Opener) {
	s, reopen := open(t)
	model := &Memory{}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for i := range 300 {
		op := randomOp(r)
		got, gotErr := op.do(t.Context(), s)
		want, wantErr := op.do(t.Context(), model)
		if got != want || errors.Is(gotErr, store.ErrNoInbox) != errors.Is(wantErr, store.ErrNoInbox) || (gotErr == nil) != (wantErr == nil) {
			t.Fatalf("step %d, %s: %s, %v; want %s, %v", i, op.name, got, gotErr, want, wantErr)
		}
		if i%50 == 49 {
			s = reopen()
		}
		if i%10 == 9 {
			Verify(t, s, model)
		}
	}
}

type op struct {
	name string
	do   func(context.Context, store.Store) (result string, err error)
}

func randomOp(r *rand.Rand) op {
	in := []store.Inbox{inboxA, inboxB, {0xcc}}[r.IntN(3)]
	n, week, number := r.Uint64N(12), uint32(r.IntN(8)), r.Uint64()
	switch k := r.IntN(21); {
	case k < 12:
		return op{"Put", func(ctx context.Context, s store.Store) (string, error) {
			id, created, err := s.Put(ctx, in, sized(n, int(n)*30000), week)
			return fmt.Sprint(id, created), err
		}}
	case k < 13:
		return op{"AddInbox", func(ctx context.Context, s store.Store) (string, error) {
			return "", s.AddInbox(ctx, in, State(1, number))
		}}
	case k < 18:
		return op{"Apply", func(ctx context.Context, s store.Store) (result string, err error) {
			err = s.Apply(ctx, in, func(now store.State) (store.State, []store.ID, error) {
				result = fmt.Sprint(now.Number)
				return State(2, number), []store.ID{store.IDOf(sized(n, int(n)*30000))}, nil
			})
			return result, err
		}}
	case k < 19:
		return op{"Tide", func(ctx context.Context, s store.Store) (string, error) {
			t, err := s.Tide(ctx, nil)
			return fmt.Sprint(t), err
		}}
	default:
		return op{"Expire", func(ctx context.Context, s store.Store) (string, error) {
			n, err := s.Expire(ctx, week/2)
			return fmt.Sprint(n), err
		}}
	}
}
