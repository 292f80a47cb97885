package main

import (
	"encoding/base64"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"filippo.io/age"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/label"
	"luwte/crypto/sign"
	"luwte/crypto/vectors"
)

// bureau is the one whose charter, board and so on the vectors are.
type bureau struct {
	root, dispatch *sign.Key
	reception      *age.HybridIdentity
	charter        *charter.Charter
	line           []byte
}

func (g *generator) makeBureau() {
	g.root, g.dispatch = must(sign.GenerateKey()), must(sign.GenerateKey())
	g.reception = must(age.GenerateHybridIdentity())
	other := must(age.GenerateHybridIdentity())
	g.charter = &charter.Charter{
		Serial: 3, Made: date("2026-11-22"), Expires: date("2027-11-22"),
		Name:     charter.Texts{"en": "Integrity bureau of Lee", "nl": "Bureau Integriteit Luwe"},
		About:    charter.Texts{"en": "Leaks & bribery: <all> of \"it\"\nand a second line \u2028 here", "nl": "Lekken en omkoping, ook één keer 😀"},
		Colour:   "#0d5c63",
		Onion:    strings.Repeat("a", 55) + "d.onion",
		Dispatch: g.dispatch.Public(),
		Epochs: []charter.Epoch{
			{Epoch: 1, From: date("2026-11-01"), Until: date("2027-01-01"), Recipient: g.reception.Recipient().String()},
			{Epoch: 2, From: date("2026-12-01"), Until: date("2027-02-01"), Recipient: other.Recipient().String()},
		},
		Form:      form(),
		Retention: charter.Retention{Parcels: 13, Answers: 26},
		Pages:     []string{strings.Repeat("0", 64), strings.Repeat("a", 64)},
	}
	g.line = must(g.charter.Sign(g.root))
}

func form() charter.Form {
	both := func(s string) charter.Texts { return charter.Texts{"en": s, "nl": s + " (nl)"} }
	yesNo := []charter.Option{{ID: "yes", Title: both("Yes")}, {ID: "no", Title: both("No")}}
	return charter.Form{Version: 2, Topics: []charter.Topic{{
		ID: "approached", Title: both("I was approached"), Hint: charter.Texts{},
		Questions: []charter.Question{
			{ID: "danger", Type: charter.TypeChoice, Title: both("In danger?"), Hint: both("Call 112"), Options: yesNo, When: []charter.Condition{}},
			{ID: "who", Type: charter.TypeLine, Title: both("Who?"), Hint: charter.Texts{}, Options: []charter.Option{},
				When: []charter.Condition{{Question: "danger", Is: []string{"no"}}}},
		},
	}}}
}

func date(s string) day.Day { return must(day.Parse(s)) }

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func (g *generator) signatures() {
	seed := make([]byte, sign.SeedSize)
	for i := range seed {
		seed[i] = byte(i)
	}
	key := must(sign.NewKey(seed))
	data := []byte("the signed bytes")
	good := must(key.Sign(label.SignBoard, data))
	again := must(key.Sign(label.SignBoard, []byte{}))
	at := func(i int) []byte { b := slices.Clone(good); b[i] ^= 1; return b }
	c := func(name, l string, data, sig []byte, err string) vectors.SignatureCase {
		return vectors.SignatureCase{Name: name, Label: l, Data: hex.EncodeToString(data), Signature: hex.EncodeToString(sig), Error: err}
	}
	g.writeJSON("sign.json", vectors.Signatures{Seed: hex.EncodeToString(seed), Public: hex.EncodeToString(key.Public()), Cases: []vectors.SignatureCase{
		c("good", label.SignBoard, data, good, ""),
		c("of nothing", label.SignBoard, nil, again, ""),
		c("Ed25519 half altered", label.SignBoard, data, at(0), vectors.Signature),
		c("ML-DSA half altered", label.SignBoard, data, at(64), vectors.Signature),
		c("last byte altered", label.SignBoard, data, at(len(good)-1), vectors.Signature),
		c("under another label", label.SignDispatch, data, good, vectors.Signature),
		c("of other data", label.SignBoard, []byte("the signed byteS"), good, vectors.Signature),
		c("Ed25519 half of another signature", label.SignBoard, data, append(slices.Clone(again[:64]), good[64:]...), vectors.Signature),
		c("ML-DSA half of another signature", label.SignBoard, data, append(slices.Clone(good[:64]), again[64:]...), vectors.Signature),
		c("cut", label.SignBoard, data, good[:len(good)-1], vectors.Signature),
		c("longer", label.SignBoard, data, append(slices.Clone(good), 0), vectors.Signature),
		c("Ed25519 alone", label.SignBoard, data, good[:64], vectors.Signature),
	}})
}

// resign signs an altered object anew, so that nothing but the alteration speaks against it.
func (g *generator) resign(object string) string {
	signature := must(g.root.Sign(label.SignCharter, []byte(object)))
	return object + `,"signature":"` + base64.StdEncoding.EncodeToString(signature) + "\"}\n"
}
