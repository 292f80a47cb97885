package main

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"filippo.io/age"

	"luwte/crypto/canon"
	"luwte/crypto/code"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/crypto/slots"
	"luwte/crypto/vectors"
)

func (g *generator) report() *message.Report {
	keys := must(must(code.Parse(strings.Join(wordsOf([]byte("Luwte\x00\x01\x02\x7f\x80")), " "))).Derive(g.charter.Bureau))
	return &message.Report{
		Head: message.Head{Bureau: g.charter.Bureau, Epoch: 1}, Recipient: keys.Recipient, Slots: keys.Slots, Language: "nl", Form: 2, Topic: "approached",
		Answers: []message.Answer{{ID: "danger", Question: "In danger?", Values: []string{"no"}, Answer: "No"}},
		Text:    "They asked for \"addresses\" <plates> & more\u2028\x00é😀",
		Files:   []message.FileRef{{Name: "a/b.pdf", Type: "application/pdf", Size: 300000, SHA256: canon.Hex32{1}, Parcels: []parcel.ID{{2}, {1}}}},
	}
}

func (g *generator) followup() *message.Followup {
	r := g.report()
	return &message.Followup{Head: r.Head, Handle: slots.Handle{5}, Recipient: r.Recipient, Slots: r.Slots, Siblings: []slots.Handle{{1}, {2}},
		Read: []int{0, 1, 15}, Language: "en", Text: "", Files: []message.FileRef{}}
}

