package storetest

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"luwte/server/store"
)

func testTide(t *testing.T, open Opener) {
	ctx, s, reopen := begin(t, open)
	must(t, s.AddInbox(ctx, inboxB, State(2, 5)))
	for n := range uint64(40) { // more than a tide carries over at once
		put(t, s, inboxA, n, 30)
	}
	put(t, s, inboxB, 1, 40)
	removed := []store.ID{store.IDOf(Parcel(0)), store.IDOf(Parcel(1))}
	must(t, s.Apply(ctx, inboxA, func(store.State) (store.State, []store.ID, error) { return State(1, 1), removed, nil }))
	model := &Memory{}
	var all []kept
	for n := uint64(2); n < 40; n++ {
		all = append(all, kept{n, 30})
	}
	add(model, inboxA, State(1, 1), all...)
	add(model, inboxB, State(2, 5), kept{1, 40})
	for range 3 {
		got, err := s.Tide(ctx, nil)
		must(t, err)
		if want := (store.Tided{Parcels: 39, Bytes: 39 * int64(len(Parcel(0)))}); got != want {
			t.Errorf("Tide = %+v, want %+v", got, want)
		}
		Verify(t, s, model)
	}
	Verify(t, reopen(), model)
}

func testTideEmpty(t *testing.T, open Opener) {
	s, reopen := open(t)
	if got, err := s.Tide(t.Context(), nil); err != nil || got != (store.Tided{}) {
		t.Errorf("Tide = %+v, %v", got, err)
	}
	Verify(t, reopen(), &Memory{})
}

// testTideConcurrent works on a store from all sides while one tide follows the other.
func testTideConcurrent(t *testing.T, open Opener) {
	ctx, s, reopen := begin(t, open)
	put(t, s, inboxA, 1000, 30)
	var work, tides sync.WaitGroup
	var over atomic.Bool
	tides.Go(func() {
		for n := 0; !over.Load() || n < 2; n++ {
			if _, err := s.Tide(ctx, nil); err != nil {
				t.Error(err)
			}
		}
	})
	const clients, each = 4, 12
	model := want(inboxA, State(1, clients*each/3), kept{1000, 30})
	for c := range uint64(clients) {
		for i := range uint64(each) {
			if n := c*each + i; i%3 == 1 { // of three, one is removed and one expires
				add1(model, inboxA, kept{n, 30})
			}
		}
		work.Go(func() { workAlong(ctx, t, s, c*each, each) })
	}
	work.Wait()
	over.Store(true)
	tides.Wait()
	if _, err := s.Expire(ctx, 20); err != nil {
		t.Error(err)
	}
	Verify(t, s, model)
	Verify(t, reopen(), model)
}

func workAlong(ctx context.Context, t *testing.T, s store.Store, first, n uint64) {
	for i := range n {
		week := map[uint64]uint32{0: 30, 1: 30, 2: 10}[i%3]
		id, created, err := s.Put(ctx, inboxA, Parcel(first+i), week)
		if err != nil || !created {
			t.Errorf("Put = %v, %v", created, err)
		}
		got, err := s.Get(ctx, inboxA, id)
		expired := i%3 == 2 && errors.Is(err, store.ErrNoParcel) // by another client
		if !expired && (err != nil || !bytes.Equal(got, Parcel(first+i))) {
			t.Errorf("Get: %v", err)
		}
		if _, _, err := s.Put(ctx, inboxA, Parcel(first+i), week); err != nil {
			t.Error(err)
		}
		if i%3 == 0 {
			err = s.Apply(ctx, inboxA, func(now store.State) (store.State, []store.ID, error) {
				return State(1, now.Number+1), []store.ID{id}, nil
			})
		} else if i%3 == 2 {
			_, err = s.Expire(ctx, 20)
		}
		if err != nil {
			t.Error(err)
		}
		if _, err := s.Stats(ctx); err != nil {
			t.Error(err)
		}
		if got, err := s.Get(ctx, inboxA, store.IDOf(Parcel(1000))); err != nil || !bytes.Equal(got, Parcel(1000)) {
			t.Errorf("Get: %v", err)
		}
	}
}
