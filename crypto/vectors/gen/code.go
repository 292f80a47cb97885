package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/label"
	"luwte/crypto/slots"
	"luwte/crypto/vectors"
	"luwte/crypto/words"
)

// wordsOf writes a secret as words without package code, which never takes one from outside.
func wordsOf(secret []byte) []string { return wordsIn(words.English(), secret) }

func wordsIn(list *words.List, secret []byte) []string {
	sum := sha256.Sum256(append([]byte(label.CodeCheck), secret...))
	return list.Encode(append(append([]byte{}, secret...), sum[0]), code.Count)
}

func (g *generator) codes() {
	var v vectors.Codes
	secrets := [][]byte{make([]byte, 10), []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), []byte("Luwte\x00\x01\x02\x7f\x80")}
	for i, secret := range secrets {
		v.Derived = append(v.Derived, derived(secret, sha256.Sum256([]byte{byte(i)}), charter.FingerprintOf([]byte{byte(i)})))
	}
	w := wordsOf(secrets[2])
	secret := hex.EncodeToString(secrets[2])
	reads := map[string]string{
		"plain":     strings.Join(w, " "),
		"capitals":  strings.ToUpper(strings.Join(w, " ")),
		"numbered":  numbered(w),
		"hyphens":   strings.Join(w, "-"),
		"commas":    strings.Join(w, ",\u00a0\n\t"),
		"cut":       cutWords(w),
		"composed":  strings.Replace(strings.Join(w, " "), "e", "é", 1),
		"combining": strings.Replace(strings.Join(w, " "), "a", "a\u0308", 1),
		"wide":      "\u3000 " + strings.Join(w, "\u2003"),
		"marks":     "\ufeff" + strings.Join(w[:3], "_") + "/" + strings.Join(w[3:5], "\u200b") + "\u2015" + strings.Join(w[5:], " \u2022 ") + "?",
		"digits":    strings.Join(w, "\u00b2") + "\u0663\uff11\u2460",
		"forms":     strings.NewReplacer("s", "\u017f", "k", "\u212a", "a", "\uff41").Replace(strings.Join(w, " ")),
	}
	for _, name := range sorted(reads) {
		v.Read = append(v.Read, vectors.Reading{Text: reads[name], Secret: secret})
	}
	swapped := append([]string{w[1], w[0]}, w[2:]...)
	v.Read = append(v.Read,
		vectors.Reading{Text: "", Error: vectors.Count},
		vectors.Reading{Text: strings.Join(w[:7], " "), Error: vectors.Count},
		vectors.Reading{Text: strings.Join(append(w[:8:8], "zoo"), " "), Error: vectors.Count},
		vectors.Reading{Text: strings.Join(swapped, " "), Error: vectors.Check},
		vectors.Reading{Text: strings.Join(w[:7], " ") + " zebar", Error: vectors.Unknown, Position: 8, Nearest: "zebra"},
		vectors.Reading{Text: "aba " + strings.Join(w[1:], " "), Error: vectors.Unknown, Position: 1, Nearest: words.English().Nearest("aba", 1)[0]},
		vectors.Reading{Text: strings.Join(w, ""), Error: vectors.Unknown, Position: 1, Nearest: words.English().Nearest(strings.Join(w, ""), 1)[0]},
		vectors.Reading{Text: "stra\u00dfe", Error: vectors.Unknown, Position: 1, Nearest: words.English().Nearest("stra\u00dfe", 1)[0]},
		vectors.Reading{Text: w[0] + " " + w[1] + "x " + strings.Join(w[2:], " "), Error: vectors.Unknown, Position: 2, Nearest: w[1]},
	)
	v.Read = append(v.Read, dutchReadings(w, wordsIn(words.Dutch(), secrets[2]), secret)...)
	g.writeJSON("code.json", v)
}

// dutchReadings are readings of the same code in Dutch words, and of words of both lists.
func dutchReadings(english, dutch []string, secret string) []vectors.Reading {
	join := func(parts ...[]string) string { return strings.Join(slices.Concat(parts...), " ") }
	near := func(list *words.List, word string) string { return list.Nearest(word, 1)[0] }
	nl, en := words.Dutch(), words.English()
	cut := strings.Fields(cutWords(english))[3:4]
	return []vectors.Reading{
		{Text: join(dutch), Secret: secret},
		{Text: strings.ToUpper(join(dutch)), Secret: secret},
		{Text: numbered(dutch), Secret: secret},
		{Text: cutWords(dutch), Secret: secret},
		{Text: strings.Replace(join(dutch), "e", "\u00eb", 1), Secret: secret},
		{Text: join(dutch[:7]), Error: vectors.Count},
		{Text: join(dutch[1:2], dutch[:1], dutch[2:]), Error: vectors.Check},
		{Text: join(dutch[:7], []string{"zwuluw"}), Error: vectors.Unknown, Position: 8, Nearest: "zwaluw"},
		{Text: join([]string{"aard"}, dutch[1:]), Error: vectors.Check},
		{Text: join([]string{"aar"}, dutch[1:]), Error: vectors.Unknown, Position: 1, Nearest: near(nl, "aar")},
		{Text: join(dutch[:3], cut, dutch[4:]), Error: vectors.OtherList, Position: 4, Language: "en", Nearest: near(nl, cut[0])},
		{Text: join(english[:7], dutch[7:]), Error: vectors.OtherList, Position: 8, Language: "nl", Nearest: near(en, dutch[7])},
		{Text: join(dutch[:4], english[4:]), Error: vectors.OtherList, Position: 5, Language: "en", Nearest: near(nl, english[4])},
		{Text: join(english[:4], dutch[4:]), Error: vectors.OtherList, Position: 5, Language: "nl", Nearest: near(en, dutch[4])},
		{Text: join(english[:3], dutch[3:]), Error: vectors.OtherList, Position: 1, Language: "en", Nearest: near(nl, english[0])},
		{Text: join([]string{"xxxx"}, english[1:2], dutch[2:]), Error: vectors.Unknown, Position: 1, Nearest: near(nl, "xxxx")},
		{Text: "xxxx xxxx", Error: vectors.Unknown, Position: 1, Nearest: near(en, "xxxx")},
	}
}

func derived(secret []byte, nonce [32]byte, f charter.Fingerprint) vectors.Derived {
	w := strings.Join(wordsOf(secret), " ")
	master := must(must(code.Parse(w)).Stretch())
	keys := must(master.Keys(f))
	mac := keys.Slots.MACKey()
	d := vectors.Derived{
		Secret: hex.EncodeToString(secret), Words: w, Dutch: strings.Join(wordsIn(words.Dutch(), secret), " "), Bureau: f.String(), Master: hex.EncodeToString(master[:]),
		Identity: keys.Identity.String(), Recipient: keys.Recipient, Slots: hex.EncodeToString(keys.Slots[:]),
		Handle: keys.Slots.Handle().String(), MACKey: hex.EncodeToString(mac[:]), Nonce: hex.EncodeToString(nonce[:]),
	}
	for i := range slots.Count {
		l := keys.Slots.Label(nonce, i)
		d.Labels = append(d.Labels, hex.EncodeToString(l[:]))
	}
	return d
}

func numbered(w []string) string {
	var b strings.Builder
	for i, word := range w {
		fmt.Fprintf(&b, "%d. %s\r\n", i+1, word)
	}
	return b.String()
}

func cutWords(w []string) string {
	short := make([]string, len(w))
	for i, word := range w {
		short[i] = word[:min(4, len(word))]
	}
	return strings.Join(short, " ")
}
