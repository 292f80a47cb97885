package open_test

import (
	"encoding/hex"
	"errors"
	"testing"

	"filippo.io/age"

	"luwte/crypto/charter"
	"luwte/crypto/label"
	"luwte/crypto/message"
	"luwte/crypto/open"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/crypto/slots"
	"luwte/crypto/vectors"

	"luwte/crypto/canon"
	"luwte/internal/fuzzing"
)

var sentinels = map[string]error{
	vectors.Short: parcel.ErrShort, vectors.Long: parcel.ErrLong, vectors.Shape: parcel.ErrShape, vectors.Sealed: open.ErrSealed,
	vectors.Malformed: message.ErrMalformed, vectors.Version: message.ErrVersion, vectors.Bureau: open.ErrBound, vectors.MAC: message.ErrMAC,
}

func identity(t testing.TB, s string) *age.HybridIdentity {
	t.Helper()
	id, err := age.ParseHybridIdentity(s)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func bureau(t testing.TB, s string) (f charter.Fingerprint) {
	t.Helper()
	if err := f.UnmarshalText([]byte(s)); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestParcel_Vectors_Agree(t *testing.T) {
	v := vectors.Load[vectors.Parcels]("parcel.json")
	id, f := identity(t, v.Identity), bureau(t, v.Bureau)
	for _, c := range v.Cases {
		t.Run(c.Name, func(t *testing.T) {
			m, err := open.Parcel(id, c.Bytes(), f, v.Epoch)
			vectors.Expect(t, c.Error, err, sentinels)
			if err == nil && m.(*message.Report).Topic != "approached" {
				t.Error("opens to another report")
			}
		})
	}
	vectors.ExpectCount(t, len(v.Cases), 14)
}

func TestParcel_OtherBureauOrEpoch_IsRefused(t *testing.T) {
	v := vectors.Load[vectors.Parcels]("parcel.json")
	id, f, data := identity(t, v.Identity), bureau(t, v.Bureau), vectors.File("report.age")
	if _, err := open.Parcel(id, data, f, v.Epoch+1); !errors.Is(err, open.ErrBound) {
		t.Errorf("another epoch: %v", err)
	}
	f[31] ^= 1
	if _, err := open.Parcel(id, data, f, v.Epoch); !errors.Is(err, open.ErrBound) {
		t.Errorf("another bureau: %v", err)
	}
}

func TestNote_Vectors_Agree(t *testing.T) {
	v := vectors.Load[vectors.Notes]("note.json")
	sentinels := map[string]error{vectors.Shape: open.ErrNote, vectors.Sealed: open.ErrSealed, vectors.MAC: message.ErrMAC,
		vectors.Malformed: message.ErrMalformed, vectors.Version: message.ErrVersion}
	s, errS := hex.DecodeString(v.Slots)
	nonce, errN := hex.DecodeString(v.Nonce)
	if errS != nil || errN != nil {
		t.Fatal(errS, errN)
	}
	for _, c := range v.Cases {
		t.Run(c.Name, func(t *testing.T) {
			at := message.Place{Bureau: bureau(t, v.Bureau), Nonce: [32]byte(nonce), Slot: c.Slot}
			n, err := open.Note(identity(t, v.Identity), slots.Secret(s), at, c.Bytes())
			vectors.Expect(t, c.Error, err, sentinels)
			if err != nil {
				return
			}
			if object, err := canon.Marshal(n); err != nil || string(object) != c.Object {
				t.Errorf("says %s, expected %s", object, c.Object)
			}
		})
	}
	vectors.ExpectCount(t, len(v.Cases), 31)
}

func TestCheckRecipient_Vectors_Agree(t *testing.T) {
	v := vectors.Load[vectors.Parcels]("parcel.json")
	for _, c := range v.Recipients {
		t.Run(c.Name, func(t *testing.T) {
			vectors.Expect(t, c.Error, seal.CheckRecipient(c.Text), map[string]error{vectors.Recipient: seal.ErrRecipient})
		})
	}
	vectors.ExpectCount(t, len(v.Recipients), 11)
}

func TestDecoy_LooksLikeANote(t *testing.T) {
	a, errA := seal.Decoy()
	b, errB := seal.Decoy()
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if len(a) != 4096 || parcel.CheckSealed(a) != nil || string(a) == string(b) {
		t.Errorf("a decoy of %d bytes, shape %v", len(a), parcel.CheckSealed(a))
	}
}

// The wrong MAC of a note must be found whatever is altered in its plaintext: this is the claim that the MAC covers all of it.
func TestDecodeNote_AnyBitFlipped_IsRefused(t *testing.T) {
	at := message.Place{Slot: 1}
	plaintext, err := message.EncodeNote(message.Note{Kind: message.KindAnswer, Slot: 1, Part: 1, Parts: 1, Text: "ja"}, slots.Secret{1}, at)
	if err != nil {
		t.Fatal(err)
	}
	for i := range plaintext {
		plaintext[i] ^= 1
		if _, err := message.DecodeNote(plaintext, slots.Secret{1}, at); !errors.Is(err, message.ErrMAC) {
			t.Fatalf("byte %d altered: %v (label %q)", i, err, label.BindNote)
		}
		plaintext[i] ^= 1
	}
}

func FuzzParcel(f *testing.F) {
	v := vectors.Load[vectors.Parcels]("parcel.json")
	vectors.ExpectCount(f, len(v.Cases), 14)
	for _, c := range v.Cases {
		fuzzing.Add(f, 5, c.Bytes())
	}
	id, b := identity(f, v.Identity), bureau(f, v.Bureau)
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := open.Parcel(id, data, b, v.Epoch); err == nil && len(data) != parcel.Size {
			t.Fatal("opened a parcel of another size")
		}
	})
}

func FuzzNote(f *testing.F) {
	v := vectors.Load[vectors.Notes]("note.json")
	vectors.ExpectCount(f, len(v.Cases), 31)
	for _, c := range v.Cases {
		fuzzing.Add(f, 5, c.Bytes(), c.Slot)
	}
	id, b := identity(f, v.Identity), bureau(f, v.Bureau)
	f.Fuzz(func(t *testing.T, data []byte, slot int) {
		n, err := open.Note(id, slots.Secret{}, message.Place{Bureau: b, Slot: slot}, data)
		if err == nil {
			t.Fatalf("opened with another S: %v", n.Kind)
		}
	})
}
