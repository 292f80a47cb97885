//go:build !race

package store_test

import (
	"bytes"
	"encoding/hex"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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
	cuts := 0
	for seed := range uint64(rounds(2)) {
		p := newPower(t, seed)
		log := p.record(t, p.child("day"))
		cuts += p.cut(t, log, "", 150)
		for range 3 { // a disk that was cut off, opened and used, and cut off again
			first := p.cutOff(t, log, "", p.dir)
			cuts += p.cut(t, p.record(t, p.child("rest")), first, 25)
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d cuts", cuts)
}

// TestStore_PowerCutAfterAKill has a child killed where a tide turns, and another
// open the store after it, before the power goes.
func TestStore_PowerCutAfterAKill_KeepsWhatWasAcknowledged(t *testing.T) {
	for seed := range uint64(rounds(1)) {
		for _, die := range []string{"2 point: sync", "1 tide: finish", "1 destroy: unlink key"} {
			p := newPower(t, seed)
			p.cut(t, p.record(t, p.child("day", dieEnv+"="+die), p.child("rest")), "", 60)
			if t.Failed() {
				t.Fatalf("killed at %s", die)
			}
		}
	}
}

// power cuts power.
type power struct {
	*rand.Rand
	dir, to string // what is recorded, and the disk that is left
}

func newPower(t *testing.T, seed uint64) power {
	t.Helper()
	base := fastDir(t)
	p := power{rand.New(rand.NewPCG(seed, 0)), filepath.Join(base, "recorded"), filepath.Join(base, "cut")}
	must(t, os.Mkdir(p.dir, 0o700))
	if seed%2 == 1 {
		must(t, os.Mkdir(keysDir(p.store(p.dir)), 0o700))
	}
	return p
}

func (power) store(dir string) string { return filepath.Join(dir, "store") }

func (p power) child(job string, env ...string) *exec.Cmd {
	return child(job, p.store(p.dir), p.Uint64(), env...)
}

// record records work in the store, which may be there already.
func (p power) record(t *testing.T, children ...*exec.Cmd) *powercut.Log {
	t.Helper()
	log := powercut.Record(t, p.dir, children...)
	moments := log.Moments()
	words := log.Said(moments[len(moments)-1])
	add(t, &storetest.History{}, words) // fails if a child says that something was wrong
	return log
}

// cut makes n disks and looks at them. before is what was said before the record.
func (p power) cut(t *testing.T, log *powercut.Log, before string, n int) int {
	t.Helper()
	for range n {
		p.cutOff(t, log, before, p.to)
	}
	return n
}

// cutOff makes a disk and looks at it. It returns all that was said by then.
func (p power) cutOff(t *testing.T, log *powercut.Log, before, dir string) (words string) {
	t.Helper()
	must(t, os.RemoveAll(dir))
	at := log.Moments()[p.IntN(len(log.Moments()))]
	names := []powercut.Names{powercut.Journal, powercut.InOrder, powercut.Arbitrary}[p.IntN(3)]
	nameless, err := log.Cut(p.Rand, at, names, dir)
	must(t, err)
	words = before + log.Said(at)
	t.Run("", func(t *testing.T) {
		mustLack(t, dir, nameless, words)
		h := &storetest.History{}
		add(t, h, words)
		if !strings.Contains(words, "ready\n") {
			verifyBegun(t, p.store(dir))
			return
		}
		verify(t, p.store(dir), h)
		if !h.Check(t, 0) || t.Failed() {
			t.Logf("moment %d, names %v", at, names)
		}
	})
	return words
}

// mustLack fails the test if there is a key on a disk that was said to be gone.
func mustLack(t *testing.T, disk string, nameless [][]byte, words string) {
	t.Helper()
	contents := nameless
	must(t, filepath.WalkDir(disk, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		contents = append(contents, content)
		return err
	}))
	for line := range strings.Lines(words) {
		keys, _ := strings.CutPrefix(line, "gone ")
		for _, key := range strings.Fields(keys) {
			raw, err := hex.DecodeString(key)
			if line == "gone "+keys && slices.ContainsFunc(contents, func(c []byte) bool { return err != nil || bytes.Contains(c, raw) }) {
				t.Errorf("the disk has a key that a tide had destroyed: %s", key)
			}
		}
	}
}
