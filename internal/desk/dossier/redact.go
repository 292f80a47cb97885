package dossier

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"luwte/internal/desk/plain"
)

var (
	// ErrPassage is wrapped when a passage is too short to be looked for.
	ErrPassage = errors.New("a passage has fewer than 3 letters or digits")
	// ErrNotFound is wrapped when a passage stands nowhere, or not in the letter that it was chosen in.
	ErrNotFound = errors.New("a passage was not found")
)

// NotFoundError is ErrNotFound with the passage, which its text does not quote.
type NotFoundError struct {
	Number  int // of the passage, from 1
	Passage Passage
}

func (e *NotFoundError) Error() string {
	if l := e.Passage.Letter; l != 0 {
		return fmt.Sprintf("%v: passage %d, in letter %d", ErrNotFound, e.Number, l)
	}
	return fmt.Sprintf("%v: passage %d", ErrNotFound, e.Number)
}

// Unwrap returns ErrNotFound.
func (e *NotFoundError) Unwrap() error { return ErrNotFound }

// Mark stands in redacted text for what was there, however long it was. It is of no script, and package plain lets none through.
const Mark = '\ue000'

const shortest = 3 // characters of a passage that count

// Passage is what is to be taken out, wherever it stands.
type Passage struct {
	Text   string
	Letter int // in which it was chosen, by number; 0: in none. There it has to be found
}

// Redactor takes passages out of texts. A passage is found whatever its capitals, accents, spaces and ends of lines, and whatever invisible characters are in it.
type Redactor struct {
	passages []Passage
	folded   []string
	places   int
	found    []bool // by passage: anywhere, or in its letter
}

// NewRedactor returns ErrPassage for a passage that is too short, with its number.
func NewRedactor(passages []Passage) (*Redactor, error) {
	r := &Redactor{passages: passages, found: make([]bool, len(passages))}
	for i, p := range passages {
		f := strings.Trim(fold(p.Text).text, " ")
		if utf8.RuneCountInString(strings.ReplaceAll(f, " ", "")) < shortest {
			return nil, fmt.Errorf("%w: passage %d", ErrPassage, i+1)
		}
		r.folded = append(r.folded, f)
	}
	return r, nil
}

// folded is a text in a form in which texts that look alike are equal.
type folded struct {
	text string
	at   []int // for each byte of text, where in the original its character begins
}

// fold leaves out capitals, accents and what nobody sees, and makes one space of several.
func fold(s string) folded {
	var f folded
	var b strings.Builder
	put := func(r rune, at int) {
		for range utf8.RuneLen(r) {
			f.at = append(f.at, at)
		}
		b.WriteRune(r)
	}
	space := false
	for at, r := range s {
		switch {
		case unicode.IsSpace(r):
			if !space {
				put(' ', at)
			}
			space = true
			continue
		case hidden(r):
			continue
		}
		space = false
		for _, d := range norm.NFKD.String(string(r)) {
			if !hidden(d) && !unicode.IsSpace(d) {
				put(unicode.ToLower(unicode.ToUpper(d)), at)
			}
		}
	}
	f.text = b.String()
	return f
}

// hidden are marks on letters, and characters that nobody sees.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) || r < ' ' || r == '\u034f' || r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0'
}

// span is a piece of a text, in bytes.
type span struct{ from, to int }

// spans returns what is to be taken out of a text, in order, without overlap.
func (r *Redactor) spans(s string, letter int) (all []span) {
	f := fold(s)
	for i, p := range r.folded {
		for from := 0; ; {
			at := strings.Index(f.text[from:], p)
			if at < 0 {
				break
			}
			first, last := from+at, from+at+len(p)
			all = append(all, span{f.at[first], end(s, f, last)})
			if l := r.passages[i].Letter; l == 0 || l == letter {
				r.found[i] = true
			}
			_, size := utf8.DecodeRuneInString(f.text[first:])
			from = first + size
		}
	}
	slices.SortFunc(all, func(a, b span) int { return a.from - b.from })
	merged := all[:0]
	for _, s := range all {
		if n := len(merged); n > 0 && s.from <= merged[n-1].to {
			merged[n-1].to = max(merged[n-1].to, s.to)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// end is where in the original what ends before a byte of the folded text ends, with the marks on its last letter.
func end(s string, f folded, last int) int {
	if last < len(f.at) && f.at[last] > f.at[last-1] {
		return f.at[last]
	}
	at := f.at[last-1]
	_, size := utf8.DecodeRuneInString(s[at:])
	at += size
	for at < len(s) {
		r, size := utf8.DecodeRuneInString(s[at:])
		if !hidden(r) || r == '\n' {
			break
		}
		at += size
	}
	return at
}

// Text returns a text as it is shown, with Mark in the place of each passage. It stands in this letter; 0: in none.
func (r *Redactor) Text(s string, letter int) string {
	shown := r.replace(s, letter, plain.Text)
	return r.replace(shown, letter, func(s string) string { return s }) // passages may have been copied from a screen, escapes and all
}

func (r *Redactor) replace(s string, letter int, show func(string) string) string {
	var b strings.Builder
	from := 0
	for _, p := range r.spans(s, letter) {
		b.WriteString(show(s[from:p.from]))
		b.WriteRune(Mark)
		from = p.to
		r.places++
	}
	b.WriteString(show(s[from:]))
	return b.String()
}

// Holds says whether a text has a passage, without counting it.
func (r *Redactor) Holds(s string) bool {
	f := fold(s)
	return slices.ContainsFunc(r.folded, func(p string) bool { return strings.Contains(f.text, p) })
}

// check returns ErrNotFound for the first passage that was found nowhere, by its number: what it says is not for an error.
func (r *Redactor) check() error {
	for i, found := range r.found {
		if found {
			continue
		}
		return &NotFoundError{Number: i + 1, Passage: r.passages[i]}
	}
	return nil
}

// redact takes passages out of everything that a dossier says: whatever fields it has or will have, but for those tagged `redact:"-"`, which are hashes and numbers of ours.
func (r *Redactor) redact(d *Dossier) error {
	for i := range d.Items {
		r.walk(reflect.ValueOf(&d.Items[i]).Elem(), d.Items[i].Number)
	}
	items := d.Items
	d.Items = nil
	r.walk(reflect.ValueOf(d).Elem(), 0)
	d.Items = items
	d.Passages, d.Places = len(r.passages), r.places
	return r.check()
}

func (r *Redactor) walk(v reflect.Value, letter int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(r.Text(v.String(), letter))
	case reflect.Slice:
		for i := range v.Len() {
			r.walk(v.Index(i), letter)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("redact") != "-" {
				r.walk(v.Field(i), letter)
			}
		}
	}
}
