package store_test

import (
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"luwte/server/store"
	"luwte/server/store/storetest"
)

// rounds is how often a test at random goes round: a few dozen times, or as often
// as LUWTE_SOAK says.
func rounds(t *testing.T, usual int) int {
	soak := os.Getenv("LUWTE_SOAK")
	if soak == "" {
		return usual
	}
	n, err := strconv.Atoi(soak)
	must(t, err)
	return n
}

func moment(most time.Duration) time.Duration { return rand.N(most) }

// ledger is what a store must hold after what its children said.
type ledger struct {
	kept    map[uint64]bool // acknowledged parcels, and whether they must still be there
	applied uint64          // the last acknowledged number
	tried   uint64          // the last number begun
}

func (l *ledger) add(words said) {
	for _, w := range words["put"] {
		if _, found := l.kept[w[0]]; !found {
			l.kept[w[0]] = true
		}
	}
	l.tried = l.applied
	for _, w := range words["applying"] {
		l.kept[w[1]] = false // may be gone
		l.tried = max(l.tried, w[0])
	}
	for _, w := range words["applied"] {
		l.applied = max(l.applied, w[0])
	}
}

// verify checks that what was acknowledged is there, that all that is listed is
// whole, that the state is one that was begun, and bbolt's structure.
func (l *ledger) verify(t *testing.T, dir string, words said) {
	t.Helper()
	s := open(t, dir) // closed also when a check fails, or nothing could be unmounted
	state, ids, err := s.Snapshot(t.Context(), inbox)
	must(t, err)
	if state.Number < l.applied || state.Number > l.tried || string(state.Board) != string(storetest.State(1, state.Number).Board) {
		t.Errorf("state %d, acknowledged %d, begun %d", state.Number, l.applied, l.tried)
	}
	for n, stays := range l.kept {
		if _, found := slices.BinarySearchFunc(ids, store.IDOf(storetest.Parcel(n)), compareID); stays && !found {
			t.Errorf("parcel %d was acknowledged and is not there", n)
		}
	}
	for _, w := range words["applied"] {
		if slices.Contains(ids, store.IDOf(storetest.Parcel(w[1]))) {
			t.Errorf("parcel %d was removed and is there", w[1])
		}
	}
	for _, id := range ids {
		b, err := s.Get(t.Context(), inbox, id)
		if err != nil || store.IDOf(b) != id {
			t.Errorf("parcel %v is listed and not whole: %v", id, err)
		}
	}
	l.applied = state.Number
	must(t, s.Close())
	check(t, dir)
}

func compareID(a, b store.ID) int { return slices.Compare(a[:], b[:]) }

// start makes a store with its inbox, for children, and its ledger.
func start(t *testing.T, dir string) *ledger {
	t.Helper()
	s := create(t, dir)
	must(t, s.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
	must(t, s.Close())
	return &ledger{kept: map[uint64]bool{}}
}

func TestPut_ProcessKilledAtAnyMoment_KeepsWhatWasAcknowledged(t *testing.T) {
	const perStore = 12 // verifying takes longer the more there is
	dir := filepath.Join(t.TempDir(), "store")
	var book *ledger
	acknowledged := 0
	for n := range rounds(t, 36) {
		if n%perStore == 0 {
			must(t, os.RemoveAll(dir))
			book = start(t, dir)
		}
		words := runChild(t, "work", dir, moment(60*time.Millisecond), nil)
		acknowledged += len(words["put"])
		book.add(words)
		book.verify(t, dir, words)
	}
	t.Logf("%d parcels acknowledged", acknowledged)
	if acknowledged == 0 {
		t.Error("no parcel was acknowledged before a kill")
	}
}

// TestPut_PowerCutAtAnyMoment_KeepsWhatWasAcknowledged runs the child on an ext4
// of its own in an image, kills it, and goes on with a copy of the image made
// right then: what was written but not yet synced is not in it, as after a power
// cut. Without bbolt's syncs it fails.
func TestPut_PowerCutAtAnyMoment_KeepsWhatWasAcknowledged(t *testing.T) {
	for range rounds(t, 6) {
		t.Run("", func(t *testing.T) {
			image := newDisk(t, 128)
			disk, unmount := mount(t, image)
			book := start(t, filepath.Join(disk, "store"))
			after := filepath.Join(t.TempDir(), "after")
			words := runChild(t, "work", filepath.Join(disk, "store"), moment(200*time.Millisecond), func() { copyFile(t, after, image) })
			unmount()
			disk, unmount = mount(t, after)
			book.add(words)
			book.verify(t, filepath.Join(disk, "store"), words)
			unmount()
		})
	}
}

func TestCreate_ProcessKilledAtAnyMoment_LeavesAStoreOrNone(t *testing.T) {
	for range rounds(t, 12) {
		dir := t.TempDir()
		words := runChild(t, "create", dir, moment(30*time.Millisecond), nil)
		verifyCreated(t, dir, words)
	}
}

// TestCreate_PowerCutAtAnyMoment_LeavesAStoreOrNone fails without the sync of the
// pointer's content, and without that of its directory.
func TestCreate_PowerCutAtAnyMoment_LeavesAStoreOrNone(t *testing.T) {
	for range rounds(t, 6) {
		t.Run("", func(t *testing.T) {
			image := newDisk(t, 64)
			disk, unmount := mount(t, image)
			after := filepath.Join(t.TempDir(), "after")
			words := runChild(t, "create", disk, moment(60*time.Millisecond), func() { copyFile(t, after, image) })
			unmount()
			disk, unmount = mount(t, after)
			verifyCreated(t, disk, words)
			unmount()
		})
	}
}

// verifyCreated opens the stores that were acknowledged, and opens or makes the
// one that was not.
func verifyCreated(t *testing.T, dir string, words said) {
	t.Helper()
	created := map[uint64]bool{}
	for _, w := range words["creating"] {
		created[w[0]] = false
	}
	for _, w := range words["created"] {
		created[w[0]] = true
	}
	for n := range maps.Keys(created) {
		path := filepath.Join(dir, strconv.FormatUint(n, 10))
		s, err := store.Open(path)
		if !created[n] && errors.Is(err, store.ErrNoStore) {
			s, err = store.Create(path)
		}
		must(t, err)
		t.Cleanup(func() { must(t, s.Close()) })
		must(t, s.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
		must(t, s.Close())
	}
}
