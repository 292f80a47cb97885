package server_test

import (
	"slices"
	"testing"

	"luwte/server"
)

// TestCrowd_LargeBuffers: were they of whoever came first, who fills the drop up with connections and finds which have none would count the others that are there.
func TestCrowd_LargeBuffers_AreBoundedAndTheLastByChance(t *testing.T) {
	had := map[int]bool{}
	for range 20 {
		wide := server.WideOf(1000)
		n, first := 0, slices.Index(wide, false)
		for _, w := range wide {
			if w {
				n++
			}
		}
		if n > 128 || first < 64 {
			t.Errorf("%d visitors have a large buffer, the first that has none is number %d", n, first)
		}
		had[first] = true
	}
	if len(had) < 2 {
		t.Errorf("the first without is always the same: %v", had)
	}
}
