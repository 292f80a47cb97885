package charter

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Texts is one text in several languages, by language tag such as "nl" or "en".
type Texts map[string]string

const maxLanguages = 16

var languageTag = regexp.MustCompile(`^[a-z]{2,8}(-[a-z0-9]{1,8})*$`)

// In returns the text in the first of the languages that there is; failing that in English, failing that in the alphabetically first.
func (t Texts) In(languages ...string) string {
	for _, l := range append(languages, "en") {
		if text, ok := t[l]; ok {
			return text
		}
	}
	for _, l := range slices.Sorted(maps.Keys(t)) {
		return t[l]
	}
	return ""
}

// ok says whether t keeps the rules of SPEC §1: tags well formed, no text empty, none with characters that change how others are shown.
func (t Texts) ok() bool {
	for tag, text := range t {
		if !languageTag.MatchString(tag) || text == "" || strings.ContainsFunc(text, forbidden) {
			return false
		}
	}
	return t != nil && len(t) <= maxLanguages
}

func (t Texts) okAndThere() bool { return t.ok() && len(t) > 0 }

// okInALine is for names and titles, which stand in lines of others: with a line break of its own, one could make up further lines.
func (t Texts) okInALine() bool {
	for _, text := range t {
		if strings.ContainsAny(text, "\n\u2028\u2029") {
			return false
		}
	}
	return t.okAndThere()
}

func forbidden(r rune) bool {
	return r != '\n' && unicode.IsControl(r) || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069
}
