package charter

import (
	"maps"
	"regexp"
	"slices"
	"strings"
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

func forbidden(r rune) bool {
	return r < 0x20 && r != '\n' || r == 0x7f || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069
}
