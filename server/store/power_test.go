package store_test

import (
	"bytes"
	"encoding/hex"
	"io/fs"
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
// it: everything acknowledged by then is there, nothing that was released is,
// and no key that a tide had destroyed. What then goes on with such a disk is
// cut off too. The keys of every second store lie in a directory beside it.
func TestStore_PowerCutAtAnyMoment_KeepsWhatWasAcknowledged(t *testing.T) {
	base, cuts := fastDir(t), 0
	for seed := range uint64(rounds(2)) {
		dir := filepath.Join(base, "recorded")
		must(t, os.RemoveAll(dir))
		must(t, os.Mkdir(dir, 0o700))
		if seed%2 == 1 {
			must(t, os.Mkdir(filepath.Join(dir, "keys"), 0o700))
		}
		log := record(t, "day", dir, seed)
		r := rand.New(rand.NewPCG(seed, 0))
		for range 150 {
			cutOff(t, r, log, "", filepath.Join(base, "cut"))
			cuts++
		}
		for range 3 { // a disk that was cut off, opened and used, and cut off again
			first := cutOff(t, r, log, "", dir)
			after := record(t, "rest", dir, seed+1000)
			for range 25 {
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

// record records work in a store, which may be there already.
func record(t *testing.T, job, dir string, seed uint64) *powercut.Log {
	t.Helper()
	log := powercut.Record(t, dir, child(job, filepath.Join(dir, "store"), seed))
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
		mustLack(t, dir, words)
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

// mustLack fails the test if there is a key on a disk that was said to be gone.
func mustLack(t *testing.T, disk, words string) {
	t.Helper()
	var gone []string
	for line := range strings.Lines(words) {
		if keys, found := strings.CutPrefix(line, "gone "); found {
			gone = append(gone, strings.Fields(keys)...)
		}
	}
	must(t, filepath.WalkDir(disk, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, key := range gone {
			if raw, err := hex.DecodeString(key); err != nil || bytes.Contains(content, raw) {
				t.Errorf("%s has a key that a tide had destroyed (%v)", path, err)
			}
		}
		return err
	}))
}
