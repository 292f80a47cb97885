package main

import (
	"encoding/base64"
	"strings"

	"luwte/crypto/sign"
	"luwte/crypto/vectors"
)

func (g *generator) charters() {
	line := string(g.line)
	object := line[:strings.LastIndex(line, `,"signature":`)]
	v := vectors.Charters{
		Bureau: g.charter.Bureau.String(), Inbox: g.charter.Bureau.Inbox().String(),
		Words: strings.Join(g.charter.Bureau.Words("en"), " "), Dutch: strings.Join(g.charter.Bureau.Words("nl"), " "),
		Epochs: []vectors.EpochCase{{Day: "2026-10-31"}, {Day: "2026-11-01", Epoch: 1}, {Day: "2026-11-30", Epoch: 1},
			{Day: "2026-12-01", Epoch: 2}, {Day: "2027-01-31", Epoch: 2}, {Day: "2027-02-01"}},
		Cases: []vectors.LineCase{{Name: "good", Text: line}},
	}
	add := func(name, text, err string) {
		v.Cases = append(v.Cases, vectors.LineCase{Name: name, Text: text, Error: err})
	}
	for _, e := range charterEdits {
		if strings.Count(object, e.old) != 1 {
			panic(e.name + " stands not once")
		}
		add(e.name, g.resign(strings.Replace(object, e.old, e.new, 1)), e.err)
	}
	add("no line feed", strings.TrimSuffix(line, "\n"), vectors.Malformed)
	add("two line feeds", line+"\n", vectors.Malformed)
	add("carriage return", strings.TrimSuffix(line, "\n")+"\r\n", vectors.Malformed)
	add("twice", line+line, vectors.Malformed)
	add("empty", "", vectors.Malformed)
	add("cut", line[:len(line)/2], vectors.Malformed)
	add("object alone", object+"}\n", vectors.Malformed)
	add("blank before", " "+line, vectors.Malformed)
	add("byte order mark", "\ufeff"+line, vectors.Malformed)
	add("signature altered", strings.Replace(line, `"signature":"`+signatureStart(line), `"signature":"`+flipped(signatureStart(line)), 1), vectors.Signature)
	add("signature in URL alphabet", line[:len(line)-20]+strings.Repeat("-", 15)+"==\"}\n", vectors.Malformed)
	add("text altered", strings.Replace(line, "bribery", "Bribery", 1), vectors.Signature)
	stranger := generator{bureau: bureau{root: must(sign.GenerateKey())}}
	add("signed by another root", stranger.resign(object), vectors.Signature)
	f := g.charter.Bureau.String()
	add("bureau of another root", g.resign(strings.Replace(object, f, strings.Repeat("0", 64), 1)), vectors.Bureau)
	root := `"root":"` + base64.StdEncoding.EncodeToString(g.root.Public())
	dispatch := `"dispatch":"` + base64.StdEncoding.EncodeToString(g.dispatch.Public())
	add("dispatch key is the root", g.resign(strings.Replace(object, dispatch, strings.Replace(root, "root", "dispatch", 1), 1)), vectors.Roots)
	add("bureau in capitals", g.resign(strings.Replace(object, f, strings.ToUpper(f), 1)), vectors.Malformed)
	v.Orders = g.chains(add)
	v.Colours, v.AllColours = colours(), allColours()
	g.write("charter.bin", g.line)
	g.writeJSON("charter.json", v)
}

func signatureStart(line string) string {
	i := strings.Index(line, `"signature":"`) + len(`"signature":"`)
	return line[i : i+4]
}

func flipped(s string) string {
	if s[0] == 'A' {
		return "B" + s[1:]
	}
	return "A" + s[1:]
}

