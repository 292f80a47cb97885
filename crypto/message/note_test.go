package message_test

import (
	"errors"
	"fmt"
	"testing"

	"luwte/crypto/message"
	"luwte/crypto/slots"
	"luwte/crypto/vectors"
)

// Numbers so large that slot + parts - part overflows once passed for an answer that ends before slot 16.
func TestDecodeNote_Parts_MustHaveSlots(t *testing.T) {
	for _, c := range []struct {
		slot, part int
		parts      string
		ok         bool
	}{
		{1, 1, "1", true}, {1, 1, "15", true}, {15, 1, "1", true}, {15, 15, "15", true}, {7, 3, "11", true},
		{1, 1, "16", false}, {2, 1, "15", false}, {15, 1, "2", false}, {7, 3, "12", false}, {1, 2, "2", false}, {0, 1, "1", false},
		{15, 1, "9223372036854775807", false}, {15, 1, "9223372036854775794", false}, {2, 1, "9223372036854775807", false},
		{15, 1, "9007199254740991", false}, {15, 1, "9007199254740992", false}, {15, 1, "18446744073709551615", false},
		{3, -1, "1", false}, {3, 1, "-1", false}, {3, 1, "0", false},
	} {
		const object = `{"format":"luwte/1 note","kind":"answer","slot":%d,"part":%d,"parts":%s,"date":"2026-11-22","received":0,"missing":[],"text":"ja"}`
		p, _ := bound(fmt.Sprintf(object, c.slot, c.part, c.parts), c.slot)
		_, err := message.DecodeNote(p, slots.Secret{}, message.Place{Slot: c.slot})
		if c.ok && err != nil || !c.ok && !errors.Is(err, message.ErrMalformed) {
			t.Errorf("slot %d, part %d of %s: %v", c.slot, c.part, c.parts, err)
		}
	}
}

func TestEncode_NotUTF8_IsRefused(t *testing.T) {
	n := message.Note{Kind: message.KindAnswer, Slot: 1, Part: 1, Parts: 1, Text: "caf\xe9"}
	if _, err := message.EncodeNote(n, slots.Secret{}, message.Place{Slot: 1}); !errors.Is(err, message.ErrMalformed) {
		t.Errorf("a note that no reporter can open: %v", err)
	}
	m, err := message.Decode(plaintextOf(t, vectors.Load[vectors.Parcels]("parcel.json").Plaintexts[0]))
	if err != nil {
		t.Fatal(err)
	}
	r := m.(*message.Report)
	r.Text = "caf\xe9"
	if _, err := message.Encode(r); !errors.Is(err, message.ErrMalformed) {
		t.Errorf("a report that no desk can open: %v", err)
	}
}
