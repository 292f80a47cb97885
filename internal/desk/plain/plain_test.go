package plain_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"luwte/internal/desk/plain"
	"luwte/internal/fuzzing"
)

func TestLine_Controls_AreEscaped(t *testing.T) {
	for text, want := range map[string]string{
		"café 'n \"quote\" \\ 漢字 \u00a0€": "café 'n \"quote\" \\ 漢字 \u00a0€",
		"\x1b[31mred\x1b]0;title\x07":     `\x1b[31mred\x1b]0;title\a`,
		"one\ntwo\r\tthree":               `one\ntwo\r\tthree`,
		"\u202egnp.exe":                   `\u202egnp.exe`,
		"a\u200bb\ufeffc\u2028d\u0085e":   `a\u200bb\ufeffc\u2028d\u0085e`,
		"\u2066x\u2069":                   `\u2066x\u2069`,
		"bad \xff\xfe utf-8 \ufffd":       "bad \\xff\\xfe utf-8 \ufffd",
		"\U000e0041 tag":                  `\U000e0041 tag`,
	} {
		if got := plain.Line(text); got != want {
			t.Errorf("%q became %q, expected %q", text, got, want)
		}
	}
}

func TestQuote_QuotesAndControls_AreEscaped(t *testing.T) {
	for text, want := range map[string]string{
		`foto "1".jpg`:               `"foto \"1\".jpg"`,
		`a" (), 1 bytes: come whole`: `"a\" (), 1 bytes: come whole"`,
		`ends in \`:                  `"ends in \\"`,
		"é\u202e\x1b\xff\n":          `"é\u202e\x1b\xff\n"`,
	} {
		if got := plain.Quote(text); got != want {
			t.Errorf("%q became %s, expected %s", text, got, want)
		}
	}
}

func TestBlock_SeveralLines_AllHaveThePrefix(t *testing.T) {
	if got, want := plain.Block("  | ", "one\n\ntwo\x9b\n"), "  | one\n  | \n  | two\\x9b\n"; got != want {
		t.Errorf("%q, expected %q", got, want)
	}
}

func TestJSON_Controls_AreEscapedAndMeanTheSame(t *testing.T) {
	text := "é € \u202e \u009b31m \U000e0041 \x7f \U0001f600 \u2066\n"
	encoded, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	got := plain.JSON(encoded)
	if want := `"é € \u202e \u009b31m \udb40\udc41 \u007f ` + "\U0001f600" + ` \u2066\n"`; string(got) != want {
		t.Errorf("%s, expected %s", got, want)
	}
	var again string
	if err := json.Unmarshal(got, &again); err != nil || again != text {
		t.Errorf("%q, %v", again, err)
	}
}

func FuzzLine(f *testing.F) {
	fuzzing.Add(f, 200, "one\ntwo\x1b[0m\u202e")
	fuzzing.Add(f, 200, "\xff\u2029\x00")
	f.Fuzz(func(t *testing.T, text string) {
		got := plain.Line(text)
		if i := strings.IndexFunc(got, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }); i >= 0 {
			t.Errorf("%q became %q", text, got)
		}
	})
}
