package evidence

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	encodings "golang.org/x/text/encoding/unicode"

	"luwte/internal/desk/plain"
)

// Limits of a text that is shown.
const (
	maxText  = 1 << 20 // bytes that are read
	maxLine  = 2000    // characters before a line is broken: some viewers choke on more
	maxMarks = 8       // combining marks on one letter: more of them cover the lines above
)

// cleanText returns text in UTF-8 in which all that a reader cannot see, or that a terminal obeys, is visible, and what was done to it. data is
// the file, of size bytes, or its beginning.
//
// It runs outside the jail: what it does takes time and memory in proportion to at most 1 MiB, and text must be readable also where there is
// no bubblewrap.
func cleanText(data []byte, size int64) (string, []Remark) {
	var remarks []Remark
	read := data[:min(len(data), maxText)]
	text, latin := decodeText(read, int64(len(read)) < size)
	if int64(len(read)) < size {
		remarks = append(remarks, Remark{"text cut", []any{len(read), size}})
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	text, covered := thinMarks(text)
	if hidden := countHidden(text) + covered; hidden > 0 {
		remarks = append(remarks, Remark{"made visible", []any{hidden}})
	}
	text, folded := fold(plain.Text(text))
	if folded > 0 {
		remarks = append(remarks, Remark{"folded", []any{folded, maxLine}})
	}
	if latin {
		remarks = append(remarks, Remark{Code: "latin1"})
	}
	return text, remarks
}

// decodeText reads UTF-8, UTF-16 with a byte order mark, and everything else as Windows-1252, of which Latin-1 is a part but for controls that
// no text has.
func decodeText(data []byte, cut bool) (text string, latin bool) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return decoded(encodings.UTF16(encodings.LittleEndian, encodings.ExpectBOM), data[:len(data)&^1]), false
	case bytes.HasPrefix(data, []byte{0xef, 0xbb, 0xbf}):
		return string(data[3:]), false // what is not UTF-8 in it is shown as bytes
	}
	whole := data
	for n := 1; cut && n < utf8.UTFMax && !utf8.Valid(whole) && n <= len(data); n++ {
		whole = data[:len(data)-n] // the cut may have gone through a character
	}
	if utf8.Valid(whole) {
		return string(whole), false
	}
	return decoded(charmap.Windows1252, data), true
}

func decoded(e encoding.Encoding, data []byte) string {
	text, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return string(data) // neither fails once the byte order mark is there
	}
	return string(text)
}

// countHidden counts what plain.Text makes visible.
func countHidden(text string) (n int) {
	for i, r := range text {
		switch {
		case r == '\n' || r == '\t':
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)), !unicode.IsGraphic(r):
			n++
		}
	}
	return n
}

// thinMarks leaves at most maxMarks combining marks in a row and says how many it replaced by a sign.
func thinMarks(text string) (string, int) {
	row, covered := 0, 0
	thin := func(r rune) rune {
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			row = 0
			return r
		}
		if row++; row > maxMarks {
			covered++
			return '·'
		}
		return r
	}
	if !utf8.ValidString(text) {
		return text, 0 // strings.Map would hide the bytes that plain.Text shows
	}
	return strings.Map(thin, text), covered
}

// fold breaks lines that are too long and says how many there were.
func fold(text string) (string, int) {
	var b strings.Builder
	folded, column, first := 0, 0, true
	for _, r := range text {
		if r == '\n' {
			column, first = 0, true
		} else if column++; column > maxLine {
			b.WriteByte('\n')
			column = 1
			if first {
				folded, first = folded+1, false
			}
		}
		b.WriteRune(r)
	}
	return b.String(), folded
}
