package store_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"luwte/server/store"
	"luwte/server/store/storetest"
)

const page = 4096

// damaged is a store in which tests flip bits.
type damaged struct {
	dir, file string
	sound     []byte // the database file
	ids       []store.ID
	r         *rand.Rand
}

func newDamaged(t *testing.T, parcels int) damaged {
	t.Helper()
	dir := filepath.Join(fastDir(t), "store")
	s := create(t, dir)
	must(t, s.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
	d := damaged{dir: dir}
	for n := range parcels {
		id, _, err := s.Put(t.Context(), inbox, storetest.Parcel(uint64(n)), 30)
		must(t, err)
		d.ids = append(d.ids, id)
	}
	must(t, s.Close())
	d.file = filepath.Join(generation(t, dir), "store.db")
	var err error
	d.sound, err = os.ReadFile(d.file)
	must(t, err)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	d.r = rand.New(rand.NewPCG(seed, 0))
	return d
}

// flip writes the sound file with one bit of byte at flipped.
func (d damaged) flip(t *testing.T, at int) {
	t.Helper()
	b := slices.Clone(d.sound)
	b[at] ^= 1 << d.r.IntN(8)
	must(t, os.WriteFile(d.file, b, 0o600))
}

// unreadable returns the numbers of the parcels that Get refuses. It fails the
// test for wrong bytes and for another error than expected.
func (d damaged) unreadable(t *testing.T, s store.Store, expected ...error) (bad []int) {
	t.Helper()
	for n, id := range d.ids {
		b, err := s.Get(t.Context(), inbox, id)
		switch {
		case err != nil:
			bad = append(bad, n)
			if !slices.ContainsFunc(expected, func(e error) bool { return errors.Is(err, e) }) {
				t.Errorf("parcel %d: %v", n, err)
			}
		case !bytes.Equal(b, storetest.Parcel(uint64(n))):
			t.Fatalf("parcel %d came with other bytes", n)
		}
	}
	return bad
}

// inValue picks a byte of a parcel as it lies in the file: on a page of its own,
// behind the page's header of 16 bytes, with id, flags, count and overflow, 16 bytes
// for the key, and the key. It may be an old page that is not in use any more.
func (d damaged) inValue() int {
	for {
		n := 2 + d.r.IntN(len(d.sound)/page-2)
		p := d.sound[n*page:]
		if binary.LittleEndian.Uint64(p) == uint64(n) && p[8] == 2 && binary.LittleEndian.Uint16(p[10:]) == 1 && p[12] == 64 {
			return n*page + 16 + 16 + 17 + d.r.IntN(262144)
		}
	}
}

func TestGet_FlippedBitInValue_DamagesOneParcelAndPutMendsIt(t *testing.T) {
	d := newDamaged(t, 8)
	hit := 0
	for range rounds(20) {
		d.flip(t, d.inValue())
		s, err := store.Open(d.dir)
		must(t, err)
		bad := d.unreadable(t, s, store.ErrDamaged)
		if len(bad) > 1 {
			t.Errorf("parcels %v are damaged by one bit", bad)
		}
		_, ids, err := s.Snapshot(t.Context(), inbox)
		if err != nil && (len(bad) > 0 || !errors.Is(err, store.ErrDamaged)) { // or it hit the state
			t.Errorf("Snapshot: %v", err)
		}
		if err == nil && len(ids) != len(d.ids) {
			t.Errorf("Snapshot has %d ids of %d", len(ids), len(d.ids))
		}
		for _, n := range bad {
			hit++
			_, created, err := s.Put(t.Context(), inbox, storetest.Parcel(uint64(n)), 99)
			if created || err != nil {
				t.Errorf("Put of what is damaged = %v, %v", created, err)
			}
		}
		must(t, s.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
		if bad = d.unreadable(t, s); len(bad) > 0 {
			t.Errorf("parcels %v are still damaged", bad)
		}
		stats, err := s.Stats(t.Context())
		must(t, err)
		if len(stats) != 1 || stats[0].Weeks[30] != len(d.ids) {
			t.Errorf("after mending: %v", stats)
		}
		must(t, s.Close())
	}
	if hit == 0 {
		t.Error("no flip hit a parcel")
	}
}

// TestSnapshot_FlippedBitInIndex_StillHasEveryID goes through the index page that
// is in use, which is the last one with all entries.
func TestSnapshot_FlippedBitInIndex_StillHasEveryID(t *testing.T) {
	d := newDamaged(t, 12)
	hit := 0
	for n := 2; n < len(d.sound)/page; n++ {
		// Behind the page's header and elements: the inbox's record (key 16,
		// value 56), then entries (key 32, value 64). The page of the values has
		// as many elements, with other lengths.
		p, u32 := d.sound[n*page:], binary.LittleEndian.Uint32
		if p[8] != 2 || binary.LittleEndian.Uint16(p[10:]) != 13 || u32(p[16+8:]) != 16 || u32(p[16+12:]) != 56 {
			continue
		}
		hit++
		for entry := range 12 {
			d.flip(t, n*page+16+13*16+72+entry*96+32+d.r.IntN(64))
			s, err := store.Open(d.dir)
			must(t, err)
			_, ids, err := s.Snapshot(t.Context(), inbox)
			must(t, err)
			if len(ids) != len(d.ids) {
				t.Errorf("%d ids", len(ids))
			}
			must(t, s.Close())
		}
		d.flip(t, n*page+16+13*16+16+d.r.IntN(56))
		s, err := store.Open(d.dir)
		must(t, err)
		all, err := s.Inboxes(t.Context())
		if len(all) != 1 || err != nil {
			t.Errorf("Inboxes = %v, %v", all, err)
		}
		must(t, s.Close())
	}
	if hit == 0 {
		t.Error("no index page was found")
	}
}

// TestTide_FlippedBitInAnInboxsName: what the tide cannot find under its inbox it must not leave behind.
func TestTide_FlippedBitInAnInboxsName_RefusesOrKeepsAll(t *testing.T) {
	const each, keys = 6, 14 // fewer would lie in their bucket's own key
	dir, other := filepath.Join(fastDir(t), "store"), store.Inbox{1}
	s := create(t, dir)
	for _, in := range []store.Inbox{inbox, other} {
		must(t, s.AddInbox(t.Context(), in, storetest.State(1, 0)))
		for n := range each {
			_, _, err := s.Put(t.Context(), in, storetest.Small(uint64(n)), 30)
			must(t, err)
		}
	}
	must(t, s.Close())
	name, u32 := generation(t, dir), binary.LittleEndian.Uint32
	sound := filepath.Join(fastDir(t), "sound")
	must(t, os.CopyFS(sound, os.DirFS(dir)))
	file, err := os.ReadFile(filepath.Join(name, "store.db"))
	must(t, err)
	refused, kept := 0, 0
	for at := 2 * page; at < len(file); at += page {
		p := file[at:]
		if p[8] != 2 || p[10] != keys || u32(p[16+8:]) != 16 || u32(p[16+12:]) != 56 {
			continue
		}
		for key := range keys {
			begins := at + 16 + 16*key + int(u32(p[16+16*key+4:]))
			for bit := range 16 { // the first two bytes have the order
				must(t, os.RemoveAll(dir))
				must(t, os.CopyFS(dir, os.DirFS(sound)))
				b := slices.Clone(file)
				b[begins+bit/8] ^= 1 << (bit % 8)
				must(t, os.WriteFile(filepath.Join(name, "store.db"), b, 0o600))
				s, err := store.Open(dir)
				if err == nil {
					var done store.Tided
					if done, err = s.Tide(t.Context(), nil); err == nil {
						if kept++; done.Parcels != 2*each {
							t.Errorf("key %d, bit %d: the tide carries %+v", key, bit, done)
						}
					}
					must(t, s.Close())
				}
				if err != nil {
					if refused++; !errors.Is(err, store.ErrDamaged) {
						t.Errorf("key %d, bit %d: %v", key, bit, err)
					}
				}
			}
		}
	}
	if t.Logf("%d refused, %d kept", refused, kept); refused == 0 {
		t.Error("no bit hit a key")
	}
}

// TestAnything_FlippedBitInStructure_NeverCrashesOrLies flips bits where bbolt
// keeps its pages in order. Then more may be lost, but it is said; and what is
// acknowledged all the same can be saved.
func TestAnything_FlippedBitInStructure_NeverCrashesOrLies(t *testing.T) {
	d, tries, astray := newDamaged(t, 6), rounds(25), 0
	for range tries {
		at := (2+d.r.IntN(len(d.sound)/page-2))*page + d.r.IntN(56)
		d.flip(t, at)
		s, err := store.Open(d.dir)
		if err != nil {
			if !errors.Is(err, store.ErrDamaged) {
				t.Errorf("byte %d: Open: %v", at, err)
			}
			continue
		}
		missing := []error{store.ErrDamaged, store.ErrNoParcel, store.ErrNoInbox}
		d.unreadable(t, s, missing...)
		_, _, snapshot := s.Snapshot(t.Context(), inbox)
		_, _, put := s.Put(t.Context(), inbox, storetest.Parcel(1000), 99)
		apply := s.Apply(t.Context(), inbox, func(now store.State) (store.State, []store.ID, error) {
			return now, d.ids[:2], nil
		})
		_, expire := s.Expire(t.Context(), 31)
		for what, err := range map[string]error{"Snapshot": snapshot, "Put": put, "Apply": apply, "Expire": expire} {
			if err != nil && !slices.ContainsFunc(missing, func(e error) bool { return errors.Is(err, e) }) {
				t.Errorf("byte %d: %s: %v", at, what, err)
			}
		}
		d.unreadable(t, s, missing...)
		_, found := s.Get(t.Context(), inbox, store.IDOf(storetest.Parcel(1000)))
		must(t, s.Close())
		if put != nil {
			continue
		}
		if found != nil {
			astray++
		}
		save := filepath.Join(fastDir(t), "saved")
		_, err = store.Check(t.Context(), d.dir, save, nil)
		must(t, err)
		s, err = store.Open(save)
		must(t, err)
		b, err := s.Get(t.Context(), inbox, store.IDOf(storetest.Parcel(1000)))
		must(t, s.Close())
		if err != nil || !bytes.Equal(b, storetest.Parcel(1000)) {
			t.Errorf("byte %d: what was put then is lost: %v", at, err)
		}
	}
	t.Logf("%d of %d tries acknowledged what only Check finds", astray, tries)
}

// TestApply_ValueLeadsElsewhere has the name of a parcel lead to another's bytes, and
// to where all names are: removing the one must not take the others with it, nor
// go round and round.
func TestApply_ValueLeadsElsewhere_IsRefusedAndTakesNothingAlong(t *testing.T) {
	d := newDamaged(t, 6)
	u64, names, roots := binary.LittleEndian.Uint64, 0, map[uint64]int{}
	for n := 2; n < len(d.sound)/page; n++ {
		p := d.sound[n*page:]
		if u64(p) == uint64(n) && p[8] == 2 && p[10] == 7 && p[16] == 1 { // the names of the values, a bucket each
			names = n
			for e := range 7 {
				element := p[16+16*e:]
				value := 16 + 16*e + int(binary.LittleEndian.Uint32(element[4:])) + 16
				roots[u64(p[value:])] = n*page + value
			}
		}
	}
	if names == 0 || len(roots) != 7 {
		t.Fatalf("%d values were found on page %d", len(roots), names)
	}
	for _, to := range append(slices.Collect(maps.Keys(roots)), uint64(names)) {
		for from, at := range roots {
			if from == to || d.sound[int(from)*page+12] != 64 { // or it is the state
				continue
			}
			b := slices.Clone(d.sound)
			binary.LittleEndian.PutUint64(b[at:], to)
			must(t, os.WriteFile(d.file, b, 0o600))
			d.refuseOne(t)
		}
	}
}

// refuseOne fails the test unless one parcel is damaged, can neither be removed nor
// put again, and stays the only one.
func (d damaged) refuseOne(t *testing.T) {
	t.Helper()
	s := open(t, d.dir)
	defer s.Close()
	bad := d.unreadable(t, s, store.ErrDamaged)
	if len(bad) != 1 {
		t.Fatalf("parcels %v are damaged", bad)
	}
	apply := s.Apply(t.Context(), inbox, func(now store.State) (store.State, []store.ID, error) {
		return now, []store.ID{d.ids[bad[0]]}, nil
	})
	_, _, put := s.Put(t.Context(), inbox, storetest.Parcel(uint64(bad[0])), 30)
	if !errors.Is(apply, store.ErrDamaged) || !errors.Is(put, store.ErrDamaged) {
		t.Errorf("Apply: %v, Put: %v", apply, put)
	}
	if after := d.unreadable(t, s, store.ErrDamaged); !slices.Equal(after, bad) {
		t.Errorf("then parcels %v are damaged", after)
	}
}

// TestCheck_FreeListSpoilt: a page that is in use and is taken for a free one is
// written over, in the middle of a parcel as often as not.
func TestCheck_FreeListSpoilt_SavesWhatWasPutThen(t *testing.T) {
	d := newDamaged(t, 6)
	put := 0
	for n := 2; n < len(d.sound)/page; n++ {
		p := d.sound[n*page:]
		if binary.LittleEndian.Uint64(p) != uint64(n) || p[8] != 0x10 || p[10] == 0 {
			continue
		}
		for bit := range 8 * int(p[10]) { // the lowest byte of each that is free
			b := slices.Clone(d.sound)
			free := b[n*page+16+bit&^7:]
			free[0] ^= 1 << (bit % 8)
			must(t, os.WriteFile(d.file, b, 0o600))
			s, err := store.Open(d.dir)
			if err != nil {
				continue
			}
			_, _, err = s.Put(t.Context(), inbox, storetest.Parcel(1000), 99)
			must(t, s.Close())
			if err != nil {
				continue
			}
			put++
			save := filepath.Join(fastDir(t), "saved")
			_, err = store.Check(t.Context(), d.dir, save, nil)
			must(t, err)
			s = open(t, save)
			got, err := s.Get(t.Context(), inbox, store.IDOf(storetest.Parcel(1000)))
			must(t, s.Close())
			if err != nil || !bytes.Equal(got, storetest.Parcel(1000)) {
				t.Errorf("bit %d, page %d: what was put is lost: %v", bit, n, err)
			}
		}
	}
	if put == 0 {
		t.Error("nothing was put")
	}
}
