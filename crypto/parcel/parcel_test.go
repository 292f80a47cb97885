package parcel_test

import (
	"testing"

	"luwte/crypto/parcel"
	"luwte/crypto/vectors"
	"luwte/internal/fuzzing"
)

var sentinels = map[string]error{vectors.Short: parcel.ErrShort, vectors.Long: parcel.ErrLong, vectors.Shape: parcel.ErrShape}

func TestCheckShape_Vectors_Agree(t *testing.T) {
	v := vectors.Load[vectors.Parcels]("parcel.json")
	for _, c := range v.Cases {
		t.Run(c.Name, func(t *testing.T) {
			want := c.Error
			if want == vectors.Sealed { // has the right shape: only the key can tell
				want = ""
			}
			vectors.Expect(t, want, parcel.CheckShape(c.Bytes()), sentinels)
		})
	}
	vectors.ExpectCount(t, len(v.Cases), 14)
	for _, id := range v.IDs {
		if got := parcel.IDOf(vectors.File(id.Base)); got.String() != id.ID {
			t.Errorf("id of %s is %s, expected %s", id.Base, got, id.ID)
		}
	}
	vectors.ExpectCount(t, len(v.IDs), 1)
}

func TestParseID_NotLowerHex_IsRefused(t *testing.T) {
	good := "00112233445566778899aabbccddeeff"
	if id, err := parcel.ParseID(good); err != nil || id.String() != good {
		t.Fatalf("%v %v", id, err)
	}
	for _, s := range []string{"", good[:31], good + "0", "00112233445566778899AABBCCDDEEFF", "0011223344556677889900112233445g"} {
		if _, err := parcel.ParseID(s); err == nil {
			t.Errorf("%q was accepted", s)
		}
	}
}

func FuzzCheckSealed(f *testing.F) {
	v := vectors.Load[vectors.Parcels]("parcel.json")
	vectors.ExpectCount(f, len(v.Cases), 14)
	for _, c := range v.Cases {
		data := c.Bytes()
		fuzzing.Add(f, 40, data[:min(len(data), parcel.HeaderSize)])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if parcel.CheckSealed(data) == nil && len(data) < parcel.HeaderSize {
			t.Fatal("a header shorter than a header")
		}
	})
}

func FuzzParseID(f *testing.F) {
	fuzzing.Add(f, 200, "00112233445566778899aabbccddeeff")
	f.Fuzz(func(t *testing.T, text string) {
		if id, err := parcel.ParseID(text); err == nil && id.String() != text {
			t.Fatalf("%q is %s", text, id)
		}
	})
}
