// Package plain makes strangers' text harmless to look at: what a terminal would obey or turn around, and what nobody can see, is shown as
// Go writes it in a quoted string. Everything else stays as it was written.
//
// It trusts no text. Who prints anything that came out of a parcel takes it through here. Only the desk imports it.
package plain

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Line returns text on one line.
func Line(text string) string { return escape(text, "") }

// Quote returns text on one line between quotation marks, those in it escaped, so that it cannot end before it ends.
func Quote(text string) string { return strconv.QuoteToGraphic(text) }

// Lines returns the lines of a text. A line feed at its end begins no further line.
func Lines(text string) []string {
	return strings.Split(strings.TrimSuffix(escape(text, "\n"), "\n"), "\n")
}

// Text returns a text with its lines and tabs as they are.
func Text(text string) string { return escape(text, "\n\t") }

// Block returns a text of several lines, each with prefix in front, so that no line of a stranger's can pass for one of the program's.
func Block(prefix, text string) string {
	var b strings.Builder
	for _, line := range Lines(text) {
		b.WriteString(prefix + line + "\n")
	}
	return b.String()
}

// JSON returns a JSON text with the same meaning in which every character that Line would escape, and that JSON allows in a string, is an
// escape of JSON's.
func JSON(text []byte) []byte {
	var b []byte
	for _, r := range string(text) {
		if r < 0x7f || strconv.IsGraphic(r) {
			b = utf8.AppendRune(b, r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			b = fmt.Appendf(b, `\u%04x`, unit)
		}
	}
	return b
}

// escape shows every character that is not a letter, mark, number, sign or space (strconv.IsGraphic) as its escape. Bidirectional
// controls, zero-width characters, byte order marks and private characters are among those.
func escape(text, keep string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)):
			b.WriteString(`\x` + strconv.FormatUint(uint64(text[i]), 16))
		case strconv.IsGraphic(r) || strings.ContainsRune(keep, r):
			b.WriteRune(r)
		default:
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return b.String()
}
