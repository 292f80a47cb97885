//go:build !race

package store_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"luwte/server/store"
	"luwte/server/store/storetest"
)

// wreck is a store of two inboxes, with parcels of which some were released.
type wreck struct {
	damaged
	dir, save string
	released  []store.ID
}

var inbox2 = store.Inbox{0xbb, 1}

func newWreck(t *testing.T, parcels int) wreck {
	t.Helper()
	w := wreck{damaged: newDamaged(t, parcels), save: filepath.Join(fastDir(t), "saved")}
	w.dir = w.damaged.dir
	s := open(t, w.dir)
	must(t, s.AddInbox(t.Context(), inbox2, storetest.State(2, 0)))
	for n := range uint64(6) {
		id, _, err := s.Put(t.Context(), inbox, storetest.Parcel(500+n), 30)
		must(t, err)
		if w.released = append(w.released, id); n%2 == 1 {
			must(t, s.Apply(t.Context(), inbox, func(now store.State) (store.State, []store.ID, error) {
				return storetest.State(1, now.Number+1), w.released, nil
			}))
		}
	}
	_, _, err := s.Put(t.Context(), inbox2, storetest.Parcel(1000), 31)
	must(t, err)
	must(t, s.Close())
	w.file = filepath.Join(generation(t, w.dir), "store.db")
	w.sound, err = os.ReadFile(w.file)
	must(t, err)
	return w
}

// saved checks the store, looks at what is saved, and returns how many of the
// first inbox's parcels are.
func (w wreck) saved(t *testing.T) (c *store.Checked, whole int) {
	t.Helper()
	must(t, os.RemoveAll(w.save))
	before, err := os.ReadFile(w.file)
	must(t, err)
	c, err = store.Check(t.Context(), w.dir, w.save, []store.Inbox{inbox, inbox2})
	must(t, err)
	if after, err := os.ReadFile(w.file); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the damaged file was changed: %v", err)
	}
	s := open(t, w.save)
	defer s.Close()
	missing := []error{store.ErrDamaged, store.ErrNoParcel, store.ErrNoInbox}
	bad := w.unreadable(t, s, missing...)
	for _, id := range w.released {
		if _, err := s.Get(t.Context(), inbox, id); err == nil && !c.Doubtful {
			t.Errorf("parcel %v was released and is back", id)
		}
	}
	whole = len(w.ids) - len(bad)
	if len(bad) > 0 && c.Whole() {
		t.Errorf("parcels %v are lost, and everything is said to be whole: %+v", bad, c)
	}
	if state, _, err := s.Snapshot(t.Context(), inbox); err == nil && state.Number != 3 && c.Whole() {
		t.Errorf("the state is of dispatch %d", state.Number)
	}
	must(t, s.Close())
	again, err := store.Check(t.Context(), w.save, "", nil)
	must(t, err)
	if again.Unreadable > 0 || again.Astray || again.Doubtful || again.Unpointed {
		t.Errorf("what was saved is damaged: %+v", again)
	}
	return c, whole
}

func TestCheck_SoundStore_IsWholeAndSavedAsItIs(t *testing.T) {
	w := newWreck(t, 8)
	c, whole := w.saved(t)
	if !c.Whole() || whole != 8 || len(c.Inboxes) != 2 || c.Inboxes[0].Whole != 8 || c.Inboxes[1].Whole != 1 {
		t.Errorf("%+v, %d saved", c, whole)
	}
	s := open(t, w.save)
	state, ids, err := s.Snapshot(t.Context(), inbox)
	must(t, err)
	if want := storetest.State(1, 3); len(ids) != 8 || state.Number != 3 || !bytes.Equal(state.Board, want.Board) || !bytes.Equal(state.Charter, want.Charter) {
		t.Errorf("saved: %d parcels, dispatch %d", len(ids), state.Number)
	}
	stats, err := s.Stats(t.Context())
	if err != nil || stats[0].Weeks[30] != 8 || stats[1].Weeks[31] != 1 {
		t.Errorf("%+v, %v", stats, err)
	}
}

// TestCheck_BitFlippedAnywhere: one bit spoils at most what lies on one page, and
// nothing that is missing goes unsaid.
func TestCheck_BitFlippedAnywhere_SavesTheRest(t *testing.T) {
	w := newWreck(t, 8)
	for n := range rounds(40) {
		at := w.r.IntN(len(w.sound))
		if n%2 == 0 { // in the first bytes of a page, where its order is
			at = at/page*page + w.r.IntN(100)
		}
		w.flip(t, at)
		c, whole := w.saved(t)
		if whole < len(w.ids)-2 {
			t.Errorf("byte %d: %d of %d parcels are saved, %+v", at, whole, len(w.ids), c)
		}
	}
}

func TestCheck_Damage_IsSaidAndTheRestSaved(t *testing.T) {
	for name, c := range map[string]struct {
		damage func(w wreck) error
		least  int // parcels of 8 that are saved
		right  func(c *store.Checked) bool
	}{
		"both first pages": {func(w wreck) error { return w.write(0, make([]byte, 2*page)) }, 8, func(c *store.Checked) bool { return c.Doubtful && c.Unreadable == 2 }},
		"a page in 100":    {func(w wreck) error { return w.writeEach(100, make([]byte, page)) }, 1, func(c *store.Checked) bool { return c.Unreadable > 0 || c.Doubtful || c.Inboxes[0].Damaged > 0 }},
		"cut off": {func(w wreck) error { return os.Truncate(w.file, 580*page) }, 1,
			func(c *store.Checked) bool { return c.Unreadable > 0 }},
		"pointer empty": {func(w wreck) error { return os.WriteFile(filepath.Join(w.dir, "current"), nil, 0o600) }, 8,
			func(c *store.Checked) bool { return c.Unpointed && c.Unreadable == 0 }},
		"pointer gone": {func(w wreck) error { return os.Remove(filepath.Join(w.dir, "current")) }, 8,
			func(c *store.Checked) bool { return c.Unpointed && c.Unreadable == 0 }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWreck(t, 8)
			must(t, c.damage(w))
			found, whole := w.saved(t)
			if found.Whole() || whole < c.least || !c.right(found) {
				t.Errorf("%+v, %d saved", found, whole)
			}
		})
	}
}

