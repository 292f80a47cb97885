package server

import (
	"testing"
	"time"

	"luwte/crypto/charter"
)

func TestLimiter_VisitorWhoMaySendAsANewOne_IsForgotten(t *testing.T) {
	l, err := newLimiter(Limits{Rate: 1, Burst: 5, Each: 2, AtOnce: 3, LookRate: 1, LookBurst: 5})
	if err != nil {
		t.Fatal(err)
	}
	v, ok := l.enter("[fc00:dead:beef:4dad::7]:1", charter.Inbox{})
	if !ok || !v.parcel() || !v.parcel() {
		t.Fatal("the first visitor was not let in")
	}
	again, ok := l.enter("[fc00:dead:beef:4dad::7]:2", charter.Inbox{})
	if !ok || len(l.visitors) != 1 {
		t.Fatalf("two streams of a circuit are %d visitors", len(l.visitors))
	}
	v.leave()
	later := time.Now().Add(2 * sweepVisitors)
	l.sweep(later)
	if len(l.visitors) != 1 {
		t.Error("a visitor was forgotten in the middle of a post")
	}
	again.leave()
	l.swept = time.Time{}
	l.sweep(time.Now())
	if len(l.visitors) != 1 {
		t.Error("a visitor who has just sent was forgotten")
	}
	l.sweep(later.Add(sweepVisitors))
	if len(l.visitors) != 0 || len(l.placed) != 0 || l.free != 3 || len(l.bodies.free) != 3 {
		t.Errorf("%d visitors are remembered, %v places held", len(l.visitors), l.placed)
	}
}

// TestCollectAt: what the collector leaves lying does not grow with a flood beyond what is in use.
func TestCollectAt_MoreInUse_LeavesNoMoreThanThatOrALittle(t *testing.T) {
	for used := uint64(1 << 20); used < 1<<30; used += 1 << 20 {
		if n := used * uint64(collectAt(used)) / 100; n > max(used, garbage) {
			t.Errorf("beside %d MiB in use come %d MiB", used>>20, n>>20)
		}
	}
	if collectAt(4<<20) != 400 || collectAt(100<<20) != 100 {
		t.Errorf("%d and %d percent", collectAt(4<<20), collectAt(100<<20))
	}
	if n := inUse(); n < 100_000 || n > 1<<30 {
		t.Errorf("%d bytes are in use", n)
	}
}
