package store_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"go.etcd.io/bbolt"

	"luwte/server/failpoint"
	"luwte/server/store"
	"luwte/server/store/storetest"
)

// filled makes a store with an inbox and n parcels, and its model.
func filled(t testing.TB, dir string, n uint64) (store.Store, *storetest.Memory) {
	t.Helper()
	s, model := create(t, dir), &storetest.Memory{}
	for _, either := range []store.Store{s, model} {
		must(t, either.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
	}
	for i := range n {
		putBoth(t, s, model, i)
	}
	return s, model
}

func putBoth(t testing.TB, s, model store.Store, n uint64) {
	t.Helper()
	for _, either := range []store.Store{s, model} {
		_, _, err := either.Put(t.Context(), inbox, storetest.Parcel(n), 30)
		must(t, err)
	}
}

func tide(t testing.TB, s store.Store) store.Tided {
	t.Helper()
	got, err := s.Tide(t.Context(), nil)
	must(t, err)
	return got
}

// wantOneGeneration checks that nothing is in a store's directory but what counts.
func wantOneGeneration(t *testing.T, dir string) {
	t.Helper()
	var names []string
	files, err := os.ReadDir(dir)
	must(t, err)
	for _, f := range files {
		names = append(names, f.Name())
	}
	want := []string{filepath.Base(generation(t, dir)), "current"}
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("the directory has %v, want %v", names, want)
	}
}

// TestTide_OldGeneration holds the old files open: what lies in their blocks after
// they were unlinked is what a disk would give back.
func TestTide_OldGeneration_IsOverwrittenAndGone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	s, model := filled(t, dir, 20)
	old := generation(t, dir)
	key, err := os.ReadFile(filepath.Join(old, "key"))
	must(t, err)
	blocks := map[string]*os.File{}
	for _, name := range []string{"key", "store.db"} {
		blocks[name], err = os.Open(filepath.Join(old, name))
		must(t, err)
		defer blocks[name].Close()
	}
	tide(t, s)
	storetest.Verify(t, s, model)
	wantOneGeneration(t, dir)
	if generation(t, dir) == old {
		t.Error("the generation is the same")
	}
	left, err := io.ReadAll(blocks["key"])
	if err != nil || len(left) != len(key) || bytes.Contains(left, key[:8]) {
		t.Errorf("of the old key is left %x, %v", left, err)
	}
	left, err = io.ReadAll(blocks["store.db"])
	if err != nil || len(left) < 20*len(storetest.Parcel(0)) || len(bytes.Trim(left, "\x00")) > 0 {
		t.Errorf("of %d bytes of the old database not all are zeros (%v)", len(left), err)
	}
	fresh, err := os.ReadFile(filepath.Join(generation(t, dir), "key"))
	if err != nil || bytes.Equal(fresh, key) {
		t.Errorf("the key is the same, or %v", err)
	}
}

// places returns where in the database file each of n parcels lies, in the order
// of arrival, and where in the order of the keys, which nobody knows without the key.
func places(t *testing.T, dir string, n uint64) (arrived, sorted []uintptr) {
	t.Helper()
	key, err := os.ReadFile(filepath.Join(generation(t, dir), "key"))
	must(t, err)
	db, err := bbolt.Open(filepath.Join(generation(t, dir), "store.db"), 0o600, &bbolt.Options{ReadOnly: true})
	must(t, err)
	defer db.Close()
	var ids []store.ID
	for i := range n {
		ids = append(ids, store.IDOf(storetest.Parcel(i)))
	}
	must(t, db.View(func(tx *bbolt.Tx) error {
		of := func(ids []store.ID) (all []uintptr) {
			for _, id := range ids {
				b, name := store.ValueOf(tx, key, inbox, id)
				value := b.Get(name) // in the file as it is mapped into memory
				all = append(all, uintptr(unsafe.Pointer(unsafe.SliceData(value))))
			}
			return all
		}
		arrived = of(ids)
		slices.SortFunc(ids, func(a, b store.ID) int {
			_, keyA := store.ValueOf(tx, key, inbox, a)
			_, keyB := store.ValueOf(tx, key, inbox, b)
			return bytes.Compare(keyA, keyB)
		})
		sorted = of(ids)
		return nil
	}))
	return arrived, sorted
}

// tau is Kendall's rank correlation, in standard deviations of a random order.
func tau(order []uintptr) float64 {
	sum, n := 0.0, float64(len(order))
	for j, b := range order {
		for _, a := range order[:j] {
			sum += float64(cmp.Compare(b, a))
		}
	}
	return sum / math.Sqrt(n*(n-1)*(2*n+5)/18)
}

