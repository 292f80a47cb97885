package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"luwte/crypto/charter"
	"luwte/crypto/identity"
	"luwte/crypto/quorum"
	"luwte/crypto/vectors"
)

// quorums are two epochs and the standing keys of a bureau, dealt to 2 of 3.
func (g *generator) quorums() {
	seed := func(b byte) []byte { return bytes.Repeat([]byte{b}, quorum.SeedSize) }
	secrets := &quorum.Secrets{Root: pattern(quorum.RootSize), Desk: pattern(quorum.DeskSize)}
	v := vectors.Quorums{Bureau: g.charter.Bureau.String(), Root: hex.EncodeToString(secrets.Root), Desk: hex.EncodeToString(secrets.Desk)}
	for i, e := range g.charter.Epochs {
		id := must(identity.FromSeed(seed(byte(i + 1))))
		e.Recipient = id.Recipient().String()
		secrets.Epochs = append(secrets.Epochs, quorum.EpochSecret{Epoch: e, Seed: seed(byte(i + 1))})
		v.Epochs = append(v.Epochs, vectors.QuorumEpoch{Epoch: e.Epoch, Seed: hex.EncodeToString(seed(byte(i + 1))), Identity: id.String()})
	}
	d, shares := g.deal(secrets, g.charter.Bureau, 7)
	_, old := g.deal(secrets, g.charter.Bureau, 6)
	_, later := g.deal(secrets, g.charter.Bureau, 8)
	_, foreign := g.deal(secrets, charter.FingerprintOf([]byte("another")), 7)
	_, same := g.deal(secrets, g.charter.Bureau, 7)
	v.Dealing = string(must(d.Marshal()))
	commitment := shares[0].Commitment()
	v.Commitment = hex.EncodeToString(commitment[:])
	for _, s := range shares {
		k := s.PaperKey()
		v.Shares = append(v.Shares, vectors.QuorumShare{Custodian: s.Custodian, Text: string(must(s.Marshal())), Key: hex.EncodeToString(s.Key),
			Words: strings.Join(k.Words("en"), " "), Dutch: strings.Join(k.Words("nl"), " "), Code: k.Code()})
	}
	v.Dealings = dealingCases(v.Dealing)
	v.Cases = shareCases(v.Shares[1].Text)
	v.Given = append(givenCases(v.Shares), given("of an earlier dealing", vectors.Outdated, old[1]), given("of a later dealing", vectors.Newer, later[1]),
		given("of another bureau", vectors.Bureau, foreign[1]), given("of another dealing of the same number", vectors.Wrong, same[1]),
		vectors.GivenCase{Name: "given before", Share: v.Shares[0].Text, Words: v.Shares[0].Words, Error: vectors.Doubled})
	g.writeJSON("quorum.json", v)
}

func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}

func (g *generator) deal(s *quorum.Secrets, bureau charter.Fingerprint, number uint64) (*quorum.Dealing, []*quorum.Share) {
	d, shares, err := quorum.Deal(bureau, s, 2, 3, number)
	if err != nil {
		panic(err)
	}
	return d, shares
}

// given is a share as a file and in words.
func given(name, err string, s *quorum.Share) vectors.GivenCase {
	return vectors.GivenCase{Name: name, Share: string(must(s.Marshal())), Words: strings.Join(s.PaperKey().Words("en"), " "), Error: err}
}

// givenCases are words alone.
func givenCases(shares []vectors.QuorumShare) []vectors.GivenCase {
	w := strings.Fields(shares[1].Words)
	swapped := append([]string{w[1], w[0]}, w[2:]...)
	if w[0] == w[1] {
		panic("two equal words: run it again")
	}
	words := func(name, text, err string) vectors.GivenCase {
		return vectors.GivenCase{Name: name, Words: text, Error: err}
	}
	return []vectors.GivenCase{
		words("numbered, in capitals", strings.ToUpper(numbered(w)), ""),
		words("Dutch, with hyphens", strings.ReplaceAll(shares[1].Dutch, " ", "-"), ""),
		words("cut after four letters", cutWords(w), ""),
		words("from the QR code", shares[1].Code, ""),
		words("a word too few", strings.Join(w[:23], " "), vectors.Count),
		words("a word on no list", strings.Join(append(w[:23:23], "zzqq"), " "), vectors.Unknown),
		words("a word of the other list", strings.Join(append(w[:23:23], "aambeeld"), " "), vectors.OtherList),
		words("two words exchanged", strings.Join(swapped, " "), vectors.Check),
	}
}

