package desk

import (
	"errors"
	"testing"

	"luwte/internal/desk/cases"
	"luwte/internal/desk/keyring"
)

// TestOpenGathered_TwoHandlers_SharesAndThenEachHisOwn is a desk that only its custodians open: their shares let nobody see a case, and each handler sees his own.
func TestOpenGathered_TwoHandlers_SharesAndThenEachHisOwn(t *testing.T) {
	w := foundWorld(t, parse(t, "2027-01-10"), "")
	w.session(1, 2)
	w.export()
	w.visit(w.today)
	id := w.sole(w.bring(w.coder().report("Over een vergunning."))).Case
	other := w.sole(w.bring(w.coder().report("Over parkeren."))).Case
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Keeper)
	w.must(w.desk.Exclude(id, "Bram Kok"))
	if OpenedBy(w.dir) != Custodians {
		t.Fatal("a passphrase opens it")
	}
	for _, custodians := range [][]int{{1, 3}, {3, 2}} { // whichever come
		w.session(custodians...)
		_, showErr := w.desk.Show(id, 0)
		_, listErr := w.desk.List(false)
		_, logErr := w.desk.Log()
		for _, err := range []error{showErr, listErr, logErr, w.desk.VerifyLog(), w.desk.AddHandler("Cor de Wit", Keeper, keyFor("Cor de Wit")), w.desk.DestroyCase(other, GroundCourt, "vonnis")} {
			if !w.desk.NeedsHandler() || !errors.Is(err, ErrWho) {
				t.Errorf("with shares alone: %v", err)
			}
		}
		if err := w.desk.Enter("Anna Bos", keyFor("Bram Kok")); !errors.Is(err, keyring.ErrPassphrase) {
			t.Errorf("with another's passphrase: %v", err)
		}
		w.must(w.desk.Enter("Anna Bos", keyFor("Anna Bos")))
		if v, err := w.desk.Show(id, 0); err != nil || v.Tree[0].Letters[0].Text != "Over een vergunning." || w.desk.Self().Name != "Anna Bos" {
			t.Errorf("%+v, %v", v, err)
		}
		w.must(w.desk.VerifyLog())
		w.session(custodians...)
		w.must(w.desk.Enter("Bram Kok", keyFor("Bram Kok")))
		all, err := w.desk.List(false)
		if err != nil || len(all.Cases) != 1 || all.Cases[0].ID != other {
			t.Errorf("%+v, %v", all.Cases, err)
		}
		if _, err := w.desk.Show(id, 0); !errors.Is(err, cases.ErrNoCase) {
			t.Errorf("he is shown the other's: %v", err)
		}
	}
}
