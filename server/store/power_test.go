package store_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"luwte/internal/powercut"
	"luwte/server/store/storetest"
)

// TestStore_PowerCutAtAnyMoment records what a child does to its store, from its
// creation on, by way of clients that put, apply, expire and make tides, and an
// opening in between, and looks at disks that lost their power at any moment of
// it: everything acknowledged by then is there, nothing that was released is.
// What then goes on with such a disk is cut off too.
func TestStore_PowerCutAtAnyMoment_KeepsWhatWasAcknowledged(t *testing.T) {
	base, cuts := fastDir(t), 0
	for seed := range uint64(rounds(2)) {
		dir := filepath.Join(base, "recorded")
		log := record(t, dir, seed)
		r := rand.New(rand.NewPCG(seed, 0))
		for range 400 {
			cutOff(t, r, log, "", filepath.Join(base, "cut"))
			cuts++
		}
		for range 6 { // a disk that was cut off, opened and used, and cut off again
			first := cutOff(t, r, log, "", dir)
			after := record(t, dir, seed+1000)
			for range 40 {
				cutOff(t, r, after, first, filepath.Join(base, "cut"))
				cuts++
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d cuts", cuts)
}

// record records a day's work in a store, which may be there already.
func record(t *testing.T, dir string, seed uint64) *powercut.Log {
	t.Helper()
	must(t, os.MkdirAll(dir, 0o700))
	log := powercut.Record(t, dir, child("day", filepath.Join(dir, "store"), seed))
	moments := log.Moments()
	words := log.Said(moments[len(moments)-1])
	add(t, &storetest.History{}, words) // fails if the child says that something was wrong
	return log
}

// cutOff makes a disk and looks at it. It returns what was said before, and
// before that.
func cutOff(t *testing.T, r *rand.Rand, log *powercut.Log, before, dir string) (words string) {
	t.Helper()
	must(t, os.RemoveAll(dir))
	at := log.Moments()[r.IntN(len(log.Moments()))]
	names := []powercut.Names{powercut.Journal, powercut.InOrder, powercut.Arbitrary}[r.IntN(3)]
	must(t, log.Cut(r, at, names, dir))
	words = before + crashed + log.Said(at)
	t.Run("", func(t *testing.T) {
		path := filepath.Join(dir, "store")
		h := &storetest.History{}
		for _, said := range strings.Split(words, crashed) {
			add(t, h, said)
		}
		if !strings.Contains(words, "ready\n") {
			verifyBegun(t, path)
			return
		}
		verify(t, path, h)
		if !h.Check(t, 0) || t.Failed() {
			t.Logf("moment %d, names %v", at, names)
		}
	})
	return words
}

// crashed parts what children said before and after a crash.
const crashed = "crash\n"
