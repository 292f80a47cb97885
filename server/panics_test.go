package server

import (
	"context"
	"testing"
)

// TestBackground_Panics: what runs beside the doors may fail; the drop goes on, and counts it.
func TestBackground_Panics_IsCountedAndDoesNotEndTheDrop(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &serving{Drop: new(Drop), ctx: ctx}
	s.background(func() {
		defer cancel()
		panic("of somebody's data")
	})
	s.running.Wait()
	if n := s.panics.Load(); n != 1 {
		t.Errorf("%d panics counted", n)
	}
}
