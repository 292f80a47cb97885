// Package storetest has what tests of the store need: the conformance suite
// that every engine must pass, and Memory, a model of the store that can fail
// on purpose. Only tests may import it.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"luwte/server/store"
)

// Opener makes an empty store for a test. reopen closes it and opens it again.
// The opener sees to it that all is closed at the end of the test.
type Opener func(t *testing.T) (s store.Store, reopen func() store.Store)

// Run runs the conformance suite.
func Run(t *testing.T, open Opener) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Opener)
	}{
		{"Put_Parcel_IsThereAfterReopening", testPut},
		{"Put_SameParcelTwice_IsKeptOnceWithFirstWeek", testPutTwice},
		{"Put_ParcelsOfAllSizes_ComeBackWhole", testSizes},
		{"Put_ManyAtOnce_AllAreThere", testConcurrent},
		{"Inboxes_UnknownInbox_IsRefused", testNoInbox},
		{"Inboxes_TwoInboxes_AreApart", testTwoInboxes},
		{"AddInbox_Again_ReplacesStateAndKeepsParcels", testAddInboxAgain},
		{"Apply_DecisionYes_ReplacesStateAndRemovesParcels", testApply},
		{"Apply_DecisionNo_ChangesNothing", testApplyRefused},
		{"Apply_RemovedParcelPutAgain_IsNew", testForgotten},
		{"Apply_DecisionPanics_ChangesNothingAndPanics", testApplyPanics},
		{"Apply_ManyAtOnce_EachSeesTheLast", testApplyConcurrent},
		{"Expire_Week_RemovesEarlierOnly", testExpire},
		{"Tide_AfterRemovals_KeepsWhatIsLive", testTide},
		{"Tide_EmptyStore_StaysEmpty", testTideEmpty},
		{"Tide_WhileOthersWork_LosesNothing", testTideConcurrent},
		{"Anything_ContextEnded_IsRefused", testContext},
		{"Anything_AfterClose_IsRefused", testClosed},
		{"Anything_BytesChangedByCaller_DoNotReachTheStore", testAliasing},
		{"Anything_AtRandom_AgreesWithTheModel", testRandom},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open) })
	}
}

var (
	inboxA, inboxB = store.Inbox{0xaa, 1}, store.Inbox{0xbb, 2}
	stateA         = State(1, 0)
)

// State makes a state that can be told from others, with a board of some size.
func State(serial, number uint64) store.State {
	text := fmt.Sprintf("%d.%d", serial, number)
	return store.State{
		Fingerprint: [32]byte{byte(serial), 0xf0},
		Serial:      serial, Number: number,
		Charter:  []byte("charter " + text),
		Board:    bytes.Repeat([]byte("board "+text), 5000),
		Dispatch: []byte("dispatch " + text),
	}
}

// Parcel makes the n-th of endless different parcels of full size.
func Parcel(n uint64) []byte { return sized(n, 262144) }

// Small is Parcel for tests that need many: each has a few pages.
func Small(n uint64) []byte { return sized(n, 9000) }

func begin(t *testing.T, open Opener) (context.Context, store.Store, func() store.Store) {
	s, reopen := open(t)
	must(t, s.AddInbox(t.Context(), inboxA, stateA))
	return t.Context(), s, reopen
}

func testPut(t *testing.T, open Opener) {
	ctx, s, reopen := begin(t, open)
	id, created, err := s.Put(ctx, inboxA, Parcel(1), 30)
	must(t, err)
	if !created || id != store.IDOf(Parcel(1)) {
		t.Errorf("Put = %v, %v", id, created)
	}
	Verify(t, s, want(inboxA, stateA, kept{1, 30}))
	Verify(t, reopen(), want(inboxA, stateA, kept{1, 30}))
}

func testPutTwice(t *testing.T, open Opener) {
	ctx, s, _ := begin(t, open)
	put(t, s, inboxA, 1, 30)
	for _, week := range []uint32{30, 31, 29} {
		id, created, err := s.Put(ctx, inboxA, Parcel(1), week)
		must(t, err)
		if created || id != store.IDOf(Parcel(1)) {
			t.Errorf("Put again = %v, %v", id, created)
		}
	}
	Verify(t, s, want(inboxA, stateA, kept{1, 30}))
}

func testSizes(t *testing.T, open Opener) {
	ctx, s, reopen := begin(t, open)
	// Around one, two and more pages and keys, in any engine.
	var sizes []int
	for _, n := range []int{0, 2048, 4096, 8192, 65536, 1 << 20} {
		for d := -70; d <= 70; d += 7 {
			sizes = append(sizes, max(0, n+d))
		}
	}
	for i, n := range sizes {
		_, _, err := s.Put(ctx, inboxA, sized(uint64(i), n), 1)
		must(t, err)
	}
	s = reopen()
	for i, n := range sizes {
		b, err := s.Get(ctx, inboxA, store.IDOf(sized(uint64(i), n)))
		must(t, err)
		if !bytes.Equal(b, sized(uint64(i), n)) {
			t.Errorf("a parcel of %d bytes came back changed", n)
		}
	}
}

