package desk

import (
	"testing"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/figures"
	"luwte/internal/desk/register"
)

// total returns how many cases the figures of this year count, and how many in one row of a table.
func (w *world) total(table, row string) (total, n int) {
	w.t.Helper()
	years, err := w.desk.Years()
	w.must(err)
	if len(years) == 0 {
		return 0, 0
	}
	y, err := w.desk.Figures(years[0], false)
	w.must(err)
	for _, t := range y.Tables {
		for i, v := range t.Rows {
			if t.ID == table && v.ID == row {
				n = t.Cells[i][0].N
			}
		}
	}
	return y.Total.N, n
}

// TestFigures_CorrectedAndDestroyedCases_CountForThoseWhoMightSeeThem has a case that the officer corrects, and what is left of it for a second handler, for one who comes later and for one
// who was shut out.
func TestFigures_CorrectedAndDestroyedCases_CountForThoseWhoMightSeeThem(t *testing.T) {
	w := newWorld(t)
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Keeper)
	w.enter("Bram Kok")
	m := w.coder().reportMessage("Een lek.")
	m.Topic, m.Answers = "leak", []message.Answer{
		{ID: "system", Question: "Om welke gegevens gaat het?", Values: []string{"persons", "unsure"}, Answer: "BRP"},
		{ID: "position", Question: "Vanuit welke functie?", Values: []string{"counter"}, Answer: "Loket"},
	}
	id := w.sole(w.bring(w.seal(m))).Case
	for _, c := range []struct {
		change     func(*File)
		table, row string
	}{
		{func(*File) {}, figures.Position, "counter"},
		{func(*File) {}, figures.Data, "persons"},
		{func(*File) {}, figures.Outcome, figures.StillOpen},
		{func(*File) {}, figures.Criminals, figures.Unknown},
		{func(f *File) { f.Figures = Figures{"systems", []string{figures.Unknown}, "yes"} }, figures.Position, "systems"},
		{func(f *File) { f.Kind, f.Status, f.Outcome = "breach", StatusClosed, "founded" }, figures.Kind, "breach"},
		{func(*File) {}, figures.Outcome, "founded"},
		{func(*File) {}, figures.Criminals, "yes"},
	} {
		w.must(w.desk.ChangeFile(id, "case-set", nil, func(f *File) error { c.change(f); return nil }))
		if total, n := w.total(c.table, c.row); total != 1 || n != 1 {
			t.Errorf("%s %s: %d of %d", c.table, c.row, n, total)
		}
	}
	if _, n := w.total(figures.Data, "persons"); n != 0 {
		t.Error("data that the officer took out counts")
	}
	w.must(w.desk.Exclude(id, "Anna Bos"))
	w.must(w.desk.reg.Update(func(tx *register.Tx) error {
		c, err := w.desk.load(tx)
		w.must(err)
		_, err = w.desk.keepPast(tx, c, id, new(pasts))
		return err
	}))
	w.handler("Cees Later", Keeper)
	for name, want := range map[string]int{"Anna Bos": 0, "Bram Kok": 2, "Cees Later": 2} { // the case, and what would be left of it
		w.enter(name)
		if total, n := w.total(figures.Position, "systems"); total != want || n != want {
			t.Errorf("%s: %d of %d, expected %d", name, n, total, want)
		}
		if all, err := w.desk.List(false); err != nil || len(all.Cases) > 1 {
			t.Errorf("%s: what is left looks like a case: %+v, %v", name, all.Cases, err)
		}
	}
	if _, err := w.desk.Counted("nothing1"); err == nil {
		t.Error(cases.ErrNoCase)
	}
}
