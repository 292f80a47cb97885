package cases_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
)

// store is what a desk keeps of a register.
type store struct {
	light, apart map[string][]byte
	written      int // bytes, in all
	largest      int // record of those that every command reads
}

func newStore() *store { return &store{light: map[string][]byte{}, apart: map[string][]byte{}} }

func (s *store) save(t testing.TB, r *cases.Register) {
	t.Helper()
	records, err := r.Changes()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range records {
		to := s.light
		if c.Moved {
			continue
		}
		if c.Apart {
			to = s.apart
		} else {
			s.largest = max(s.largest, len(c.Data))
		}
		if s.written += len(c.Data); c.Data == nil {
			delete(to, c.Key)
		} else {
			to[c.Key] = c.Data
		}
	}
	r.Saved()
}

func (s *store) open(t testing.TB, keys cases.Keys) *cases.Register {
	t.Helper()
	r, err := cases.New(keys, rand.NewChaCha8([32]byte{byte(len(s.light))}), maps.All(s.light))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (s *store) kept(key string) ([]byte, bool) { data, ok := s.apart[key]; return data, ok }

// flood takes parcels as a desk does, in batches, and settles.
func (s *store) flood(t testing.TB, r *cases.Register, parcels []cases.Opened) {
	t.Helper()
	for i, o := range parcels {
		if _, err := r.Take(today, o); err != nil {
			t.Fatal(err)
		}
		if i%16 == 15 || i == len(parcels)-1 {
			s.save(t, r)
		}
	}
	r.Settle(today)
	s.save(t, r)
}

// TestTake_Floods_CostNoMoreForEachParcel sends what shall keep a desk busy, and an honest report last. What is written for a parcel must
// not grow with what was written before, no record may grow large, and the honest reporter gets a receipt.
func TestTake_Floods_CostNoMoreForEachParcel(t *testing.T) {
	const largest = 700_000 // a letter's files, if all its parcel names pieces
	for name, parcels := range floods {
		t.Run(name, func(t *testing.T) {
			n := 600
			if strings.Contains(name, "pieces") {
				n = 120
			}
			if deep.runs < whole.runs && name != "siblings" {
				n = 60
			}
			few, many := newStore(), newStore()
			few.flood(t, few.open(t, testKeys), parcels(n/3))
			many.flood(t, many.open(t, testKeys), parcels(n))
			if a, b := few.written*3, many.written; b > a+a/3 {
				t.Errorf("%d bytes written for %d parcels, %d for %d", b, n, few.written, n/3)
			}
			light := 0
			for _, data := range many.light {
				light += len(data)
			}
			if many.largest > largest || light > 70*cases.MaxWanted+5000*n {
				t.Errorf("a record of %d bytes, and %d in all are read by every command", many.largest, light)
			}
			r := many.open(t, testKeys)
			if got, _ := take(t, r, today, bystander); got[0] != cases.NewCase {
				t.Errorf("an honest report is %q", got)
			}
			many.save(t, r)
			goesOn(t, r, many)
		})
	}
}

// goesOn does what officers do. The bystander has a receipt on the first board if there are not too many other cases.
func goesOn(t *testing.T, r *cases.Register, s *store) {
	t.Helper()
	again := s.open(t, testKeys)
	if a, b := r.List(), again.List(); !reflect.DeepEqual(a, b) {
		t.Error("the list is another after reading the records again")
	}
	p := r.Publish(today, cases.Room{Entries: 16}, 26)
	if i := slices.IndexFunc(p.Items, func(i cases.Item) bool { return i.Secret == secretOf(bystander.to) }); i < 0 && len(r.List()) < 8 {
		t.Errorf("no receipt for an honest reporter among %d cases", len(r.List()))
	}
	for _, i := range p.Items {
		for _, n := range i.Notes {
			if slices.ContainsFunc(n.Missing, func(name string) bool { return len(name) > 200 }) || len(n.Missing) > message.NotePlaintextSize {
				t.Errorf("a receipt names %d files, some at length", len(n.Missing))
			}
		}
	}
	r.Published(today, p)
	for _, c := range r.List()[:min(5, len(r.List()))] {
		if v, err := again.Show(c.ID, 0, s.kept); err != nil || v.Letters != c.Letters {
			t.Errorf("show: %v", err)
		}
		if err := r.CloseAll(today, c.ID); err != nil {
			t.Error(err)
		}
	}
	s.save(t, r)
	s.open(t, testKeys)
}

func TestShow_WordsDamagedOrGone_ShowsTheRest(t *testing.T) {
	r, s := newRegister(t, testKeys), newStore()
	_, id := take(t, r, today, report("1"))
	take(t, r, today, turn("1", "2"))
	take(t, r, today, turn("2", "3"))
	s.save(t, r)
	keys := slices.Sorted(maps.Keys(s.apart)) // three events, then three words
	s.apart[keys[4]] = []byte(`{"Text":"cut sho`)
	delete(s.apart, keys[5])
	delete(s.apart, keys[1])
	v, err := s.open(t, testKeys).Show(id, 0, s.kept)
	if err != nil || len(v.Tree) != 3 || len(v.Events) != 3 || v.Events[1].What != cases.DamagedEvent || v.Events[2].What != cases.Turn {
		t.Fatalf("%+v, %v", v, err)
	}
	damaged, words := 0, 0
	for _, b := range v.Tree {
		for _, l := range b.Letters {
			if l.Damaged {
				damaged++
			} else if strings.HasPrefix(l.Text, "words of") {
				words++
			}
		}
	}
	if damaged != 2 || words != 1 {
		t.Errorf("%d damaged, %d with words", damaged, words)
	}
}

func TestShow_MoreWordsThanCanBeShown_GoesOnFromANumber(t *testing.T) {
	r, s := newRegister(t, testKeys), newStore()
	const n = 300
	s.flood(t, r, floods["long repeats"](n))
	r = s.open(t, testKeys)
	id, shown, pages := r.List()[0].ID, 0, 0
	for from := 1; from != 0; pages++ {
		v, err := r.Show(id, from, s.kept)
		if err != nil || v.Letters != n || len(v.Events) != n {
			t.Fatal(v, err)
		}
		for _, l := range slices.Concat(v.Tree[0].Letters, v.Filed) {
			if shown++; l.No != shown || l.Damaged || l.Text != long {
				t.Fatalf("letter %d is shown as number %d", l.No, shown)
			}
		}
		from = v.Next
	}
	if shown != n || pages != 2 {
		t.Errorf("%d letters on %d pages", shown, pages)
	}
}

func TestNew_RecordOfACaseMissing_IsRefused(t *testing.T) {
	r, s := newRegister(t, testKeys), newStore()
	take(t, r, today, report("1"))
	take(t, r, today, turn("1", "2"))
	s.save(t, r)
	if len(s.light) != 5 {
		t.Fatalf("%d records", len(s.light))
	}
	for key, data := range s.light {
		delete(s.light, key)
		if _, err := cases.New(testKeys, nil, maps.All(s.light)); err == nil || !strings.Contains(err.Error(), cases.ErrRecord.Error()) {
			t.Errorf("without %s: %v", key, err)
		}
		s.light[key] = data
	}
	s.open(t, testKeys)
}

func TestTake_TooManyPiecesNamed_GivesUpTheGreatest(t *testing.T) {
	r, s := newRegister(t, testKeys), newStore()
	_, honest := take(t, r, today, report("honest").with("a", "b"))
	s.flood(t, r, floods["cases naming many pieces"](50))
	r = s.open(t, testKeys)
	if got, _ := take(t, r, today, piece("a")); got[0] != cases.FilePiece {
		t.Errorf("an honest piece is %q", got)
	}
	given, wanted := 0, 0
	for i := range 50 {
		switch got, _ := take(t, r, today, piece(fmt.Sprint("piece ", i*7000))); got[0] {
		case cases.Waiting:
			given++
		case cases.FilePiece:
			wanted++
		}
	}
	if wanted != cases.MaxWanted/7002 || given+wanted != 50 {
		t.Errorf("pieces of %d letters are given up, of %d not", given, wanted)
	}
	for _, c := range r.List() {
		if want := map[bool]int{true: 1, false: 2}[c.ID == honest]; c.Missing != want {
			t.Errorf("%d files are missing, want %d", c.Missing, want)
		}
	}
}

func TestTake_PieceBeforeTheEpochOfItsLetter_IsFound(t *testing.T) {
	s := newStore()
	r := s.open(t, cases.Keys{1: {1}})
	outcomes, err := r.Take(today, piece("a").opened())
	if err != nil || outcomes[0].Kind != cases.Waiting {
		t.Fatal(outcomes, err)
	}
	s.save(t, r)
	r = s.open(t, testKeys)
	got, id := takeIn(t, r, today, report("1").with("a"), 2)
	wantKinds(t, got, cases.NewCase, cases.FilePiece)
	s.save(t, r)
	v, err := s.open(t, testKeys).Show(id, 0, s.kept)
	if err != nil || v.Missing != 0 {
		t.Fatal(v, err)
	}
	if f := v.Tree[0].Letters[0].Files[0]; !f.Whole() || f.Parts[0].Parcel != outcomes[0].Parcel {
		t.Errorf("file %+v, its bytes are under %s", f, outcomes[0].Parcel)
	}
}

func TestTake_PieceAfterItsLetter_IsFoundUnderItsOwnMark(t *testing.T) {
	r, s := newRegister(t, testKeys), newStore()
	_, id := takeIn(t, r, today, report("1").with("a", "b"), 1)
	o := piece("a").opened()
	o.Message.(*message.File).Epoch = 2
	outcomes, err := r.Take(today, o)
	if err != nil {
		t.Fatal(err)
	}
	s.save(t, r)
	v, err := s.open(t, testKeys).Show(id, 0, s.kept)
	if err != nil || v.Missing != 1 {
		t.Fatal(v, err)
	}
	if f := v.Tree[0].Letters[0].Files; f[0].Parts[0] != (cases.Part{Parcel: outcomes[0].Parcel, Have: true}) || f[1].Whole() {
		t.Errorf("files %+v", f)
	}
}

func TestTake_LongTagsAndNames_AreCutWhereListsShowThem(t *testing.T) {
	r := newRegister(t, testKeys)
	o := report("1").opened()
	m := o.Message.(*message.Report)
	m.Language = "nl" + strings.Repeat("-abcdefgh", 1000)
	m.Files = []message.FileRef{file(strings.Repeat("é", 1000), 0, 1)}
	if _, err := r.Take(today, o); err != nil {
		t.Fatal(err)
	}
	s := r.List()[0]
	r.Describe(&s, nil)
	if l := s.Language; l != "nl-abcdefgh-abcdefgh-abcdefgh-abcde…" {
		t.Errorf("language %q", l)
	}
	if n := r.Publish(today, cases.Room{Entries: 16}, 4).Items[0].Notes[0].Missing; len(n) != 1 || n[0] != strings.Repeat("é", 60)+"…" {
		t.Errorf("missing %q", n)
	}
	if v, err := r.Show(r.List()[0].ID, 0, nil); err != nil || v.Tree[0].Letters[0].Files[0].Name != m.Files[0].Name {
		t.Errorf("the letter has another name: %v", err)
	}
}

func TestPending_Many_CutsTexts(t *testing.T) {
	r, s := newRegister(t, testKeys), newStore()
	s.flood(t, r, floods["long early follow-ups"](40))
	total := 0
	for _, p := range s.open(t, testKeys).Pending(s.kept) {
		total += len(p.Text)
	}
	if total > 5<<20 || total < 1<<20 {
		t.Errorf("%d bytes", total)
	}
	if p := s.open(t, testKeys).Pending(nil); len(p) != 40 || p[0].Text != "" || p[0].Size != len(long) {
		t.Errorf("%d wait", len(p))
	}
}

// BenchmarkFlood shows how time and what is written grow with the number of parcels.
func BenchmarkFlood(b *testing.B) {
	for _, name := range slices.Sorted(maps.Keys(floods)) {
		for _, n := range []int{250, 500, 1000} {
			b.Run(fmt.Sprint(name, "/", n), func(b *testing.B) {
				parcels := floods[name](n)
				for b.Loop() {
					s := newStore()
					r := s.open(b, testKeys)
					s.flood(b, r, parcels)
					r.Publish(today, cases.Room{Entries: 512}, 26)
					r.List()
					b.ReportMetric(float64(s.written)/float64(n), "written-B/parcel")
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/parcel")
			})
		}
	}
}