func testConcurrent(t *testing.T, open Opener) {
	ctx, s, reopen := begin(t, open)
	const clients, each = 8, 6
	var wg sync.WaitGroup
	var all []kept
	for c := range clients {
		var mine []kept
		for i := range each {
			mine = append(mine, kept{uint64(c*each + i/2), 7}) // every parcel twice
		}
		all = append(all, mine...)
		wg.Go(func() {
			for _, k := range mine {
				if _, _, err := s.Put(ctx, inboxA, Parcel(k.parcel), k.week); err != nil {
					t.Error(err)
				}
				if _, _, err := s.Snapshot(ctx, inboxA); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	all = slices.Compact(all)
	Verify(t, s, want(inboxA, stateA, all...))
	Verify(t, reopen(), want(inboxA, stateA, all...))
}

func testNoInbox(t *testing.T, open Opener) {
	ctx, s, _ := begin(t, open)
	_, _, err := s.Put(ctx, inboxB, Parcel(1), 1)
	expect(t, "Put", err, store.ErrNoInbox)
	_, err = s.Get(ctx, inboxB, store.ID{})
	expect(t, "Get", err, store.ErrNoInbox)
	_, _, err = s.Snapshot(ctx, inboxB)
	expect(t, "Snapshot", err, store.ErrNoInbox)
	_, _, err = s.State(ctx, inboxB)
	expect(t, "State", err, store.ErrNoInbox)
	err = s.Apply(ctx, inboxB, func(store.State) (store.State, []store.ID, error) {
		t.Error("decide was called")
		return store.State{}, nil, nil
	})
	expect(t, "Apply", err, store.ErrNoInbox)
	_, err = s.Get(ctx, inboxA, store.ID{})
	expect(t, "Get", err, store.ErrNoParcel)
	Verify(t, s, want(inboxA, stateA))
}

func testTwoInboxes(t *testing.T, open Opener) {
	ctx, s, reopen := begin(t, open)
	must(t, s.AddInbox(ctx, inboxB, State(2, 5)))
	put(t, s, inboxA, 1, 30)
	put(t, s, inboxB, 1, 40)
	put(t, s, inboxB, 2, 41)
	model := want(inboxA, stateA, kept{1, 30})
	add(model, inboxB, State(2, 5), kept{1, 40}, kept{2, 41})
	Verify(t, s, model)
	must(t, s.Apply(ctx, inboxA, func(store.State) (store.State, []store.ID, error) {
		return State(1, 1), []store.ID{store.IDOf(Parcel(1)), store.IDOf(Parcel(2))}, nil
	}))
	model = want(inboxA, State(1, 1))
	add(model, inboxB, State(2, 5), kept{1, 40}, kept{2, 41})
	Verify(t, s, model)
	Verify(t, reopen(), model)
}

func testAddInboxAgain(t *testing.T, open Opener) {
	ctx, s, reopen := begin(t, open)
	put(t, s, inboxA, 1, 30)
	must(t, s.AddInbox(ctx, inboxA, store.State{Serial: 9}))
	Verify(t, s, want(inboxA, store.State{Serial: 9}, kept{1, 30}))
	Verify(t, reopen(), want(inboxA, store.State{Serial: 9}, kept{1, 30}))
}

func testContext(t *testing.T, open Opener) {
	_, s, _ := begin(t, open)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range every(ctx, s) {
		expect(t, name, err, context.Canceled)
	}
	Verify(t, s, want(inboxA, stateA))
}

func testClosed(t *testing.T, open Opener) {
	ctx, s, reopen := begin(t, open)
	must(t, s.Close())
	for name, err := range every(ctx, s) {
		expect(t, name, err, store.ErrClosed)
	}
	must(t, s.Close())
	Verify(t, reopen(), want(inboxA, stateA))
}

// every calls each method once and yields its error.
func every(ctx context.Context, s store.Store) func(func(string, error) bool) {
	return func(yield func(string, error) bool) {
		_, _, put := s.Put(ctx, inboxA, Parcel(1), 1)
		_, get := s.Get(ctx, inboxA, store.ID{})
		_, _, snapshot := s.Snapshot(ctx, inboxA)
		_, _, state := s.State(ctx, inboxA)
		_, inboxes := s.Inboxes(ctx)
		addInbox := s.AddInbox(ctx, inboxB, stateA)
		apply := s.Apply(ctx, inboxA, func(store.State) (store.State, []store.ID, error) {
			return store.State{}, nil, nil
		})
		_, expire := s.Expire(ctx, 1000)
		_, stats := s.Stats(ctx)
		_, tide := s.Tide(ctx, nil)
		_ = yield("Put", put) && yield("Get", get) && yield("Snapshot", snapshot) && yield("State", state) && yield("Inboxes", inboxes) &&
			yield("AddInbox", addInbox) && yield("Apply", apply) && yield("Expire", expire) && yield("Stats", stats) && yield("Tide", tide)
	}
}

func testAliasing(t *testing.T, open Opener) {
	ctx, s, _ := begin(t, open)
	p, state := Parcel(1), State(1, 1)
	_, _, err := s.Put(ctx, inboxA, p, 30)
	must(t, err)
	must(t, s.AddInbox(ctx, inboxA, state))
	clear(p)
	clear(state.Board)
	got, err := s.Get(ctx, inboxA, store.IDOf(Parcel(1)))
	must(t, err)
	clear(got)
	now, _, err := s.Snapshot(ctx, inboxA)
	must(t, err)
	clear(now.Charter)
	must(t, s.Apply(ctx, inboxA, func(now store.State) (store.State, []store.ID, error) {
		next := now
		next.Board = bytes.Clone(now.Board)
		clear(now.Board)
		return next, nil, nil
	}))
	Verify(t, s, want(inboxA, State(1, 1), kept{1, 30}))
}

func expect(t *testing.T, what string, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("%s: %v, want %v", what, err, target)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
