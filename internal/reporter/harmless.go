package reporter

import (
	"strings"
	"unicode"
)

// Harmless makes a stranger's text harmless for a terminal: control characters, which could move the cursor or hide text, and those that turn
// the direction of writing become a replacement character.
func Harmless(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp) && r != '\u200d' && r != '\u200c' {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// OneLine makes a stranger's name, title or option harmless in a line of ours: also line ends become spaces, with which it could fake further lines.
func OneLine(text string) string { return strings.Join(strings.Fields(Harmless(text)), " ") }
