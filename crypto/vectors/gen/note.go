package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"filippo.io/age"
	"github.com/decred/dcrd/bech32"

	"luwte/crypto/board"
	"luwte/crypto/code"
	"luwte/crypto/label"
	"luwte/crypto/message"
	"luwte/crypto/vectors"
)

func bech32Decode(s string) (string, []byte, error) {
	hrp, data, err := bech32.DecodeNoLimit(s)
	if err != nil {
		return "", nil, err
	}
	raw, err := bech32.ConvertBits(data, 5, 8, false)
	return hrp, raw, err
}

func bech32Encode(hrp string, data []byte) string { return must(bech32.EncodeFromBase256(hrp, data)) }

// noteMaker seals notes at one place, right ones and wrong ones.
type noteMaker struct {
	g    *generator
	keys code.Keys
	at   message.Place
}

func (g *generator) notes() {
	keys := must(must(code.Parse(strings.Join(wordsOf([]byte("Luwte\x00\x01\x02\x7f\x80")), " "))).Derive(g.charter.Bureau))
	m := noteMaker{g, keys, message.Place{Bureau: g.charter.Bureau, Nonce: [32]byte{7}, Slot: 2}}
	day := date("2026-11-22")
	answer := message.Note{Kind: message.KindAnswer, Slot: 2, Part: 1, Parts: 2, Date: day, Missing: []string{}, Text: "Thank you.\n\"Yes\" & <no>\u2028é😀"}
	receipt := message.Note{Kind: message.KindReceipt, Part: 1, Parts: 1, Date: day, Received: 2, Missing: []string{"a/b.pdf"}}
	alarm := message.Note{Kind: message.KindAlarm, Part: 1, Parts: 1, Date: day, Missing: []string{}}
	v := vectors.Notes{Identity: keys.Identity.String(), Slots: hex.EncodeToString(keys.Slots[:]), Bureau: g.charter.Bureau.String(), Nonce: hex.EncodeToString(m.at.Nonce[:])}
	base := 0
	add := func(name string, slot int, data []byte, object, err string, edits ...vectors.Edit) {
		file := "note-" + strings.ReplaceAll(name, " ", "-") + ".bin"
		if edits == nil {
			g.write(file, data)
			base++
		} else {
			file = "note-answer.bin"
		}
		v.Cases = append(v.Cases, vectors.NoteCase{Case: vectors.Case{Name: name, Base: file, Edits: edits, Error: err}, Slot: slot, Object: object})
	}
	object := func(n message.Note) string {
		p := m.plain(n)
		return string(p[4 : 4+binary.BigEndian.Uint32(p)])
	}
	good := m.sealed(m.plain(answer))
	add("answer", 2, good, object(answer), "")
	add("receipt", 0, m.sealed(m.plain(receipt)), object(receipt), "")
	add("alarm", 0, m.sealed(m.plain(alarm)), object(alarm), "")
	add("at another slot", 1, nil, "", vectors.MAC, []vectors.Edit{}...)
	v.Cases[len(v.Cases)-1].Base = "note-answer.bin"
	add("cut", 2, nil, "", vectors.Shape, vectors.Edit{Cut: 1})
	add("trailing byte", 2, nil, "", vectors.Shape, vectors.Edit{Append: "00"})
	add("a bit of the payload flipped", 2, nil, "", vectors.Sealed, flip(good, 3000))
	add("the header's MAC altered", 2, nil, "", vectors.Sealed, put(1590, []byte{otherLetter(good[1590])}))

	plain := m.plain(answer)
	other := must(age.GenerateHybridIdentity())
	classical := must(age.GenerateX25519Identity())
	add("of another code", 2, g.sealTo(plain, other.Recipient()), "", vectors.Sealed)
	add("two stanzas", 2, g.filler(board.NoteSize, plain[:600], keys.Identity.Recipient(), other.Recipient()), "", vectors.Shape)
	add("classical recipient", 2, g.filler(board.NoteSize, plain, classical.Recipient()), "", vectors.Shape)

	elsewhere := m
	elsewhere.at.Nonce[0]++
	add("of another board", 2, m.sealed(elsewhere.plain(answer)), "", vectors.MAC)
	elsewhere = m
	elsewhere.at.Bureau[0]++
	add("of another bureau", 2, m.sealed(elsewhere.plain(answer)), "", vectors.MAC)
	unbound := slices.Clone(plain)
	unbound[len(unbound)-1] ^= 1
	add("MAC wrong", 2, m.sealed(unbound), "", vectors.MAC)

	for _, e := range noteEdits {
		from := object(map[string]message.Note{"answer": answer, "receipt": receipt}[e.base])
		if strings.Count(from, e.old) != 1 {
			panic(e.name + " stands not once")
		}
		slot := map[string]int{"answer": 2, "receipt": 0}[e.base]
		add(e.name, slot, m.sealed(m.bound(slot, strings.Replace(from, e.old, e.new, 1), 0)), "", e.err)
	}
	add("padding not zero", 2, m.sealed(m.bound(2, object(answer), 1)), "", vectors.Malformed)
	g.writeJSON("note.json", v)
}

