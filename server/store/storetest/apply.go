package storetest

import (
	"errors"
	"sync"
	"testing"

	"luwte/server/store"
)

func testApply(t *testing.T, open Opener) {
	ctx, s, reopen := begin(t, open)
	for n := range uint64(5) {
		put(t, s, inboxA, n, 30)
	}
	must(t, s.Apply(ctx, inboxA, func(now store.State) (store.State, []store.ID, error) {
		if !equal(now, stateA) {
			t.Errorf("decide was given state %d.%d", now.Serial, now.Number)
		}
		never := store.ID{1, 2, 3}
		first := store.IDOf(Parcel(0))
		return State(1, 1), []store.ID{first, store.IDOf(Parcel(3)), never, first}, nil
	}))
	model := want(inboxA, State(1, 1), kept{1, 30}, kept{2, 30}, kept{4, 30})
	Verify(t, s, model)
	Verify(t, reopen(), model)
}

func testApplyRefused(t *testing.T, open Opener) {
	ctx, s, _ := begin(t, open)
	put(t, s, inboxA, 1, 30)
	no := errors.New("no")
	err := s.Apply(ctx, inboxA, func(store.State) (store.State, []store.ID, error) {
		return State(1, 1), []store.ID{store.IDOf(Parcel(1))}, no
	})
	expect(t, "Apply", err, no)
	Verify(t, s, want(inboxA, stateA, kept{1, 30}))
}

func testForgotten(t *testing.T, open Opener) {
	ctx, s, _ := begin(t, open)
	put(t, s, inboxA, 1, 30)
	must(t, s.Apply(ctx, inboxA, func(now store.State) (store.State, []store.ID, error) {
		return now, []store.ID{store.IDOf(Parcel(1))}, nil
	}))
	_, err := s.Get(ctx, inboxA, store.IDOf(Parcel(1)))
	expect(t, "Get", err, store.ErrNoParcel)
	put(t, s, inboxA, 1, 33)
	Verify(t, s, want(inboxA, stateA, kept{1, 33}))
}

func testApplyPanics(t *testing.T, open Opener) {
	ctx, s, _ := begin(t, open)
	func() {
		defer func() {
			if p := recover(); p != "mine" {
				t.Errorf("recovered %v", p)
			}
		}()
		_ = s.Apply(ctx, inboxA, func(store.State) (store.State, []store.ID, error) { panic("mine") })
	}()
	put(t, s, inboxA, 1, 30)
	Verify(t, s, want(inboxA, stateA, kept{1, 30}))
}

func testApplyConcurrent(t *testing.T, open Opener) {
	ctx, s, _ := begin(t, open)
	const clients, each = 4, 5
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for range each {
				err := s.Apply(ctx, inboxA, func(now store.State) (store.State, []store.ID, error) {
					return State(1, now.Number+1), nil, nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	Verify(t, s, want(inboxA, State(1, clients*each)))
}

func testExpire(t *testing.T, open Opener) {
	ctx, s, reopen := begin(t, open)
	must(t, s.AddInbox(ctx, inboxB, State(2, 0)))
	put(t, s, inboxA, 1, 29)
	put(t, s, inboxA, 2, 30)
	put(t, s, inboxB, 3, 28)
	put(t, s, inboxB, 4, 31)
	for week, count := range map[uint32]int{0: 0, 28: 0} {
		n, err := s.Expire(ctx, week)
		if n != count || err != nil {
			t.Errorf("Expire(%d) = %d, %v", week, n, err)
		}
	}
	for _, count := range []int{2, 0} {
		n, err := s.Expire(ctx, 30)
		if n != count || err != nil {
			t.Errorf("Expire = %d, %v, want %d", n, err, count)
		}
	}
	model := want(inboxA, stateA, kept{2, 30})
	add(model, inboxB, State(2, 0), kept{4, 31})
	Verify(t, s, model)
	Verify(t, reopen(), model)
}
