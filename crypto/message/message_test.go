package message_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/slots"
	"luwte/crypto/vectors"
	"luwte/internal/fuzzing"
)

var sentinels = map[string]error{vectors.Malformed: message.ErrMalformed, vectors.Version: message.ErrVersion}

const plaintexts = 47

func plaintextOf(t testing.TB, c vectors.PlaintextCase) []byte {
	t.Helper()
	body, err := hex.DecodeString(c.Body)
	if err != nil {
		t.Fatal(err)
	}
	p := make([]byte, parcel.PlaintextSize)
	binary.BigEndian.PutUint32(p, uint32(len(c.Object)+c.Longer))
	copy(p[4:], c.Object)
	copy(p[4+len(c.Object):], body)
	p[len(p)-1] = c.Last
	return p
}

func TestDecode_Vectors_Agree(t *testing.T) {
	v := vectors.Load[vectors.Parcels]("parcel.json")
	for _, c := range v.Plaintexts {
		t.Run(c.Name, func(t *testing.T) {
			plaintext := plaintextOf(t, c)
			m, err := message.Decode(plaintext)
			vectors.Expect(t, c.Error, err, sentinels)
			if err != nil {
				return
			}
			if again, err := message.Encode(m); err != nil || !bytes.Equal(again, plaintext) {
				t.Errorf("encodes to something else: %v", err)
			}
		})
	}
	vectors.ExpectCount(t, len(v.Plaintexts), plaintexts)
}

func TestDecode_OtherLengths_AreRefused(t *testing.T) {
	p := plaintextOf(t, vectors.Load[vectors.Parcels]("parcel.json").Plaintexts[0])
	for _, data := range [][]byte{nil, p[:len(p)-1], append(bytes.Clone(p), 0)} {
		if _, err := message.Decode(data); !errors.Is(err, message.ErrMalformed) {
			t.Errorf("%d bytes: %v", len(data), err)
		}
	}
}

func TestEncode_TextTooLong_SaysBy(t *testing.T) {
	m, err := message.Decode(plaintextOf(t, vectors.Load[vectors.Parcels]("parcel.json").Plaintexts[0]))
	if err != nil {
		t.Fatal(err)
	}
	r := m.(*message.Report)
	r.Text = strings.Repeat("x", parcel.PlaintextSize)
	if _, err := message.Encode(r); !errors.Is(err, message.ErrTooLong) {
		t.Errorf("a text longer than a parcel: %v", err)
	}
}

func TestEncode_LargestBody_Fits(t *testing.T) {
	f := &message.File{Head: message.Head{Epoch: 1<<53 - 1}, Body: make([]byte, message.MaxBody)}
	p, err := message.Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	m, err := message.Decode(p)
	if err != nil || len(m.(*message.File).Body) != message.MaxBody {
		t.Fatalf("%v", err)
	}
}

func TestSplitAnswer_Joined_IsTheAnswer(t *testing.T) {
	for name, text := range map[string]string{
		"short": "ja", "words": strings.Repeat("een heel lang antwoord ", 1200), "no spaces": strings.Repeat("x", 20000),
		"emoji": strings.Repeat("😀", 3000), "escapes": strings.Repeat("\x01\"", 1500), "lines": strings.Repeat("regel\n", 3000),
	} {
		parts, err := message.SplitAnswer(text)
		if err != nil || strings.Join(parts, "") != text {
			t.Errorf("%s: %v", name, err)
		}
		for i, p := range parts {
			n := message.Note{Kind: message.KindAnswer, Slot: i + 1, Part: i + 1, Parts: len(parts), Text: p}
			if _, err := message.EncodeNote(n, slots.Secret{}, message.Place{Slot: i + 1}); err != nil {
				t.Errorf("%s: part %d of %d: %v", name, i+1, len(parts), err)
			}
		}
	}
	for text, want := range map[string]error{"": message.ErrMalformed, "\xff": message.ErrMalformed, strings.Repeat("x", 40000): message.ErrTooLong} {
		if _, err := message.SplitAnswer(text); !errors.Is(err, want) {
			t.Errorf("%d bytes: %v, expected %v", len(text), err, want)
		}
	}
}

func TestEncodeNote_ManyMissingFiles_NamesAsManyAsFit(t *testing.T) {
	n := message.Note{Kind: message.KindReceipt, Part: 1, Parts: 1}
	for range 100 {
		n.Missing = append(n.Missing, strings.Repeat("naam", 20))
	}
	p, err := message.EncodeNote(n, slots.Secret{}, message.Place{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := message.DecodeNote(p, slots.Secret{}, message.Place{})
	if err != nil || len(got.Missing) < 20 || len(got.Missing) > 30 {
		t.Fatalf("%d names, %v", len(got.Missing), err)
	}
}

func FuzzDecode(f *testing.F) {
	v := vectors.Load[vectors.Parcels]("parcel.json")
	vectors.ExpectCount(f, len(v.Plaintexts), plaintexts)
	for _, c := range v.Plaintexts {
		fuzzing.Add(f, 20, c.Object, []byte(c.Body))
	}
	f.Fuzz(func(t *testing.T, object string, body []byte) {
		if 4+len(object)+len(body) > parcel.PlaintextSize {
			return
		}
		p := make([]byte, parcel.PlaintextSize)
		binary.BigEndian.PutUint32(p, uint32(len(object)))
		copy(p[4+copy(p[4:], object):], body)
		m, err := message.Decode(p)
		if err != nil {
			return
		}
		if again, err := message.Encode(m); err != nil || !bytes.Equal(again, p) {
			t.Fatalf("accepted, and encodes to something else: %v", err)
		}
	})
}

func FuzzDecodeNote(f *testing.F) {
	v := vectors.Load[vectors.Notes]("note.json")
	for _, c := range v.Cases {
		fuzzing.Add(f, 20, c.Object, c.Slot)
	}
	vectors.ExpectCount(f, len(v.Cases), 31)
	f.Fuzz(func(t *testing.T, object string, slot int) {
		// The MAC would refuse nearly everything: the fuzzer is given a right one.
		p, ok := bound(object, slot)
		if !ok {
			return
		}
		n, err := message.DecodeNote(p, slots.Secret{}, message.Place{Slot: slot})
		if err != nil {
			return
		}
		if again, err := message.EncodeNote(n, slots.Secret{}, message.Place{Slot: slot}); err != nil || !bytes.Equal(again, p) {
			t.Fatalf("accepted, and encodes to something else: %v", err)
		}
	})
}