// TestTide_PlacesInTheFile: a random order is above the bound once in two million runs.
func TestTide_PlacesInTheFile_AreInTheOrderOfTheKeysAndNotOfArrival(t *testing.T) {
	const parcels, bound = 80, 5
	dir := filepath.Join(t.TempDir(), "store")
	s, _ := filled(t, dir, parcels)
	must(t, s.Close())
	before, _ := places(t, dir, parcels)
	if tau(before) < 2*bound {
		t.Errorf("before, they are %.1f deviations from random: the test sees nothing", tau(before))
	}
	s = open(t, dir)
	tide(t, s)
	must(t, s.Close())
	after, sorted := places(t, dir, parcels)
	if math.Abs(tau(after)) > bound {
		t.Errorf("after a tide, they are %.1f deviations from random", tau(after))
	}
	if tau(sorted) < 2*bound { // between two slices, a page goes elsewhere
		t.Errorf("after a tide, the order of the keys is %.1f deviations from random", tau(sorted))
	}
}

func TestTide_DamagedParcels_LeaveTheOthersAndAreMended(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	s, model := filled(t, dir, 20)
	must(t, s.Close())
	raw, err := os.ReadFile(filepath.Join(generation(t, dir), "key"))
	must(t, err)
	db, err := bbolt.Open(filepath.Join(generation(t, dir), "store.db"), 0o600, nil)
	must(t, err)
	must(t, db.Update(func(tx *bbolt.Tx) error {
		damage := func(b *bbolt.Bucket, name []byte) {
			v := bytes.Clone(b.Get(name))
			v[len(v)/2] ^= 1
			must(t, b.Put(name, v))
		}
		for n, what := range map[uint64]struct{ bytes, entry bool }{3: {bytes: true}, 4: {entry: true}, 5: {true, true}} {
			id := store.IDOf(storetest.Parcel(n))
			if what.bytes {
				damage(store.ValueOf(tx, raw, inbox, id))
			}
			if what.entry {
				damage(store.EntryOf(tx, raw, inbox, id))
			}
		}
		return nil
	}))
	must(t, db.Close())

	s = open(t, dir)
	if got, want := tide(t, s), (store.Tided{Parcels: 19, Bytes: 19 * 262144, Damaged: 1, Lost: 1}); got != want {
		t.Errorf("Tide = %+v, want %+v", got, want)
	}
	_, ids, err := s.Snapshot(t.Context(), inbox)
	if err != nil || len(ids) != 19 || !slices.Contains(ids, store.IDOf(storetest.Parcel(3))) || !slices.Contains(ids, store.IDOf(storetest.Parcel(4))) {
		t.Errorf("%d parcels are listed, %v", len(ids), err)
	}
	if _, err := s.Get(t.Context(), inbox, store.IDOf(storetest.Parcel(3))); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("Get: %v", err)
	}
	for _, n := range []uint64{3, 5} {
		_, _, err := s.Put(t.Context(), inbox, storetest.Parcel(n), 30)
		must(t, err)
	}
	storetest.Verify(t, s, model)
	tide(t, s)
	storetest.Verify(t, s, model)
}

func TestTide_DiskTooFull_IsRefusedAndStoreGoesOn(t *testing.T) {
	disk, _ := mount(t, newDisk(t, 128))
	dir := filepath.Join(disk, "store")
	s, model := filled(t, dir, 40)
	filler := fillUp(t, disk, 60<<20)
	_, err := s.Tide(t.Context(), nil)
	if !errors.Is(err, store.ErrNoRoom) || errors.Is(err, store.ErrFull) || !strings.Contains(err.Error(), " MiB are free") {
		t.Errorf("Tide: %v", err)
	}
	storetest.Verify(t, s, model)
	putBoth(t, s, model, 100)
	wantOneGeneration(t, dir)

	// It may also fill up only meanwhile.
	must(t, os.Remove(filler))
	defer failpoint.Set(func(step string) error {
		if step == "tide: slice" {
			fillUp(t, disk, 0)
		}
		return nil
	})()
	if _, err := s.Tide(t.Context(), nil); !errors.Is(err, store.ErrFull) {
		t.Errorf("Tide: %v", err)
	}
	storetest.Verify(t, s, model)
	wantOneGeneration(t, dir)
}

// TestTide_InTheMiddle does while a tide stands still between two slices what a
// drop does; none of it waits for the tide.
func TestTide_InTheMiddle_OthersWorkAndNothingIsLost(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	s, model := filled(t, dir, 40)
	var once sync.Once
	defer failpoint.Set(func(step string) error {
		if step != "tide: slice" {
			return nil
		}
		once.Do(func() {
			putBoth(t, s, model, 100)
			for _, either := range []store.Store{s, model} {
				must(t, either.Apply(t.Context(), inbox, func(store.State) (store.State, []store.ID, error) {
					return storetest.State(1, 1), []store.ID{store.IDOf(storetest.Parcel(7)), store.IDOf(storetest.Parcel(8))}, nil
				}))
				_, _, err := either.Put(t.Context(), inbox, storetest.Parcel(8), 31) // again, with another week
				must(t, err)
				must(t, either.AddInbox(t.Context(), store.Inbox{1}, storetest.State(2, 2)))
			}
			storetest.Verify(t, s, model)
		})
		return nil
	})()
	if got := tide(t, s); got.Parcels != 40 {
		t.Errorf("Tide = %+v", got)
	}
	storetest.Verify(t, s, model)
	must(t, s.Close())
	storetest.Verify(t, open(t, dir), model)
}

