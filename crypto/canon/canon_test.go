package canon_test

import (
	"errors"
	"strings"
	"testing"

	"luwte/crypto/canon"
	"luwte/crypto/vectors"
	"luwte/internal/fuzzing"
)

type sample struct {
	Text  string            `json:"text"`
	N     uint64            `json:"n"`
	Bytes []byte            `json:"bytes"`
	Map   map[string]string `json:"map"`
	Hash  canon.Hex32       `json:"hash"`
}

var zero = strings.Repeat("0", 64)

func TestUnmarshal_OneEncoding_IsAccepted(t *testing.T) {
	good := `{"text":"<&>\u2028\u0000\b\f\n\r\t\"\\é😀` + "\u007f" + `","n":7,"bytes":"AQI=","map":{"a":"","b":""},"hash":"` + zero + `"}`
	var s sample
	if err := canon.Unmarshal([]byte(good), &s); err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string][2]string{
		"white space": {`"n":7`, `"n": 7`}, "order": {`"a":"","b":""`, `"b":"","a":""`}, "doubled": {`"n":7`, `"n":6,"n":7`}, "case": {`"n":7`, `"N":7`},
		"unknown": {`"n":7`, `"n":7,"m":1`}, "missing": {`"n":7,`, ``}, "slash": {`é`, `\/`}, "upper-case hex": {zero, strings.Repeat("A", 64)},
		"short hex": {zero, zero[2:]}, "base64 unpadded": {"AQI=", "AQI"}, "base64 spare bits": {"AQI=", "AQJ="}, "base64 line end": {"AQI=", `AQ\nI=`},
		"surrogate": {`é`, `\ud83d`}, "invalid UTF-8": {`é`, "\xc3"}, "fraction": {`"n":7`, `"n":7.0`}, "trailing": {`"}`, `"}x`}, "twice": {`"}`, `"}{}`},
	} {
		bad := strings.Replace(good, edit[0], edit[1], 1)
		if bad == good {
			t.Fatalf("%s edits nothing", name)
		}
		if err := canon.Unmarshal([]byte(bad), &sample{}); !errors.Is(err, canon.ErrNotCanonical) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzUnmarshal(f *testing.F) {
	v := vectors.Load[vectors.Charters]("charter.json")
	vectors.ExpectCount(f, len(v.Cases), 118)
	for _, c := range v.Cases {
		fuzzing.Add(f, 10, []byte(c.Text))
	}
	fuzzing.Add(f, 10, []byte(`{"text":"","n":0,"bytes":"","map":{},"hash":"`+zero+`"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s sample
		if canon.Unmarshal(data, &s) != nil {
			return
		}
		if again, err := canon.Marshal(s); err != nil || string(again) != string(data) {
			t.Fatalf("accepted %q, which encodes to %q", data, again)
		}
	})
}

func TestMarshal_NotUTF8_IsRefused(t *testing.T) {
	for _, text := range []string{"\xff", "caf\xe9", "a\\\xc3", "\xed\xa0\x80"} {
		for _, v := range []any{sample{Text: text}, sample{Map: map[string]string{text: ""}}} {
			if b, err := canon.Marshal(v); !errors.Is(err, canon.ErrText) {
				t.Errorf("%q: %s, %v", text, b, err)
			}
		}
	}
	for _, text := range []string{"\ufffd", `\ufffd`, `\\ufffd`, `"\`, "é😀"} {
		b, err := canon.Marshal(sample{Text: text, Bytes: []byte{}, Map: map[string]string{}})
		if err != nil || canon.Unmarshal(b, &sample{}) != nil {
			t.Errorf("%q: %s, %v", text, b, err)
		}
	}
}