var charterEdits = []struct{ name, old, new, err string }{
	{"unknown member", `"serial":3`, `"serial":3,"extra":1`, vectors.Malformed},
	{"doubled member", `"serial":3`, `"serial":3,"serial":3`, vectors.Malformed},
	{"differently cased member", `"serial":3`, `"Serial":3`, vectors.Malformed},
	{"missing member", `"serial":3,`, ``, vectors.Malformed},
	{"members in another order", `"serial":3,"made":"2026-11-22"`, `"made":"2026-11-22","serial":3`, vectors.Malformed},
	{"white space", `"serial":3`, `"serial": 3`, vectors.Malformed},
	{"fraction", `"serial":3`, `"serial":3.0`, vectors.Malformed},
	{"exponent", `"serial":3`, `"serial":3e0`, vectors.Malformed},
	{"integer as string", `"serial":3`, `"serial":"3"`, vectors.Malformed},
	{"negative serial", `"serial":3`, `"serial":-3`, vectors.Malformed},
	{"serial 0", `"serial":3`, `"serial":0`, vectors.Malformed},
	{"serial 2^53-1", `"serial":3`, `"serial":9007199254740991`, ""},
	{"serial 2^53", `"serial":3`, `"serial":9007199254740992`, vectors.Malformed},
	{"null", `"pages":[`, `"pages":null,"x":[`, vectors.Malformed},
	{"escape that is not needed", `bribery`, `briber\u0079`, vectors.Malformed},
	{"slash escaped", `bribery`, `bribery\/`, vectors.Malformed},
	{"upper-case escape", `\u2028`, `\u202A`, vectors.Malformed},
	{"line separator unescaped", `\u2028`, "\u2028", vectors.Malformed},
	{"lone surrogate escaped", `bribery`, `\ud800`, vectors.Malformed},
	{"bidirectional control", `bribery`, "\u202e", vectors.Malformed},
	{"tab in a text", `bribery`, `\t`, vectors.Malformed},
	{"delete character in a text", `bribery`, "\u007f", vectors.Malformed},
	{"control character of Latin-1 in a text", `bribery`, "\u0085", vectors.Malformed},
	{"line break in a name", `"Integrity bureau of Lee"`, `"Integrity bureau\nof Lee"`, vectors.Malformed},
	{"line separator in a name", `"Integrity bureau of Lee"`, `"Integrity bureau\u2028of Lee"`, vectors.Malformed},
	{"paragraph separator in a name", `"Integrity bureau of Lee"`, `"Integrity bureau\u2029of Lee"`, vectors.Malformed},
	{"line break in a topic's title", `"I was approached (nl)"`, `"I was\napproached"`, vectors.Malformed},
	{"line break in a question's title", `"Who? (nl)"`, `"Who?\n"`, vectors.Malformed},
	{"line break in an option", `"Yes (nl)"`, `"\nYes"`, vectors.Malformed},
	{"line break in a hint", `"Call 112 (nl)"`, `"Call\n112"`, ""},
	{"predecessors missing", `"predecessors":[],`, ``, vectors.Malformed},
	{"predecessors null", `"predecessors":[]`, `"predecessors":null`, vectors.Malformed},
	{"predecessors an object", `"predecessors":[]`, `"predecessors":{}`, vectors.Malformed},
	{"predecessors after the serial", `"predecessors":[],"serial":3`, `"serial":3,"predecessors":[]`, vectors.Malformed},
	{"empty text", `"Integrity bureau of Lee"`, `""`, vectors.Malformed},
	{"language tag in capitals", `"name":{"en"`, `"name":{"EN"`, vectors.Malformed},
	{"languages unsorted", `"name":{"en":"Integrity bureau of Lee","nl":"Bureau Integriteit Luwe"}`, `"name":{"nl":"Bureau Integriteit Luwe","en":"Integrity bureau of Lee"}`, vectors.Malformed},
	{"no name", `"name":{"en":"Integrity bureau of Lee","nl":"Bureau Integriteit Luwe"}`, `"name":{}`, vectors.Malformed},
	{"unknown version", `"luwte/1 charter"`, `"luwte/2 charter"`, vectors.Malformed},
	{"format of something else", `"luwte/1 charter"`, `"luwte/1 parcel"`, vectors.Malformed},
	{"date that is none", `"made":"2026-11-22"`, `"made":"2026-02-30"`, vectors.Malformed},
	{"date in short", `"made":"2026-11-22"`, `"made":"2026-11-2"`, vectors.Malformed},
	{"expires before it is made", `"expires":"2027-11-22"`, `"expires":"2026-11-22"`, vectors.Malformed},
	{"no colour", `"colour":"#0d5c63"`, `"colour":""`, ""},
	{"colour with a contrast of 4.54", `"colour":"#0d5c63"`, `"colour":"#767676"`, ""},
	{"colour with a contrast of 4.48", `"colour":"#0d5c63"`, `"colour":"#777777"`, vectors.Malformed},
	{"colour in capitals", `"colour":"#0d5c63"`, `"colour":"#0D5C63"`, vectors.Malformed},
	{"colour missing", `"colour":"#0d5c63",`, ``, vectors.Malformed},
	{"colour null", `"colour":"#0d5c63"`, `"colour":null`, vectors.Malformed},
	{"colour before about", `"about":{`, `"colour":"#0d5c63","about":{`, vectors.Malformed},
	{"no onion", `"onion":"` + strings.Repeat("a", 55) + `d.onion"`, `"onion":""`, ""},
	{"old onion", `"onion":"` + strings.Repeat("a", 55) + `d.onion"`, `"onion":"aaaaaaaaaaaaaaaa.onion"`, vectors.Malformed},
	{"onion with a host before", `"onion":"`, `"onion":"www.`, vectors.Malformed},
	{"epochs descending", `"epoch":2,`, `"epoch":1,`, vectors.Malformed},
	{"epoch 0", `"epoch":1,`, `"epoch":0,`, vectors.Malformed},
	{"epoch without days", `"from":"2026-12-01"`, `"from":"2027-02-01"`, vectors.Malformed},
	{"classical recipient", `"epoch":2,"from":"2026-12-01","until":"2027-02-01","recipient":"age1pq1`, `"epoch":2,"from":"2026-12-01","until":"2027-02-01","recipient":"age1zzz`, vectors.Malformed},
	{"form version 0", `"form":{"version":2`, `"form":{"version":0`, vectors.Malformed},
	{"question type unknown", `"type":"line"`, `"type":"file"`, vectors.Malformed},
	{"condition on a later question", `"when":[{"question":"danger"`, `"when":[{"question":"who"`, vectors.Malformed},
	{"condition on an unknown option", `"is":["no"]`, `"is":["maybe"]`, vectors.Malformed},
	{"doubled option", `{"id":"no"`, `{"id":"yes"`, vectors.Malformed},
	{"options null", `"options":[],`, `"options":null,`, vectors.Malformed},
	{"retention 0", `"parcels":13`, `"parcels":0`, vectors.Malformed},
	{"retention 521", `"answers":26`, `"answers":521`, vectors.Malformed},
	{"pages unsorted", `"pages":["0`, `"pages":["b`, vectors.Malformed},
}
