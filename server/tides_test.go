package server_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"luwte/crypto/day"
	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/server"
	"luwte/server/failpoint"
	"luwte/server/store"
)

// generation names the store's current one.
func (d *drop) generation() string {
	d.t.Helper()
	name, err := os.ReadFile(filepath.Join(d.dir, "store", "current"))
	must(d.t, err)
	return string(name)
}

// tideDay is what the bureau door's health says of the last tide.
func (d *drop) tideDay() *day.Day {
	d.t.Helper()
	var health struct{ Tide *day.Day }
	must(d.t, json.Unmarshal(d.atDoor("GET", "/v1/health", nil).body, &health))
	return health.Tide
}

func TestTide_Dispatch_IsFollowedByOneAndSoonByNoOther(t *testing.T) {
	t.Cleanup(server.TidesEvery(time.Hour, time.Hour))
	d := newDrop(t, server.DefaultLimits)
	data := testbureau.Rubbish(1)
	d.post(data).want(t, http.StatusCreated, "")
	if d.tideDay() != nil {
		t.Error("there is a tide before the first")
	}
	before, today := d.generation(), day.Today()
	d.put(d.bureau.Dispatch(d.line, 1, parcel.IDOf(data))).want(t, http.StatusNoContent, "")
	eventually(t, func() bool { return d.tideDay() != nil })
	if d.generation() == before || *d.tideDay() < today {
		t.Errorf("generation %s and %s, day %v", before, d.generation(), *d.tideDay())
	}
	d.wantState(1, 1)

	after := d.generation()
	for n := uint64(2); n < 5; n++ {
		d.put(d.bureau.Dispatch(d.line, n)).want(t, http.StatusNoContent, "")
	}
	d.stop() // after whatever it was about to do
	if d.generation() != after {
		t.Error("there was another tide at once")
	}
}

func TestTide_FirstHourIsOver_ComesWithoutDispatch(t *testing.T) {
	t.Cleanup(server.TidesEvery(time.Millisecond, time.Millisecond))
	d := newDrop(t, server.DefaultLimits)
	eventually(t, func() bool { return d.tideDay() != nil })
}

// TestTide_Fails: what a dispatch asked for is tried again, and the operator hears of it once.
func TestTide_Fails_IsTriedAgain(t *testing.T) {
	t.Cleanup(server.TidesEvery(time.Millisecond, time.Hour))
	d := newDrop(t, server.DefaultLimits)
	var tries atomic.Int64
	defer failpoint.Set(func(step string) error {
		if step == "generation: make" && tries.Add(1) <= 3 {
			return errors.New("the disk is unwell")
		}
		return nil
	})()
	d.put(d.bureau.Dispatch(d.line, 1)).want(t, http.StatusNoContent, "")
	eventually(t, func() bool { return d.tideDay() != nil })
	if said := strings.Count(d.out.String(), "the disk is unwell"); tries.Load() != 4 || said != 1 {
		t.Errorf("%d tries, of which the operator heard %d times: %s", tries.Load(), said, d.out.String())
	}
}

// TestTide_NoRoom: how much is live would show in the system's log, with times, how much had come.
func TestTide_NoRoom_IsSaidWithoutFigures(t *testing.T) {
	t.Cleanup(server.TidesEvery(time.Millisecond, time.Hour))
	d := newDrop(t, server.DefaultLimits)
	var live atomic.Int64
	defer failpoint.Set(func(step string) error {
		if step == "generation: make" {
			return fmt.Errorf("%w: it takes %d MiB", store.ErrNoRoom, live.Add(1))
		}
		return nil
	})()
	d.put(d.bureau.Dispatch(d.line, 1)).want(t, http.StatusNoContent, "")
	eventually(t, func() bool { return live.Load() > 2 })
	if out := d.out.String(); strings.Contains(out, "it takes") || strings.Count(out, "no room") != 1 {
		t.Error(out)
	}
}

// TestWashJournal_DuringATide: the tide would take its files away.
func TestWashJournal_DuringATide_Waits(t *testing.T) {
	t.Cleanup(server.TidesEvery(time.Hour, time.Hour))
	d := newDrop(t, server.DefaultLimits)
	stop := errors.New("not here")
	tide := true
	defer failpoint.Set(func(step string) error {
		switch {
		case step == "generation: make":
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
			defer cancel()
			if err := d.WashJournal(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("it ended with %v", err)
			}
			tide = false
		case step == "wash: begin" && tide:
			t.Error("it began")
		case step == "wash: begin":
			return stop // seconds, where this is ext4
		}
		return nil
	})()
	_, err := d.Tide(t.Context())
	must(t, err)
	if err := d.WashJournal(t.Context()); err != nil && !errors.Is(err, stop) {
		t.Error(err)
	}
}

// TestTide_WhilePostsCome: everything that is acknowledged during tides is there, and what is released is gone.
func TestTide_WhilePostsCome_LosesNoneOfThem(t *testing.T) {
	t.Cleanup(server.TidesEvery(time.Hour, time.Hour))
	const clients, each = 4, 12
	d := newDrop(t, limits(func(l *server.Limits) { l.Burst = 1e6 }))
	var posts, tides sync.WaitGroup
	done := make(chan struct{})
	tides.Go(func() {
		for n := uint64(1); ; n++ {
			if _, err := d.Tide(t.Context()); err != nil {
				t.Error(err)
			}
			select {
			case <-done:
				return
			default:
				d.put(d.bureau.Dispatch(d.line, n, parcel.IDOf(testbureau.Rubbish(n)))).want(t, http.StatusNoContent, "")
			}
		}
	})
	var want []parcel.ID
	for client := range uint64(clients) {
		for n := range uint64(each) {
			want = append(want, parcel.IDOf(testbureau.Rubbish(1000+client*each+n)))
		}
		posts.Go(func() {
			for n := range uint64(each) {
				d.post(testbureau.Rubbish(1000+client*each+n)).want(t, http.StatusCreated, "")
			}
		})
	}
	posts.Wait()
	close(done)
	tides.Wait()
	if missing := without(want, d.ids()); len(missing) > 0 {
		t.Errorf("%d of %d acknowledged parcels are missing", len(missing), len(want))
	}
}

// ids lists what waits.
func (d *drop) ids() (all []parcel.ID) {
	d.t.Helper()
	var state struct{ Parcels []string }
	must(d.t, json.Unmarshal(d.atDoor("GET", "/v1/state", nil).body, &state))
	for _, text := range state.Parcels {
		raw, err := hex.DecodeString(text)
		must(d.t, err)
		all = append(all, parcel.ID(raw))
	}
	return all
}

func without(all, those []parcel.ID) []parcel.ID {
	return slices.DeleteFunc(slices.Clone(all), func(id parcel.ID) bool { return slices.Contains(those, id) })
}