func (g *generator) sealTo(plaintext []byte, to ...age.Recipient) []byte {
	var b bytes.Buffer
	w := must(age.Encrypt(&b, to...))
	must(w.Write(plaintext))
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// filler is zeros that make an age file of the size of a parcel, or a note, with another header than ours.
func (g *generator) filler(size int, plaintext []byte, to ...age.Recipient) []byte {
	n := len(plaintext) - (len(g.sealTo(plaintext, to...)) - size)
	if n <= len(plaintext) {
		return g.sealTo(plaintext[:n], to...)
	}
	return g.sealTo(append(slices.Clone(plaintext), make([]byte, n-len(plaintext))...), to...)
}

func (g *generator) parcels() {
	reception := g.reception.Recipient().String()
	plain := must(message.Encode(g.report()))
	other := must(age.GenerateHybridIdentity())
	classical := must(age.GenerateX25519Identity())
	report := must(seal.Parcel(reception, g.report()))
	g.write("report.age", report)
	g.write("two-stanzas.age", g.filler(parcel.Size, plain, g.reception.Recipient(), other.Recipient()))
	g.write("classical.age", g.filler(parcel.Size, plain, classical.Recipient()))
	c := func(name, base, err string, edits ...vectors.Edit) vectors.Case {
		return vectors.Case{Name: name, Base: base, Edits: edits, Error: err}
	}
	g.writeJSON("parcel.json", vectors.Parcels{
		Identity: g.reception.String(), Bureau: g.charter.Bureau.String(), Epoch: 1,
		IDs: []vectors.ParcelID{{Base: "report.age", ID: parcel.IDOf(report).String()}},
		Cases: []vectors.Case{
			c("good", "report.age", ""),
			c("empty", "report.age", vectors.Short, vectors.Edit{Cut: len(report)}),
			c("cut by a byte", "report.age", vectors.Short, vectors.Edit{Cut: 1}),
			c("trailing byte", "report.age", vectors.Long, vectors.Edit{Append: "00"}),
			c("unknown version of age", "report.age", vectors.Shape, put(20, []byte("2"))),
			c("stanza name altered", "report.age", vectors.Shape, put(25, []byte("M"))),
			c("a space in the stanza", "report.age", vectors.Shape, put(100, []byte(" "))),
			c("a line end in the stanza", "report.age", vectors.Shape, put(100, []byte("\n"))),
			c("a bit of the encapsulated key flipped", "report.age", vectors.Sealed, put(100, []byte{otherLetter(report[100])})),
			c("the header's MAC altered", "report.age", vectors.Sealed, put(1590, []byte{otherLetter(report[1590])})),
			c("a bit of the payload flipped", "report.age", vectors.Sealed, flip(report, 5000)),
			c("a bit of the last chunk flipped", "report.age", vectors.Sealed, flip(report, len(report)-1)),
			c("two stanzas", "two-stanzas.age", vectors.Shape),
			c("classical recipient", "classical.age", vectors.Shape),
		},
		Plaintexts: g.plaintexts(),
		Recipients: g.recipients(reception, classical.Recipient().String()),
	})
}

// otherLetter keeps the header base64 while it changes what it says.
func otherLetter(c byte) byte {
	if c == 'A' {
		return 'B'
	}
	return 'A'
}

func (g *generator) recipients(good, classical string) []vectors.LineCase {
	_, raw, err := bech32Decode(good)
	if err != nil {
		panic(err)
	}
	const x25519At = 1184
	poisoned := append(slices.Clone(raw[:x25519At]), make([]byte, 32)...)
	one := slices.Clone(poisoned)
	one[x25519At] = 1
	return []vectors.LineCase{
		{Name: "good", Text: good},
		{Name: "classical", Text: classical, Error: vectors.Recipient},
		{Name: "all-zero X25519 part", Text: bech32Encode("age1pq", poisoned), Error: vectors.Recipient},
		{Name: "X25519 part of order one", Text: bech32Encode("age1pq", one), Error: vectors.Recipient},
		{Name: "ML-KEM part out of range", Text: bech32Encode("age1pq", append(bytes.Repeat([]byte{255}, 1152), raw[1152:]...)), Error: vectors.Recipient},
		{Name: "short", Text: bech32Encode("age1pq", raw[:1215]), Error: vectors.Recipient},
		{Name: "capitals", Text: strings.ToUpper(good), Error: vectors.Recipient},
		{Name: "checksum wrong", Text: good[:len(good)-1] + string(rune('q'+'p'-rune(good[len(good)-1]))), Error: vectors.Recipient},
		{Name: "blank after", Text: good + " ", Error: vectors.Recipient},
		{Name: "secret key", Text: g.reception.String(), Error: vectors.Recipient},
		{Name: "empty", Text: "", Error: vectors.Recipient},
	}
}

func objectOf(m message.Message) string {
	p := must(message.Encode(m))
	return string(p[4 : 4+binary.BigEndian.Uint32(p)])
}

func (g *generator) plaintexts() []vectors.PlaintextCase {
	report, followup := objectOf(g.report()), objectOf(g.followup())
	file := objectOf(&message.File{Head: message.Head{Bureau: g.charter.Bureau, Epoch: 1}, Body: []byte("piece")})
	body := hex.EncodeToString([]byte("piece"))
	list := []vectors.PlaintextCase{
		{Name: "report", Object: report}, {Name: "follow-up", Object: followup}, {Name: "file", Object: file, Body: body},
		{Name: "no JSON", Error: vectors.Malformed},
		{Name: "longer than the JSON", Object: report, Longer: 1, Error: vectors.Malformed},
		{Name: "shorter than the JSON", Object: report, Longer: -1, Error: vectors.Malformed},
		{Name: "longer than the plaintext", Object: report, Longer: 1 << 30, Error: vectors.Malformed},
		{Name: "padding not zero", Object: report, Last: 1, Error: vectors.Malformed},
		{Name: "report with a body", Object: report, Body: body, Error: vectors.Malformed},
		{Name: "file with a longer body", Object: file, Body: body + "31", Error: vectors.Malformed},
		{Name: "file of size 0", Object: strings.Replace(file, `"size":5`, `"size":0`, 1), Error: vectors.Malformed},
		{Name: "file larger than its parcel", Object: strings.Replace(file, `"size":5`, `"size":262144`, 1), Error: vectors.Malformed},
	}
	for _, e := range plaintextEdits {
		base := map[string]string{"report": report, "followup": followup}[e.base]
		if strings.Count(base, e.old) != 1 {
			panic(e.name + " stands not once")
		}
		list = append(list, vectors.PlaintextCase{Name: e.base + ": " + e.name, Object: strings.Replace(base, e.old, e.new, 1), Error: e.err})
	}
	return list
}

var plaintextEdits = []struct{ base, name, old, new, err string }{
	{"report", "unknown version", `"luwte/1 parcel"`, `"luwte/2 parcel"`, vectors.Version},
	{"report", "format of a note", `"luwte/1 parcel"`, `"luwte/1 note"`, vectors.Version},
	{"report", "unknown kind", `"kind":"report"`, `"kind":"letter"`, vectors.Version},
	{"report", "kind of a follow-up", `"kind":"report"`, `"kind":"followup"`, vectors.Malformed},
	{"report", "unknown member", `"epoch":1`, `"epoch":1,"time":"12:00"`, vectors.Malformed},
	{"report", "doubled member", `"epoch":1`, `"epoch":1,"epoch":1`, vectors.Malformed},
	{"report", "differently cased member", `"epoch":1`, `"Epoch":1`, vectors.Malformed},
	{"report", "missing member", `"epoch":1,`, ``, vectors.Malformed},
	{"report", "epoch 0", `"epoch":1`, `"epoch":0`, vectors.Malformed},
	{"report", "no text", "They asked for \\\"addresses\\\" <plates> & more\\u2028\\u0000é😀", ``, vectors.Malformed},
	{"report", "another text", "They asked for", `We asked for`, ""},
	{"report", "escape that is not needed", "They", `\u0054hey`, vectors.Malformed},
	{"report", "lone surrogate", "They", `\udc00`, vectors.Malformed},
	{"report", "null list", `"files":[`, `"files":null,"x":[`, vectors.Malformed},
	{"report", "language in capitals", `"language":"nl"`, `"language":"NL"`, vectors.Malformed},
	{"report", "classical recipient", `"recipient":"age1pq1`, `"recipient":"age1zz1`, vectors.Malformed},
	{"report", "S too short", `"slots":"`, `"slots":"AAAA","x":"`, vectors.Malformed},
	{"report", "file without parcels", `"parcels":["02000000000000000000000000000000","01000000000000000000000000000000"]`, `"parcels":[]`, vectors.Malformed},
	{"report", "parcel id in capitals", `"parcels":["02`, `"parcels":["0A`, vectors.Malformed},
	{"report", "file of size 0", `"size":300000`, `"size":0`, vectors.Malformed},
	{"report", "epoch 2^53", `"epoch":1`, `"epoch":9007199254740992`, vectors.Malformed},
	{"report", "member of every JavaScript object", `"epoch":1`, `"epoch":1,"__proto__":{}`, vectors.Malformed},
	{"report", "member with a long s", `"slots":`, "\"\u017flots\":", vectors.Malformed},
	{"report", "paragraph separator unescaped", "They", "\u2029", vectors.Malformed},
	{"report", "file as long as its parcels", `"size":300000`, `"size":520874`, ""},
	{"report", "file longer than its parcels", `"size":300000`, `"size":520875`, vectors.Malformed},
	{"report", "white space at the end", `]}]}`, `]}]} `, vectors.Malformed},
	{"followup", "siblings unsorted", `"siblings":["01`, `"siblings":["03`, vectors.Malformed},
	{"followup", "sibling doubled", `"siblings":["01`, `"siblings":["02`, vectors.Malformed},
	{"followup", "slots read unsorted", `"read":[0,1,15]`, `"read":[1,0,15]`, vectors.Malformed},
	{"followup", "slot 16 read", `"read":[0,1,15]`, `"read":[0,1,16]`, vectors.Malformed},
	{"followup", "negative slot read", `"read":[0,1,15]`, `"read":[-1]`, vectors.Malformed},
	{"followup", "slot read minus zero", `"read":[0,1,15]`, `"read":[-0,1,15]`, vectors.Malformed},
	{"followup", "nothing read", `"read":[0,1,15]`, `"read":[]`, ""},
	{"followup", "read null", `"read":[0,1,15]`, `"read":null`, vectors.Malformed},
}
