package testbureau_test

import (
	"testing"

	"luwte/crypto/dispatch"
	"luwte/crypto/message"
	"luwte/crypto/open"
	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
)

func TestDispatch_OfBureau_Parses(t *testing.T) {
	b := testbureau.New()
	one, two := parcel.IDOf(testbureau.Rubbish(1)), parcel.IDOf(testbureau.Rubbish(2))
	d, err := dispatch.Parse(b.Dispatch(b.CharterLine(), 7, one, two))
	if err != nil {
		t.Fatal(err)
	}
	if d.Number != 7 || d.Bureau != b.Fingerprint() || len(d.Kept) != 2 || one == two {
		t.Errorf("dispatch %d of %v with %v", d.Number, d.Bureau, d.Kept)
	}
}

func TestReport_OfBureau_OpensWithItsIdentity(t *testing.T) {
	b := testbureau.New()
	sealed, c := b.Report("what I saw")
	m, err := open.Parcel(b.Identity, sealed, b.Fingerprint(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if r, ok := m.(*message.Report); !ok || r.Text != "what I saw" || len(c.Words("en")) != 8 {
		t.Errorf("opened %+v, code %v", m, c)
	}
}

func TestRubbish_Shape_IsAParcels(t *testing.T) {
	if err := parcel.CheckShape(testbureau.Rubbish(3)); err != nil {
		t.Error(err)
	}
}