// summed puts the checksum of a document right after a change.
func summed(line string) string {
	object := line[:strings.LastIndex(line, `,"sha256":"`)]
	sum := sha256.Sum256([]byte(object))
	return object + `,"sha256":"` + hex.EncodeToString(sum[:]) + "\"}\n"
}

func edits(line string, cases [][3]string) []vectors.LineCase {
	all := []vectors.LineCase{
		{Name: "good", Text: line},
		{Name: "without its line feed", Text: line[:len(line)-1], Error: vectors.Malformed},
		{Name: "two line feeds", Text: line + "\n", Error: vectors.Malformed},
		{Name: "checksum of another", Text: strings.Replace(line, `"k":2`, `"k":1`, 1), Error: vectors.Malformed},
		{Name: "checksum in capitals", Text: line[:len(line)-67] + strings.ToUpper(line[len(line)-67:]), Error: vectors.Malformed},
	}
	for _, c := range cases {
		was, becomes, _ := strings.Cut(c[1], " → ")
		if !strings.Contains(line, was) {
			panic("nothing to change: " + c[0])
		}
		all = append(all, vectors.LineCase{Name: c[0], Text: summed(strings.Replace(line, was, becomes, 1)), Error: c[2]})
	}
	return all
}

func dealingCases(line string) []vectors.LineCase {
	return edits(line, [][3]string{
		{"unknown version", `luwte/1 dealing → luwte/2 dealing`, vectors.Version},
		{"a share", `luwte/1 dealing → luwte/1 share`, vectors.Version},
		{"dealing 0", `"dealing":7 → "dealing":0`, vectors.Malformed},
		{"dealing 65536", `"dealing":7 → "dealing":65536`, vectors.Malformed},
		{"k 0", `"k":2 → "k":0`, vectors.Malformed},
		{"k over n", `"k":2 → "k":4`, vectors.Malformed},
		{"fewer values than custodians", `"n":3 → "n":4`, vectors.Malformed},
		{"no list of epochs", `"epochs":[ → "epochs":null,"was":[`, vectors.Malformed},
		{"epochs not ascending", `"epoch":2 → "epoch":1`, vectors.Malformed},
		{"epoch without days", `"until":"2027-01-01" → "until":"2026-11-01"`, vectors.Malformed},
		{"classical recipient", `age1pq1 → age1zzz`, vectors.Malformed},
		{"secret of another size", `"secret":" → "secret":"AAAA`, vectors.Malformed},
		{"white space", `"k":2 → "k": 2`, vectors.Malformed},
		{"doubled member", `"k":2 → "k":2,"k":2`, vectors.Malformed},
		{"differently cased member", `"k":2 → "K":2`, vectors.Malformed},
		{"unknown member", `"k":2 → "k":2,"l":1`, vectors.Malformed},
	})
}

func shareCases(line string) []vectors.LineCase {
	value := line[strings.Index(line, `"root":{"value":"`)+17:][:44]
	other := line[strings.Index(line, `"desk":{"value":"`)+17:][:44]
	return edits(line, [][3]string{
		{"unknown version", `luwte/1 share → luwte/2 share`, vectors.Version},
		{"a dealing", `luwte/1 share → luwte/1 dealing`, vectors.Version},
		{"dealing 0", `"dealing":7 → "dealing":0`, vectors.Malformed},
		{"custodian 0", `"custodian":2 → "custodian":0`, vectors.Malformed},
		{"custodian beyond n", `"custodian":2 → "custodian":4`, vectors.Malformed},
		{"another custodian", `"custodian":2 → "custodian":3`, vectors.Wrong},
		{"n over 9", `"n":3 → "n":10`, vectors.Malformed},
		{"fewer commitments than k", `"k":2 → "k":3`, vectors.Malformed},
		{"value of another secret", value + " → " + other, vectors.Wrong},
		{"value that is not reduced", value + " → " + "7dP1XBpjEljWnPei3vneFAAAAAAAAAAAAAAAAAAAABA=", vectors.Wrong},
		{"value of another size", value + " → AAAA" + value, vectors.Malformed},
		{"no list of epochs", `"epochs":[ → "epochs":null,"was":[`, vectors.Malformed},
		{"epochs not ascending", `"epoch":2 → "epoch":1`, vectors.Malformed},
		{"key of another size", `"key":" → "key":"AAAA`, vectors.Malformed},
		{"unknown member", `"k":2 → "k":2,"l":1`, vectors.Malformed},
	})
}