var noteEdits = []struct{ base, name, old, new, err string }{
	{"answer", "unknown version", `luwte/1 note`, `luwte/2 note`, vectors.Version},
	{"answer", "unknown kind", `"kind":"answer"`, `"kind":"letter"`, vectors.Malformed},
	{"answer", "unknown member", `"part":1`, `"part":1,"more":1`, vectors.Malformed},
	{"answer", "doubled member", `"part":1`, `"part":1,"part":1`, vectors.Malformed},
	{"answer", "differently cased member", `"part":1`, `"Part":1`, vectors.Malformed},
	{"answer", "JSON of another slot", `"slot":2`, `"slot":3`, vectors.Malformed},
	{"answer", "part 0", `"part":1`, `"part":0`, vectors.Malformed},
	{"answer", "part after the last", `"part":1`, `"part":3`, vectors.Malformed},
	{"answer", "parts beyond the slots", `"parts":2`, `"parts":15`, vectors.Malformed},
	{"answer", "parts beyond all integers", `"parts":2`, `"parts":9007199254740992`, vectors.Malformed},
	{"answer", "parts whose sum overflows", `"parts":2`, `"parts":9223372036854775807`, vectors.Malformed},
	{"answer", "answer that received", `"received":0`, `"received":1`, vectors.Malformed},
	{"answer", "missing null", `"missing":[]`, `"missing":null`, vectors.Malformed},
	{"answer", "date with a time", `"2026-11-22"`, `"2026-11-22T10:00"`, vectors.Malformed},
	{"receipt", "receipt with text", `"text":""`, `"text":"hello"`, vectors.Malformed},
	{"receipt", "receipt of parts", `"parts":1`, `"parts":2`, vectors.Malformed},
}

func (m noteMaker) plain(n message.Note) []byte {
	at := m.at
	at.Slot = n.Slot
	return must(message.EncodeNote(n, m.keys.Slots, at))
}

// bound makes a plaintext with a right MAC of whatever object is given.
func (m noteMaker) bound(slot int, object string, last byte) []byte {
	p := binary.BigEndian.AppendUint32(nil, uint32(len(object)))
	p = append(p, object...)
	p = append(p, make([]byte, message.NotePlaintextSize-32-len(p))...)
	p[len(p)-1] = last
	key := m.keys.Slots.MACKey()
	mac := hmac.New(sha256.New, key[:])
	mac.Write([]byte(label.BindNote))
	mac.Write(m.at.Bureau[:])
	mac.Write(m.at.Nonce[:])
	mac.Write(binary.BigEndian.AppendUint32(nil, uint32(slot)))
	mac.Write(p)
	return mac.Sum(p)
}

func (m noteMaker) sealed(plaintext []byte) []byte {
	return m.g.sealTo(plaintext, m.keys.Identity.Recipient())
}
