package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/label"
	"luwte/crypto/slots"
	"luwte/crypto/vectors"
	"luwte/crypto/words"
)

// wordsOf writes a secret as words without package code, which never takes one from outside.
func wordsOf(secret []byte) []string {
	sum := sha256.Sum256(append([]byte(label.CodeCheck), secret...))
	return words.Encode(append(append([]byte{}, secret...), sum[0]), code.Count)
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
		vectors.Reading{Text: "aba " + strings.Join(w[1:], " "), Error: vectors.Unknown, Position: 1, Nearest: words.Nearest("aba", 1)[0]},
		vectors.Reading{Text: strings.Join(w, ""), Error: vectors.Unknown, Position: 1, Nearest: words.Nearest(strings.Join(w, ""), 1)[0]},
		vectors.Reading{Text: "stra\u00dfe", Error: vectors.Unknown, Position: 1, Nearest: words.Nearest("stra\u00dfe", 1)[0]},
		vectors.Reading{Text: w[0] + " " + w[1] + "x " + strings.Join(w[2:], " "), Error: vectors.Unknown, Position: 2, Nearest: w[1]},
	)
	g.writeJSON("code.json", v)
}

func derived(secret []byte, nonce [32]byte, f charter.Fingerprint) vectors.Derived {
	w := strings.Join(wordsOf(secret), " ")
	master := must(must(code.Parse(w)).Stretch())
	keys := must(master.Keys(f))
	mac := keys.Slots.MACKey()
	d := vectors.Derived{
		Secret: hex.EncodeToString(secret), Words: w, Bureau: f.String(), Master: hex.EncodeToString(master[:]),
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