func (w wreck) write(at int, b []byte) error {
	all := slices.Clone(w.sound)
	copy(all[at:], b)
	return os.WriteFile(w.file, all, 0o600)
}

func (w wreck) writeEach(n int, b []byte) error {
	all := slices.Clone(w.sound)
	for at := n * page; at+page <= len(all); at += n * page {
		copy(all[at:], b)
	}
	return os.WriteFile(w.file, all, 0o600)
}

func TestCheck_NothingToRead_IsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		damage func(w wreck) error
		want   error
	}{
		"key gone": {func(w wreck) error { return os.Remove(filepath.Join(filepath.Dir(w.file), "key")) }, store.ErrDamaged},
		"key of another": {func(w wreck) error {
			return os.WriteFile(filepath.Join(filepath.Dir(w.file), "key"), make([]byte, 32), 0o600)
		}, store.ErrDamaged},
		"key cut":         {func(w wreck) error { return os.Truncate(filepath.Join(filepath.Dir(w.file), "key"), 31) }, store.ErrDamaged},
		"foreign file":    {func(w wreck) error { return os.WriteFile(w.file, bytes.Repeat([]byte("not ours "), 10000), 0o600) }, store.ErrDamaged},
		"empty file":      {func(w wreck) error { return os.Truncate(w.file, 0) }, store.ErrDamaged},
		"no file":         {func(w wreck) error { return os.Remove(w.file) }, store.ErrDamaged},
		"empty directory": {func(w wreck) error { return errors.Join(os.RemoveAll(w.dir), os.Mkdir(w.dir, 0o700)) }, store.ErrNoStore},
		"no directory":    {func(w wreck) error { return os.RemoveAll(w.dir) }, store.ErrNoStore},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWreck(t, 1)
			must(t, c.damage(w))
			if _, err := store.Check(t.Context(), w.dir, w.save, nil); !errors.Is(err, c.want) {
				t.Errorf("Check: %v", err)
			}
			if _, err := store.Open(w.dir); !errors.Is(err, c.want) {
				t.Errorf("Open: %v", err)
			}
			if _, err := os.Stat(w.save); err == nil {
				t.Error("something was saved")
			}
		})
	}
}

// TestOpen_FileCut_IsRefused: bbolt would write on behind the end that is missing.
func TestOpen_FileCut_IsRefused(t *testing.T) {
	w := newWreck(t, 8)
	for _, size := range []int{1, page, 2 * page, 5*page + 7, len(w.sound) / 2} {
		must(t, w.write(0, nil))
		must(t, os.Truncate(w.file, int64(size)))
		if _, err := store.Open(w.dir); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("cut at %d: %v", size, err)
		}
	}
}

// TestOpen_PagesInACircle has each branch lead to itself: bbolt would go round
// until there is no memory left.
func TestOpen_PagesInACircle_IsRefused(t *testing.T) {
	w, hit := newWreck(t, 8), 0
	s := open(t, w.dir)
	for n := range uint64(100) { // so that there are branches
		_, _, err := s.Put(t.Context(), inbox, storetest.Small(n), 30)
		must(t, err)
	}
	must(t, s.Close())
	var err error
	w.sound, err = os.ReadFile(w.file)
	must(t, err)
	for n := 2; n < len(w.sound)/page; n++ {
		p := slices.Clone(w.sound[n*page : n*page+page])
		if binary.LittleEndian.Uint64(p) != uint64(n) || p[8] != 1 {
			continue
		}
		binary.LittleEndian.PutUint64(p[16+16+8:], uint64(n)) // the second element's page
		must(t, w.write(n*page, p))
		s, err := store.Open(w.dir)
		if err == nil {
			must(t, s.Close()) // it is a page that is not in use any more
			continue
		}
		if hit++; !errors.Is(err, store.ErrDamaged) {
			t.Error(err)
		}
		if c, whole := w.saved(t); whole != len(w.ids) || c.Whole() {
			t.Errorf("%d saved, %+v", whole, c)
		}
	}
	if hit == 0 {
		t.Error("no branch was found")
	}
}

// TestCheck_NameOfAnInboxLost has the inbox's record and state overwritten: who
// knows the inbox finds its parcels.
func TestCheck_NameOfAnInboxLost_IsFoundByWhoKnowsIt(t *testing.T) {
	w := newWreck(t, 3)
	s := open(t, w.dir)
	must(t, store.SpoilName(s, inbox2))
	must(t, s.Close())
	for _, known := range [][]store.Inbox{nil, {inbox2, {0xcc}}} {
		must(t, os.RemoveAll(w.save))
		c, err := store.Check(context.Background(), w.dir, w.save, known)
		must(t, err)
		saved := open(t, w.save)
		_, err = saved.Get(t.Context(), inbox2, store.IDOf(storetest.Parcel(1000)))
		must(t, saved.Close())
		if found := known != nil; found != (err == nil) || found != (c.Nameless == 0) || len(c.Inboxes) != 1+len(known)/2 || c.Whole() {
			t.Errorf("known: %t, %+v, %v", found, c, err)
		}
	}
}
