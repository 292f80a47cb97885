package seal_test

import (
	"bytes"
	"testing"

	"filippo.io/age"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/message"
	"luwte/crypto/open"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/crypto/slots"
)

func reception(t testing.TB) *age.HybridIdentity {
	t.Helper()
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func report(t testing.TB) *message.Report {
	t.Helper()
	keys, err := code.New().Derive(charter.Fingerprint{})
	if err != nil {
		t.Fatal(err)
	}
	return &message.Report{Head: message.Head{Epoch: 1}, Recipient: keys.Recipient, Slots: keys.Slots, Language: "nl", Form: 1,
		Topic: "approached", Answers: []message.Answer{}, Text: "tekst", Files: []message.FileRef{}}
}

func TestParcel_Sealed_HasItsSizeShapeAndContents(t *testing.T) {
	id, r := reception(t), report(t)
	a, errA := seal.Parcel(id.Recipient().String(), r)
	b, errB := seal.Parcel(id.Recipient().String(), r)
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if err := parcel.CheckShape(a); err != nil {
		t.Error(err)
	}
	if bytes.Equal(a, b) || parcel.IDOf(a) == parcel.IDOf(b) {
		t.Error("the same report sealed twice is the same parcel")
	}
	m, err := open.Parcel(id, a, charter.Fingerprint{}, 1)
	if err != nil || m.(*message.Report).Text != "tekst" {
		t.Errorf("opens to %v, %v", m, err)
	}
}

func TestNote_ForEachKind_HasTheSizeOfANote(t *testing.T) {
	id := reception(t)
	for _, n := range []message.Note{
		{Kind: message.KindReceipt, Part: 1, Parts: 1, Received: 1}, {Kind: message.KindAlarm, Part: 1, Parts: 1},
		{Kind: message.KindAnswer, Slot: 15, Part: 15, Parts: 15, Text: "x"},
	} {
		data, err := seal.Note(id.Recipient().String(), slots.Secret{}, message.Place{Slot: n.Slot}, n)
		if err != nil || len(data) != board.NoteSize {
			t.Errorf("%s: %d bytes, %v", n.Kind, len(data), err)
		}
	}
}

// The desk opens thousands of parcels in a row; age alone on the same bytes is what it can be measured against.
func BenchmarkParcel(b *testing.B) {
	id, r := reception(b), report(b)
	sealed, err := seal.Parcel(id.Recipient().String(), r)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("seal", func(b *testing.B) {
		b.SetBytes(parcel.Size)
		for b.Loop() {
			if _, err := seal.Parcel(id.Recipient().String(), r); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("open", func(b *testing.B) {
		b.SetBytes(parcel.Size)
		for b.Loop() {
			if _, err := open.Parcel(id, sealed, charter.Fingerprint{}, 1); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("age alone opens", func(b *testing.B) {
		b.SetBytes(parcel.Size)
		for b.Loop() {
			plaintext, err := age.Decrypt(bytes.NewReader(sealed), id)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := new(bytes.Buffer).ReadFrom(plaintext); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkDecoy(b *testing.B) {
	for b.Loop() {
		if _, err := seal.Decoy(); err != nil {
			b.Fatal(err)
		}
	}
}
