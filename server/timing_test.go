package server_test

import (
	"bytes"
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"testing"
	"time"

	"luwte/crypto/day"
	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/server"
	"luwte/server/store"
)

// TestPost_WhateverIsStored: how long a post takes does not tell whether its parcel is there, is there for long, or was released: by the signed ranks of the
// differences to a new one posted at the same moment. The same statistics find two faults that are planted: a store that does less for what is there, and
// one that looks at it first. It measures time, so only make soak does it; make test compares what is asked of the system (cmd/luwte-drop).
func TestPost_WhateverIsStored_TakesTheSameTime(t *testing.T) {
	if os.Getenv("LUWTE_SOAK") == "" {
		return
	}
	const rounds, surely = 700, 4.0
	z := ranks(t, rounds, nil)
	t.Logf("what is there, is there for long, was released, against what is new: %v standard deviations", z)
	for kind, z := range z {
		if math.Abs(z) > surely {
			t.Errorf("a parcel that is %s is told by the time: %.1f standard deviations", kind, z)
		}
	}
	for name, plant := range map[string]func(store.Store) store.Store{
		"does less": func(s store.Store) store.Store { return hasty{s} },
		"looks":     func(s store.Store) store.Store { return looking{s} },
	} {
		z := ranks(t, rounds, plant)
		t.Logf("a store that %s: %v", name, z)
		if math.Abs(z["there"]) < surely {
			t.Errorf("a store that %s is not found: %.1f standard deviations", name, z["there"])
		}
	}
}

// hasty is the planted fault of a store that does nothing for what is there.
type hasty struct{ store.Store }

func (s hasty) Put(ctx context.Context, in store.Inbox, data []byte, week uint32) (store.ID, bool, error) {
	id := store.ID(parcel.IDOf(data))
	if _, err := s.Get(ctx, in, id); err == nil {
		return id, false, nil
	}
	return s.Store.Put(ctx, in, data, week)
}

// looking is the planted fault of a store that compares what is there before it writes.
type looking struct{ store.Store }

func (s looking) Put(ctx context.Context, in store.Inbox, data []byte, week uint32) (store.ID, bool, error) {
	if held, err := s.Get(ctx, in, store.ID(parcel.IDOf(data))); err == nil && !bytes.Equal(held, data) {
		return store.ID{}, false, store.ErrDamaged
	}
	return s.Store.Put(ctx, in, data, week)
}

// ranks posts parcels of each kind in turn, in random order, and returns by kind how the differences to the new one's time rank (Wilcoxon's signed ranks), in
// standard deviations from none.
func ranks(t *testing.T, rounds int, plant func(store.Store) store.Store) map[string]float64 {
	t.Helper()
	d := newDrop(t, limits(func(l *server.Limits) { l.Burst, l.Rate, l.Parcels = 1e9, 1e9, 1e9 }))
	first := map[string]uint64{"new": 0, "there": 1 << 20, "old": 2 << 20, "released": 3 << 20}
	d.filled(func(s store.Store) { // not by a dispatch, after which a tide would come in between
		week, released := uint32(day.Today())/7, some(first["released"], rounds)
		fill(t, s, d.bureau, week+4, slices.Concat(released, some(first["there"], rounds)))
		fill(t, s, d.bureau, week, some(first["old"], rounds))
		var ids []store.ID
		for _, data := range released {
			ids = append(ids, store.ID(parcel.IDOf(data)))
		}
		inbox := store.Inbox(d.bureau.Fingerprint().Inbox())
		must(t, s.Apply(t.Context(), inbox, func(now store.State) (store.State, []store.ID, error) { return now, ids, nil }))
	})
	if plant != nil {
		d.PlantStore(plant)
	}
	client := &http.Transport{DisableCompression: true}
	defer client.CloseIdleConnections()
	differences := map[string][]float64{}
	for n := range uint64(rounds) {
		took := map[string]float64{}
		kinds := []string{"new", "there", "old", "released"}
		rand.Shuffle(len(kinds), func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
		for _, kind := range kinds {
			took[kind] = timed(t, client, d, testbureau.Rubbish(first[kind]+n))
		}
		for _, kind := range []string{"there", "old", "released"} {
			differences[kind] = append(differences[kind], took[kind]-took["new"])
		}
	}
	z := map[string]float64{}
	for kind, all := range differences {
		z[kind] = signedRanks(all)
	}
	return z
}

func some(first uint64, n int) (parcels [][]byte) {
	for i := range uint64(n) {
		parcels = append(parcels, testbureau.Rubbish(first+i))
	}
	return parcels
}

// timed posts on one connection that stays open, and returns the seconds until the answer is there.
func timed(t *testing.T, client *http.Transport, d *drop, data []byte) float64 {
	t.Helper()
	req, err := http.NewRequest("POST", "http://"+d.front+d.inboxPath("/parcels"), bytes.NewReader(data))
	must(t, err)
	begin := time.Now()
	resp, err := client.RoundTrip(req)
	must(t, err)
	took := time.Since(begin).Seconds()
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		t.Fatalf("status %d", resp.StatusCode)
	}
	_, err = new(bytes.Buffer).ReadFrom(resp.Body)
	must(t, err)
	return took
}

func signedRanks(differences []float64) float64 {
	slices.SortFunc(differences, func(a, b float64) int { return cmp.Compare(math.Abs(a), math.Abs(b)) })
	w, n := 0.0, float64(len(differences))
	for i, d := range differences {
		if d > 0 {
			w += float64(i + 1)
		}
	}
	return (w - n*(n+1)/4) / math.Sqrt(n*(n+1)*(2*n+1)/24)
}
