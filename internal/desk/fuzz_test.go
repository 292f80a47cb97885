package desk

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"testing"

	"filippo.io/age"

	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/slots"
	"luwte/internal/fuzzing"
)

// FuzzImport: whatever somebody seals to the bureau, the pouch is imported, the parcel is kept or listed, and the next board is made.
func FuzzImport(f *testing.F) {
	w := newWorld(f)
	one, two := w.coder(), w.coder()
	w.bring(one.report("what I saw"))
	followup := &message.Followup{Head: w.head(), Handle: one.Slots.Handle(), Recipient: two.Recipient, Slots: two.Slots, Siblings: []slots.Handle{}, Read: []int{}, Language: "nl", Text: "more", Files: []message.FileRef{}}
	for _, m := range []message.Message{w.coder().reportMessage("what I saw"), followup} {
		plaintext, err := message.Encode(m)
		if err != nil {
			f.Fatal(err)
		}
		n := 4 + binary.BigEndian.Uint32(plaintext)
		object := strings.NewReplacer(w.desk.Bureau().String(), "<BUREAU>", one.Slots.Handle().String(), "<HANDLE>").Replace(string(plaintext[4:n]))
		fuzzing.Add(f, 25, object, bytes.TrimRight(plaintext[n:], "\x00"))
	}
	own := strings.NewReplacer("<BUREAU>", w.desk.Bureau().String(), "<HANDLE>", one.Slots.Handle().String()) // each process of a fuzzer has a desk of its own
	f.Fuzz(func(t *testing.T, object string, body []byte) {
		w.t = t
		object = own.Replace(object)
		p := make([]byte, parcel.PlaintextSize)
		if 4+len(object)+len(body) > len(p) {
			return
		}
		binary.BigEndian.PutUint32(p, uint32(len(object)))
		copy(p[4+copy(p[4:], object):], body)
		to, err := age.ParseHybridRecipient(w.epoch().Recipient)
		w.must(err)
		var sealed bytes.Buffer
		in, err := age.Encrypt(&sealed, to)
		w.must(err)
		_, err = in.Write(p)
		w.must(err)
		w.must(in.Close())
		got, err := w.desk.Import(context.Background(), w.pouch(sealed.Bytes()), func(int, int) {})
		if err != nil || len(got.Outcomes) != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		w.export()
	})
}

// FuzzParseMemory: what a board says of the desk's past is read, however it was altered by who has the desk's recipient.
func FuzzParseMemory(f *testing.F) {
	m := &memory{epochs: []uint64{1, 2}, cases: 3, marks: make([]goneMark, 2)}
	fuzzing.Add(f, 200, bytes.TrimRight(m.marshal(), "\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		text := make([]byte, message.NotePlaintextSize)
		copy(text, data)
		m := parseMemory(text)
		if len(m.epochs) > memoryEpochs || len(m.marks) > memoryCases {
			t.Fatalf("%d epochs, %d cases", len(m.epochs), len(m.marks))
		}
	})
}

func FuzzParseLogHead(f *testing.F) {
	fuzzing.Add(f, 200, hex.EncodeToString(make([]byte, len(LogHead{}))))
	f.Fuzz(func(t *testing.T, text string) {
		h, err := ParseLogHead(text)
		if err != nil {
			return
		}
		if again, err := ParseLogHead(h.String()); err != nil || again != h {
			t.Fatalf("%q is %s", text, h)
		}
	})
}

func FuzzParseColour(f *testing.F) {
	fuzzing.Add(f, 200, "#1F3A5F")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parseColour(text)
		if err != nil {
			return
		}
		if again, err := parseColour(c); err != nil || again != c {
			t.Fatalf("%q is %q", text, c)
		}
	})
}

// FuzzDossier: a file that is said to be a dossier for this bureau is one, or refused.
func FuzzDossier(f *testing.F) {
	w := newWorld(f)
	to, err := age.ParseHybridRecipient(w.epoch().Recipient)
	w.must(err)
	fuzzing.Add(f, 40, append([]byte(DossierPDF), make([]byte, 600)...), true)
	fuzzing.Add(f, 10, []byte("age-encryption.org/v1\n-> "), false)
	f.Fuzz(func(t *testing.T, data []byte, seal bool) {
		inside := data
		if seal {
			var sealed bytes.Buffer
			in, err := age.Encrypt(&sealed, to)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = in.Write(data)
			_ = in.Close()
			data = sealed.Bytes()
		}
		if text, err := w.desk.unsealDossier(data); err == nil && (!bytes.Equal(text, inside) || !bytes.HasPrefix(text, []byte(DossierPDF))) {
			t.Fatalf("%.40q is opened", text)
		}
	})
}
