// Package giveaway finds what in a text could tell who wrote it, by simple rules that send nothing. It is advice: the rules miss much, and find
// what is harmless. They are those of web/src/giveaway.ts, and both run web/test/giveaway.json. They know Dutch, English and some
// Papiamentu, whatever language is spoken.
//
// It holds no state and does no I/O. Only the reporter's client imports it.
package giveaway

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kinds, in the order in which they are told.
var Kinds = []string{"name", "only", "role", "bsn", "phone", "email", "date", "time"}

// Found is something that stands out.
type Found struct {
	Kind string
	Text string // as it was written
}

// maxText is how much of a text is looked at, in bytes.
const maxText = 200_000

// Find returns what stands out in a text, in the order of Kinds, each once.
func Find(text string) []Found {
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	found, rest := []Found{}, []byte(text)
	for _, r := range rules {
		for at := 0; at < len(rest); {
			from, to, ok := r.find(rest, at)
			if !ok {
				break
			}
			match := string(rest[from:to])
			if r.kind == "bsn" && !elevenProof(match) {
				at = to
				continue
			}
			for i := from; i < to; i++ { // what one rule has taken no later one finds again
				rest[i] = '\n'
			}
			at = to
			if f := (Found{r.kind, strings.TrimSpace(match)}); !slices.Contains(found, f) {
				found = append(found, f)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Found) int { return cmp.Compare(slices.Index(Kinds, a.Kind), slices.Index(Kinds, b.Kind)) })
	return found
}

// rule is an expression whose first group that took part is the match, which no character of class may stand before. Go's expressions
// look neither back nor ahead, so what may not follow is in the expression, after the group.
type rule struct {
	kind   string
	before func(rune) bool // may not stand before; nil: anything may
	re     *regexp.Regexp
}

// find returns the first match from a place on.
func (r rule) find(text []byte, at int) (from, to int, ok bool) {
	for at < len(text) {
		m := r.re.FindSubmatchIndex(text[at:])
		if m == nil {
			return 0, 0, false
		}
		group := 2
		for m[group] < 0 {
			group += 2
		}
		from, to = at+m[group], at+m[group+1]
		last, _ := utf8.DecodeLastRune(text[:from])
		if from == 0 || r.before == nil || !r.before(last) {
			return from, to, true
		}
		_, size := utf8.DecodeRune(text[from:])
		at = from + size
	}
	return 0, 0, false
}

func letter(r rune) bool { return unicode.IsLetter(r) }

func digit(r rune) bool { return '0' <= r && r <= '9' }

func letterOrNumber(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

func among(chars string, or func(rune) bool) func(rune) bool {
	return func(r rune) bool { return strings.ContainsRune(chars, r) || or(r) }
}

// elevenProof is the test that every BSN passes: nine digits weighed 9, 8 … 2 and −1 add up to a multiple of eleven.
func elevenProof(text string) bool {
	sum, weight := 0, 9
	for _, r := range text {
		if !digit(r) {
			continue
		}
		if weight == 1 {
			weight = -1
		}
		sum += int(r-'0') * weight
		weight--
	}
	return sum > 0 && sum%11 == 0
}
