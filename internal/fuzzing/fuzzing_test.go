package fuzzing

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

func TestBytes_ManyMutations_AreManyAndLeaveTheSeed(t *testing.T) {
	seed := []byte(`{"a":1}`)
	r, seen := rand.New(rand.NewPCG(1, 2)), map[string]bool{}
	for range 1000 {
		seen[string(Bytes(r, seed))] = true
	}
	if len(seen) < 300 || !bytes.Equal(seed, []byte(`{"a":1}`)) {
		t.Errorf("%d different ones; the seed is %q now", len(seen), seed)
	}
	for range 100 {
		Bytes(r, nil)
	}
}

// FuzzAdd_SeedAndMutations is a target that counts what it is given.
func FuzzAdd_SeedAndMutations_AllRun(f *testing.F) {
	const n = 40
	seen, whole := map[string]bool{}, 0
	Add(f, n, []byte("seed"), "text", 7, false)
	f.Fuzz(func(t *testing.T, data []byte, text string, number int, yes bool) {
		whole++
		seen[string(data)+text] = true
	})
	if whole > 1 && (whole != n+1 || len(seen) < n/2) { // while fuzzing, others do
		f.Errorf("%d runs, %d different", whole, len(seen))
	}
}
