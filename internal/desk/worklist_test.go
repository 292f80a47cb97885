package desk

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"luwte/crypto/day"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
)

func (w *world) work(f Filter) string {
	w.t.Helper()
	all, err := w.desk.Work(f)
	w.must(err)
	var ids []string
	for _, l := range all {
		ids = append(ids, l.ID)
	}
	return strings.Join(ids, " ")
}

func TestWork_FiltersAndTexts_FindWhatTheySay(t *testing.T) {
	w := newWorld(t)
	one := w.coder()
	a := w.sole(w.bring(one.report("Over een VERGUNNING."))).Case
	b := w.sole(w.bring(w.coder().report("Over parkeren."))).Case
	c := w.sole(w.bring(w.coder().report("Over iets anders."))).Case
	set := func(id string, fn func(*File)) {
		w.must(w.desk.ChangeFile(id, "case-set", nil, func(f *File) error { fn(f); return nil }))
	}
	w.must(w.desk.AddNote(b, "Gebeld met de Havenmeester."))
	set(b, func(f *File) { f.Status, f.Labels, f.Handler = StatusInProgress, []string{"haven", "haven"}, "Bram" })
	set(b, func(f *File) {
		f.SetDeadlines(map[string]day.Day{"interview": w.desk.today() + 90, "call": w.desk.today() + 5})
	})
	set(c, func(f *File) { f.SetDeadlines(map[string]day.Day{"meeting": w.desk.today() + 3}) })
	set(a, func(f *File) { f.Status, f.Outcome = StatusClosed, "unfounded" })
	_, err := w.desk.Reply(c, "Bedankt voor uw melding.")
	w.must(err)
	for _, again := range []bool{false, true} {
		for f, want := range map[Filter]string{
			{}: c + " " + b + " " + a, {Text: "vergunning"}: a, {Text: "HAVENMEESTER"}: b, {Text: "bedankt"}: c, {Text: "niets"}: "", {Status: StatusInProgress}: b,
			{Label: "haven"}: b, {Handler: "bram"}: b, {Kind: "approached"}: c + " " + b + " " + a, {Status: StatusClosed, Text: "over"}: a,
		} {
			if got := w.work(f); got != want {
				t.Errorf("%+v finds %q, expected %q (opened again: %v)", f, got, want, again)
			}
		}
		w.reopen()
	}
	w.work(Filter{})
	w.bring(one.turn(w.coder(), "Het vervolg.", nil)) // what comes later is found too
	if got := w.work(Filter{Text: "vervolg"}); got != a {
		t.Errorf("%q", got)
	}
	f, err := w.desk.CaseFile(b)
	if err != nil || len(f.Labels) != 1 || len(f.Notes) != 1 || f.Notes[0].By != "alice" {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestChangeFile_Wrong_ChangesNothing(t *testing.T) {
	w := newWorld(t)
	id := w.sole(w.bring(w.coder().report("Een."))).Case
	for name, c := range map[string]struct {
		fn   func(*File)
		want error
	}{
		"no status":         {func(f *File) { f.Status = "done" }, ErrStatus},
		"no outcome":        {func(f *File) { f.Status = StatusClosed }, ErrStatus},
		"outcome while new": {func(f *File) { f.Outcome = "unfounded" }, ErrStatus},
		"two lines":         {func(f *File) { f.Kind = "a\nb" }, ErrField},
		"long":              {func(f *File) { f.Labels = []string{strings.Repeat("x", 101)} }, ErrField},
		"empty note":        {func(f *File) { f.Notes = []Note{{Text: " "}} }, ErrField},
	} {
		if err := w.desk.ChangeFile(id, "case-set", nil, func(f *File) error { c.fn(f); return nil }); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if f, err := w.desk.CaseFile(id); err != nil || f.Status != StatusNew || f.Kind != "" || len(f.Notes) != 0 {
		t.Errorf("%+v, %v", f, err)
	}
	if err := w.desk.AddNote("nothere1", "Een."); !errors.Is(err, cases.ErrNoCase) {
		t.Error(err)
	}
}

// BenchmarkTenThousandCases measures a session of a desk with 10 000 cases and 50 000 letters of 600 bytes: opening the cases, the list, and a search over all words.
func BenchmarkTenThousandCases(b *testing.B) {
	const count, letters = 10_000, 5
	w := newWorld(b)
	w.must(w.desk.reg.Update(func(tx *register.Tx) error {
		for i := range count {
			if err := w.plant(tx, fmt.Sprintf("c%07d", i), letters); err != nil {
				return err
			}
		}
		return nil
	}))
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			w.reopen()
			if all, err := w.desk.Work(Filter{}); err != nil || len(all) != count {
				b.Fatal(len(all), err)
			}
		}
	})
	b.Run("proposals", func(b *testing.B) { // on every list that a screen shows
		for b.Loop() {
			if _, err := w.desk.Proposals(); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, f := range map[string]Filter{"list": {}, "search": {Text: "letter 4 of c0009999"}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if all, err := w.desk.Work(f); err != nil || len(all) != count && len(all) != 1 {
					b.Fatal(len(all), err)
				}
			}
		})
	}
}

// plant writes a case as an import does, but without sealing 60 000 parcels.
func (w *world) plant(tx *register.Tx, id string, letters int) error {
	c := &cases.Case{ID: id, Opened: w.desk.today(), Codes: 1, Last: letters}
	if err := tx.PutJSON(caseBucket, "case/"+id, c); err != nil {
		return err
	}
	if err := tx.PutJSON(caseBucket, "branch/"+id+"/1", &cases.Branch{ID: 1, Day: w.desk.today()}); err != nil {
		return err
	}
	all, err := w.desk.handlers(tx)
	if err != nil {
		return err
	}
	if err := w.desk.begin(tx, &begun{id: id, to: all}); err != nil {
		return err
	}
	k, err := w.desk.key(tx, id)
	if err != nil {
		return err
	}
	for n := 1; n <= letters; n++ {
		mark := cases.Mark(fmt.Sprintf("%s-%d", id, n))
		if err := tx.PutJSON(caseBucket, fmt.Sprintf("letter/%s/%d", id, n), &cases.Letter{No: n, Parcel: mark, Day: w.desk.today(), Branch: 1, Kind: "report"}); err != nil {
			return err
		}
		text := fmt.Sprintf(`{"Topic":"approached","Language":"nl","Text":"letter %d of %s %s"}`, n, id, strings.Repeat("tien bytes ", 55))
		if err := tx.Put(apartBucket, cases.WordsPrefix+string(mark), k.Seal(cases.WordsPrefix+string(mark), []byte(text))); err != nil {
			return err
		}
	}
	return nil
}
