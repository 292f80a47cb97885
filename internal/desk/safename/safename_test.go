package safename

import (
	"strings"
	"testing"
	"unicode/utf8"

	"luwte/internal/fuzzing"
)

var examples = []struct{ given, want string }{
	{"foto.jpg", "foto.jpg"},
	{"Verslag één – coördinatie.pdf", "Verslag één – coördinatie.pdf"},
	{"e\u0301e\u0301n.pdf", "één.pdf"},
	{"../../etc/passwd", "passwd"},
	{`C:\Users\x\..\foto.jpg`, "foto.jpg"},
	{"/", "file"},
	{"", "file"},
	{"..", "file"},
	{"...", "file"},
	{".bashrc", "bashrc"},
	{"-rf", "rf"},
	{"~root", "root"},
	{" foto.jpg . ", "foto.jpg"},
	{"foto.jpg\x00.exe", "foto.jpg_.exe"},
	{"foto.jpg                               .exe", "foto.jpg .exe"},
	{"foto\u202egpj.exe", "foto_gpj.exe"},
	{"fo\u200bto.jpg", "fo_to.jpg"},
	{"a\r\nb\tc.txt", "a b c.txt"},
	{"a\u00a0b\u2028c", "a b c"},
	{"a\x1b[31m", "a_[31m"},
	{`a<b>c:d"e|f?g*h`, "a_b_c_d_e_f_g_h"},
	{"not \xff UTF-8", "not _ UTF-8"},
	{"NUL", "_NUL"},
	{"con.txt", "_con.txt"},
	{"com1.tar.gz", "_com1.tar.gz"},
	{"LPT².doc", "_LPT².doc"},
	{"nul .txt", "_nul .txt"},
	{"console.txt", "console.txt"},
	{strings.Repeat("a", 300) + ".jpg", strings.Repeat("a", 116) + ".jpg"},
	{strings.Repeat("é", 300) + ".jpg", strings.Repeat("é", 58) + ".jpg"},
	{"a." + strings.Repeat("b", 300), "a." + strings.Repeat("b", 118)},
}

func TestClean_Examples_AreHarmless(t *testing.T) {
	for _, e := range examples {
		if got := Clean(e.given); got != e.want {
			t.Errorf("%q: %q, expected %q", e.given, got, e.want)
		}
	}
}

func TestOf_SameNames_AreNumbered(t *testing.T) {
	var n Names
	for _, c := range []struct{ given, suffix, want string }{
		{"foto.jpg", "", "foto.jpg"},
		{"x/FOTO.jpg", "", "FOTO (2).jpg"},
		{"foto.jpg", "", "foto (3).jpg"},
		{"foto (4).jpg", "", "foto (4).jpg"},
		{"foto.jpg", "", "foto (5).jpg"},
		{"foto.jpg", ".damaged", "foto.jpg.damaged"},
		{"foto.jpg.damaged", "", "foto.jpg (2).damaged"},
		{"", "", "file"},
		{"file", "", "file (2)"},
	} {
		if got := n.Of(c.given, c.suffix); got != c.want {
			t.Errorf("%q: %q, expected %q", c.given, got, c.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, e := range examples {
		fuzzing.Add(f, 30, e.given)
	}
	f.Fuzz(func(t *testing.T, given string) {
		name := Clean(given)
		if name == "" || len(name) > maxBytes+1 || !utf8.ValidString(name) || strings.ContainsAny(name, "/\\\x00<>:\"|?*\r\n") {
			t.Fatalf("%q became %q", given, name)
		}
		if strings.ContainsAny(name[:1], ".-~ ") || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") {
			t.Fatalf("%q became %q", given, name)
		}
	})
}
