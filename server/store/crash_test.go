//go:build !race

package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"luwte/server/store"
	"luwte/server/store/storetest"
)

func moment(most time.Duration) time.Duration { return 1 + rand.N(most) }

// verify opens a store as after a crash, looks at everything in it, and adds
// what it sees to the history, which is checked by the caller.
func verify(t *testing.T, dir string, h *storetest.History) {
	t.Helper()
	s := open(t, dir, keysOf(dir)...) // closed also when a check fails, or nothing could be unmounted
	defer s.Close()
	op := storetest.Op{Kind: "snapshot"}
	result, err := snapshot(s)
	must(t, err)
	h.Add(storetest.Event{Client: clients, Op: &op})
	h.Add(storetest.Event{Client: clients, Result: &result})
	for _, n := range result.Parcels {
		got, err := do(s, storetest.Op{Kind: "get", Parcel: n})
		if must(t, err); !got.Yes {
			t.Errorf("parcel %d is listed and cannot be got", n)
		}
	}
	must(t, s.Close())
	wantOneGeneration(t, dir)
	if keys, err := os.ReadDir(keysDir(dir)); err == nil && len(keys) != 1 {
		t.Errorf("there are %d keys", len(keys))
	}
	check(t, dir)
}

// start makes a store with its inbox, for children.
func start(t *testing.T, dir string) *storetest.History {
	t.Helper()
	s := create(t, dir)
	must(t, s.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
	must(t, s.Close())
	return &storetest.History{}
}

// TestStore_ProcessKilledAtAnyMoment kills from outside: no acknowledged parcel
// is lost, none is torn, none that was released comes back, no dispatch is half
// applied, and all that the clients saw fits one order.
func TestStore_ProcessKilledAtAnyMoment_KeepsWhatWasAcknowledged(t *testing.T) {
	const perStore = 12
	base, answers := fastDir(t), 0
	for n := range rounds(37) {
		dir := filepath.Join(base, "store")
		must(t, os.RemoveAll(dir))
		h := start(t, dir)
		for m := range perStore {
			seed := uint64(n*perStore + m)
			add(t, h, runChild(t, child("work", dir, seed), moment(10*time.Millisecond), nil))
			verify(t, dir, h)
		}
		if answers += h.Answers(); !h.Check(t, 0) {
			return
		}
	}
	t.Logf("%d kills, %d answers", rounds(37)*perStore, answers)
	if answers < rounds(37)*perStore {
		t.Error("hardly anything was done before the kills")
	}
}

// TestStore_KilledAtEachStep has a child kill itself at each failpoint, each
// time that it comes by until the third, and the next one while it clears up.
func TestStore_KilledAtEachStep_KeepsWhatWasAcknowledged(t *testing.T) {
	base, died := fastDir(t), 0
	for seed := range uint64(rounds(1)) {
		for _, die := range stepsOf(t, base, seed) {
			dir := filepath.Join(base, "store")
			must(t, os.RemoveAll(dir))
			h := &storetest.History{}
			words := runChild(t, child("day", dir, seed, dieEnv+"="+die), 0, nil)
			add(t, h, words)
			next := runChild(t, child("rest", dir, seed+500, dieEnv+"=1 "+clearing[died%len(clearing)]), 0, nil)
			add(t, h, next)
			died++
			again := runChild(t, child("rest", dir, seed+1000), 0, nil)
			if !strings.Contains(words+next+again, "ready\n") {
				t.Fatalf("at %s: %q, then %q, then %q", die, words, next, again)
			}
			add(t, h, again)
			verify(t, dir, h)
			if !h.Check(t, 0) {
				t.Fatalf("killed at %s", die)
			}
		}
	}
	t.Logf("%d deaths", died)
}

// clearing are the steps of Open where a tide was cut off.
var clearing = []string{"open: finish", "open: sweep", "destroy: overwrite key", "destroy: unlink key", "destroy: overwrite database", "destroy: remove"}

// stepsOf lists the failpoints that a child comes by, each as "N STEP".
func stepsOf(t *testing.T, base string, seed uint64) (all []string) {
	t.Helper()
	dir, file := filepath.Join(base, "store"), filepath.Join(base, "steps")
	must(t, os.RemoveAll(dir))
	words := runChild(t, child("day", dir, seed, stepsEnv+"="+file), 0, nil)
	add(t, &storetest.History{}, words)
	text, err := os.ReadFile(file)
	must(t, err)
	times := map[string]int{}
	for step := range strings.Lines(string(text)) {
		if times[step]++; times[step] <= 3 {
			all = append(all, fmt.Sprint(times[step], " ", strings.TrimSpace(step)))
		}
	}
	for _, step := range []string{"generation: database", "point: rename", "open: sweep", "commit: answer", "apply: state", "expire: commit",
		"tide: slice", "tide: finish", "destroy: unlink key"} {
		if !slices.Contains(all, "1 "+step) {
			t.Errorf("no child comes by %q, only by %q", step, all)
		}
	}
	return all
}

func TestCreate_ProcessKilledAtAnyMoment_LeavesAStoreOrNone(t *testing.T) {
	base := fastDir(t)
	for n := range rounds(20) {
		dir := filepath.Join(base, fmt.Sprint(n))
		must(t, os.Mkdir(dir, 0o700))
		words := runChild(t, child("create", dir, 0), moment(30*time.Millisecond), nil)
		verifyCreated(t, dir, words)
	}
}

// TestStore_DiskCutOff runs a child on an ext4 of its own in an image, kills it,
// and goes on with a copy of the image made right then: what was written but not
// yet synced is not in it. It is the real file system's word on what package
// powercut imitates.
func TestStore_DiskCutOffAtAnyMoment_KeepsWhatWasAcknowledged(t *testing.T) {
	for seed := range uint64(rounds(2)) {
		t.Run("", func(t *testing.T) {
			image := newDisk(t, 128)
			disk, unmount := mount(t, image)
			h := start(t, filepath.Join(disk, "store"))
			after := filepath.Join(t.TempDir(), "after")
			add(t, h, runChild(t, child("work", filepath.Join(disk, "store"), seed), moment(200*time.Millisecond), func() { copyFile(t, after, image) }))
			unmount()
			disk, unmount = mount(t, after)
			verify(t, filepath.Join(disk, "store"), h)
			h.Check(t, 0)
			unmount()
		})
	}
}

// TestCreate_DiskCutOff fails without the sync of the pointer's content, and
// without that of its directory.
func TestCreate_DiskCutOffAtAnyMoment_LeavesAStoreOrNone(t *testing.T) {
	for range rounds(2) {
		t.Run("", func(t *testing.T) {
			image := newDisk(t, 64)
			disk, unmount := mount(t, image)
			after := filepath.Join(t.TempDir(), "after")
			words := runChild(t, child("create", disk, 0), moment(60*time.Millisecond), func() { copyFile(t, after, image) })
			unmount()
			disk, unmount = mount(t, after)
			verifyCreated(t, disk, words)
			unmount()
		})
	}
}

// verifyCreated opens the stores that were acknowledged, and opens or makes the
// one that was not.
func verifyCreated(t *testing.T, dir, words string) {
	t.Helper()
	created := map[string]bool{}
	for line := range strings.Lines(words) {
		what, n, _ := strings.Cut(line, " ")
		if n, whole := strings.CutSuffix(n, "\n"); whole {
			created[n] = what == "created"
		}
	}
	for n, acknowledged := range created {
		path := filepath.Join(dir, n)
		if acknowledged {
			must(t, open(t, path).Close())
		}
		verifyBegun(t, path)
	}
}

// verifyBegun opens a store, or makes one where there is none.
func verifyBegun(t *testing.T, path string) {
	t.Helper()
	s, err := store.Open(path, keysOf(path)...)
	if errors.Is(err, store.ErrNoStore) {
		s, err = store.Create(path, keysOf(path)...)
	}
	must(t, err)
	defer s.Close()
	must(t, s.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
	must(t, s.Close())
}
