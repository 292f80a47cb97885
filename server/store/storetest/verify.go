package storetest

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"luwte/server/store"
)

// Verify compares everything that can be seen of two stores: inboxes, states,
// ids, every parcel, statistics.
func Verify(t testing.TB, got, want store.Store) {
	t.Helper()
	ctx := t.Context()
	gotInboxes, err := got.Inboxes(ctx)
	must(t, err)
	wantInboxes, err := want.Inboxes(ctx)
	must(t, err)
	if !slices.Equal(gotInboxes, wantInboxes) {
		t.Fatalf("inboxes %v, want %v", gotInboxes, wantInboxes)
	}
	for _, in := range wantInboxes {
		verifyInbox(t, got, want, in)
	}
	gotStats, err := got.Stats(ctx)
	must(t, err)
	wantStats, err := want.Stats(ctx)
	must(t, err)
	if !reflect.DeepEqual(gotStats, wantStats) {
		t.Fatalf("statistics %v, want %v", gotStats, wantStats)
	}
}

func verifyInbox(t testing.TB, got, want store.Store, in store.Inbox) {
	t.Helper()
	gotState, gotIDs, err := got.Snapshot(t.Context(), in)
	must(t, err)
	wantState, wantIDs, err := want.Snapshot(t.Context(), in)
	must(t, err)
	if !equal(gotState, wantState) {
		t.Fatalf("inbox %v: state %d.%d, want %d.%d", in, gotState.Serial, gotState.Number, wantState.Serial, wantState.Number)
	}
	if !slices.Equal(gotIDs, wantIDs) {
		t.Fatalf("inbox %v: ids %v, want %v", in, gotIDs, wantIDs)
	}
	state, parcels, err := got.State(t.Context(), in)
	must(t, err)
	if !equal(state, wantState) || parcels != len(wantIDs) {
		t.Fatalf("inbox %v: state %d.%d and %d parcels, want %d.%d and %d", in, state.Serial, state.Number, parcels, wantState.Serial, wantState.Number, len(wantIDs))
	}
	for _, id := range wantIDs {
		gotBytes, err := got.Get(t.Context(), in, id)
		must(t, err)
		wantBytes, err := want.Get(t.Context(), in, id)
		must(t, err)
		if !bytes.Equal(gotBytes, wantBytes) {
			t.Fatalf("inbox %v: parcel %v has other bytes", in, id)
		}
	}
}

func equal(a, b store.State) bool {
	return a.Fingerprint == b.Fingerprint && a.Serial == b.Serial && a.Number == b.Number &&
		bytes.Equal(a.Charter, b.Charter) && bytes.Equal(a.Board, b.Board) && bytes.Equal(a.Dispatch, b.Dispatch)
}

// kept is a parcel of Parcel and its week.
type kept struct {
	parcel uint64
	week   uint32
}

// want makes a model with one inbox.
func want(in store.Inbox, s store.State, parcels ...kept) *Memory {
	m := &Memory{}
	add(m, in, s, parcels...)
	return m
}

func add(m *Memory, in store.Inbox, s store.State, parcels ...kept) {
	if m.inboxes == nil {
		m.inboxes = map[store.Inbox]*inbox{}
	}
	m.inboxes[in] = &inbox{state: s, parcels: map[store.ID]parcel{}}
	for _, k := range parcels {
		add1(m, in, k)
	}
}

func add1(m *Memory, in store.Inbox, k kept) {
	m.inboxes[in].parcels[store.IDOf(Parcel(k.parcel))] = parcel{Parcel(k.parcel), k.week}
}

// put keeps a parcel that must be new.
func put(t *testing.T, s store.Store, in store.Inbox, n uint64, week uint32) {
	t.Helper()
	_, created, err := s.Put(t.Context(), in, Parcel(n), week)
	must(t, err)
	if !created {
		t.Fatalf("parcel %d was there already", n)
	}
}

// sized makes bytes that differ in n, and in size by being the same beginning.
func sized(n uint64, size int) []byte {
	var seed [32]byte
	binary.BigEndian.PutUint64(seed[:], n)
	b := make([]byte, size)
	_, _ = rand.NewChaCha8(seed).Read(b)
	return b
}
