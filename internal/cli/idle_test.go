package cli

import (
	"strings"
	"testing"
	"time"
)

// TestLasting_MoreTimeThanTheWatchHas_EndsWhenItIsTakenBack waits for much longer than the watch would.
func TestLasting_MoreTimeThanTheWatchHas_EndsWhenItIsTakenBack(t *testing.T) {
	ended := make(chan time.Duration, 1)
	w := BeginWatch(strings.NewReader(""), 20*time.Millisecond, func(why Why, idle time.Duration) { ended <- idle })
	defer w.End()
	undo := Lasting(time.Hour, func() { t.Error("called, although it was taken back") })
	select {
	case idle := <-ended:
		t.Fatalf("ended after %v", idle)
	case <-time.After(200 * time.Millisecond):
	}
	undo()
	if idle := <-ended; idle != 20*time.Millisecond {
		t.Errorf("ended after %v", idle)
	}
}

func TestLasting_NothingTyped_CallsFirst(t *testing.T) {
	called := false
	ended := make(chan bool, 1)
	w := BeginWatch(strings.NewReader(""), time.Hour, func(why Why, idle time.Duration) { ended <- called && why == Idle })
	defer w.End()
	Lasting(20*time.Millisecond, func() { called = true })
	if !<-ended {
		t.Error("ended before what had to be done first")
	}
}

func TestLasting_NoWatch_DoesNothing(t *testing.T) {
	Lasting(0, func() { t.Error("called") })()
}
