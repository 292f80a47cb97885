package store_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"luwte/server/store"
	"luwte/server/store/storetest"
)

// filled makes a store with some parcels, closes it, and returns its ids.
func filled(t *testing.T, dir string, parcels int) []store.ID {
	t.Helper()
	s := create(t, dir)
	must(t, s.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
	var ids []store.ID
	for n := range parcels {
		id, _, err := s.Put(t.Context(), inbox, storetest.Parcel(uint64(n)), 30)
		must(t, err)
		ids = append(ids, id)
	}
	must(t, s.Close())
	return ids
}

// generation returns the one generation's directory.
func generation(t *testing.T, dir string) string {
	t.Helper()
	name, err := os.ReadFile(filepath.Join(dir, "current"))
	must(t, err)
	return filepath.Join(dir, string(bytes.TrimSpace(name)))
}

// TestGet_FlippedBit_DamagesOneParcelOnly flips one bit at a time, at random, in
// the whole file but for bbolt's first four pages, which are its meta pages and
// those of the file's beginning. No wrong bytes may ever come out.
func TestGet_FlippedBit_DamagesOneParcelOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	ids := filled(t, dir, 12)
	file := filepath.Join(generation(t, dir), "store.db")
	sound, err := os.ReadFile(file)
	must(t, err)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	hist := map[string]int{}
	for range 1000 {
		bit := r.IntN(len(sound) * 8)
		sound[bit/8] ^= 1 << (bit % 8)
		must(t, os.WriteFile(file, sound, 0o600))
		sound[bit/8] ^= 1 << (bit % 8)
		s, err := store.Open(dir)
		if err != nil {
			t.Log(bit/8/4096, bit/8%4096, err)
			hist["open"]++
			continue
		}
		bad := 0
		for n, id := range ids {
			b, err := s.Get(t.Context(), inbox, id)
			if err == nil && !bytes.Equal(b, storetest.Parcel(uint64(n))) {
				t.Fatal("wrong bytes")
			}
			if err != nil {
				bad++
				if !errors.Is(err, store.ErrDamaged) {
					t.Log(bit/8/4096, bit/8%4096, err)
				}
			}
		}
		_, got, err := s.Snapshot(t.Context(), inbox)
		if err != nil {
			t.Log(bit/8/4096, bit/8%4096, err)
			hist["snap"]++
		} else if len(got) != len(ids) {
			hist["snaplen"]++
			t.Log(bit/8/4096, bit/8%4096, len(got))
		}
		if bad > 1 {
			t.Log(bit/8/4096, bit/8%4096, bad)
		}
		hist["bad"+string(rune('0'+bad))]++
		if _, _, err := s.Put(t.Context(), inbox, storetest.Parcel(1000), 30); err != nil {
			hist["put"]++
			t.Log(bit/8/4096, bit/8%4096, err)
		}
		if _, _, err := s.Put(t.Context(), inbox, storetest.Parcel(1), 30); err != nil {
			hist["mend"]++
			t.Log(bit/8/4096, bit/8%4096, err)
		}
		err = s.Apply(t.Context(), inbox, func(now store.State) (store.State, []store.ID, error) {
			return now, slices.Clone(ids[:3]), nil
		})
		if err != nil {
			hist["apply"]++
			t.Log(bit/8/4096, bit/8%4096, err)
		}
		must(t, s.Close())
	}
	t.Log(hist)
}