func TestTide_BrokenOff_ChangesNothing(t *testing.T) {
	for name, stop := range map[string]func(s store.Store, cancel func()){
		"ended":  func(_ store.Store, cancel func()) { cancel() },
		"closed": func(s store.Store, _ func()) { go s.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "store")
			s, model := filled(t, dir, 20)
			before := generation(t, dir)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			_, err := s.Tide(ctx, func(int, int) { stop(s, cancel) })
			if name == "closed" {
				for err == nil { // Close was late
					_, err = s.Tide(ctx, nil)
					before = generation(t, dir)
				}
			}
			if !errors.Is(err, context.Canceled) && !errors.Is(err, store.ErrClosed) {
				t.Errorf("Tide: %v", err)
			}
			must(t, s.Close())
			wantOneGeneration(t, dir)
			if generation(t, dir) != before {
				t.Error("the generation changed")
			}
			storetest.Verify(t, open(t, dir), model)
		})
	}
}

// steps returns the steps of a tide of a store with some parcels, in order.
func stepsOfTide(t *testing.T) (all []string) {
	t.Helper()
	s, _ := filled(t, filepath.Join(t.TempDir(), "store"), 20)
	restore := failpoint.Set(func(step string) error {
		all = append(all, step)
		return nil
	})
	tide(t, s)
	restore()
	for _, must := range []string{"generation: key", "tide: slice", "point: write", "point: rename", "point: sync", "tide: finish", "destroy: overwrite key"} {
		if !slices.Contains(all, must) {
			t.Fatalf("the tide has no step %q: %v", must, all)
		}
	}
	return all
}

// TestTide_AnyStepFails lets the disk fail at each step: the store goes on as it
// was, or renewed; or it says that only opening it again tells.
func TestTide_AnyStepFails_StoreGoesOn(t *testing.T) {
	broken := errors.New("the disk fails")
	all := stepsOfTide(t)
	dir := filepath.Join(fastDir(t), "store")
	s, model := filled(t, dir, 20)
	times := map[string]int{}
	for i, step := range all {
		times[step]++
		n := times[step]
		restore := failpoint.Set(func(now string) error {
			if now == step {
				n--
			}
			if now == step && n == 0 {
				return broken
			}
			return nil
		})
		_, err := s.Tide(t.Context(), nil)
		if settled := step == "point: sync" && err == nil; !errors.Is(err, broken) && !settled {
			t.Errorf("at %q, time %d: %v", step, times[step], err)
		}
		restore()
		storetest.Verify(t, s, model)
		putBoth(t, s, model, 100+uint64(i))
		if i%3 == 0 { // what opens finishes, or the next tide does
			must(t, s.Close())
			s = open(t, dir)
			wantOneGeneration(t, dir)
		}
		tide(t, s)
		wantOneGeneration(t, dir)
		storetest.Verify(t, s, model)
	}
}

// TestTide_PointerUnsettled: after the pointer was renamed and neither that nor
// anything else could be synced, nothing is acknowledged any more.
func TestTide_PointerUnsettled_RefusesWritesUntilOpenedAgain(t *testing.T) {
	broken := errors.New("the disk fails")
	dir := filepath.Join(t.TempDir(), "store")
	s, model := filled(t, dir, 20)
	restore := failpoint.Set(func(step string) error {
		if step == "point: sync" || step == "tide: settle" {
			return broken
		}
		return nil
	})
	_, err := s.Tide(t.Context(), nil)
	restore()
	if !errors.Is(err, store.ErrUnsettled) || !errors.Is(err, broken) {
		t.Errorf("Tide: %v", err)
	}
	storetest.Verify(t, s, model)
	_, _, put := s.Put(t.Context(), inbox, storetest.Parcel(100), 30)
	_, expire := s.Expire(t.Context(), 40)
	_, again := s.Tide(t.Context(), nil)
	apply := s.Apply(t.Context(), inbox, func(now store.State) (store.State, []store.ID, error) { return now, nil, nil })
	for _, err := range []error{put, expire, again, apply, s.AddInbox(t.Context(), inbox, storetest.State(9, 9))} {
		if !errors.Is(err, store.ErrUnsettled) {
			t.Errorf("a write: %v", err)
		}
	}
	must(t, s.Close())
	s = open(t, dir)
	storetest.Verify(t, s, model)
	wantOneGeneration(t, dir)
	tide(t, s)
}
