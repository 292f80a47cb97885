package replies

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is what an answer gives away.
type Kind string

// Kinds of warnings.
const (
	Quote    Kind = "quote"    // a run of words of the report
	Name     Kind = "name"     // of a person, place or system that the report has, or a person at all
	Number   Kind = "number"   // telephone, plate, account, e-mail address, case number of the report
	Time     Kind = "time"     // date, weekday or hour of the report
	Unfilled Kind = "unfilled" // a template's brackets
)

// Warning is a piece of the answer that gives something away.
type Warning struct {
	Kind    Kind
	Excerpt string // of the answer, as it stands there
}

const (
	quoteWords   = 4 // so many words in a row are a quote, if quoteContent of them say something
	quoteContent = 2
	quoteDense   = 3 // and so many that all say something
	leastDigits  = 3
	mostWarnings = 50 // an answer that copies a report whole needs no longer list
)

// word is a word of a text: as it stands, folded, and where.
type word struct {
	text, folded string
	from, to     int
	begins       bool // a sentence
}

var wordPattern = regexp.MustCompile(`[\pL\pN][\pL\pN\pM'’]*`)

// wordsOf cuts a text into words, in time linear in its length.
func wordsOf(text string) (all []word) {
	last := 0
	for _, at := range wordPattern.FindAllStringIndex(text, -1) {
		between := text[last:at[0]]
		w := word{text: text[at[0]:at[1]], from: at[0], to: at[1]}
		w.folded = fold(w.text)
		w.begins = last == 0 || strings.ContainsAny(between, ".!?:\n“\"•")
		all = append(all, w)
		last = at[1]
	}
	return all
}

// fold makes words equal that differ in case or accents only. Letters that decompose are those of Latin scripts that occur in names here.
func fold(text string) string {
	return accents.Replace(strings.ToLower(text))
}

var accents = func() *strings.Replacer {
	var pairs []string
	for plain, accented := range map[string]string{"a": "àáâãäå", "c": "ç", "e": "èéêë", "i": "ìíîï", "n": "ñ", "o": "òóôõöø", "u": "ùúûü", "y": "ýÿ"} {
		for _, r := range accented {
			pairs = append(pairs, string(r), plain)
		}
	}
	for r := rune(0x300); r < 0x370; r++ { // combining marks
		pairs = append(pairs, string(r), "")
	}
	return strings.NewReplacer(append(pairs, "’", "'")...)
}()

// Check returns what an answer gives away of the reporter's letters, in the order of the answer. allowed are words that may always stand in
// it, such as the bureau's name.
func Check(answer string, letters []string, allowed ...string) []Warning {
	c := newCheck(answer, letters, allowed)
	c.quotes()
	c.names()
	c.patterns(Number, numbers)
	c.patterns(Time, times)
	for _, at := range brackets.FindAllStringIndex(answer, -1) {
		c.warn(Unfilled, at[0], at[1])
	}
	slices.SortStableFunc(c.found, func(a, b finding) int { return a.from - b.from })
	var all []Warning
	for _, f := range c.found {
		w := Warning{f.kind, answer[f.from:f.to]}
		if len(all) < mostWarnings && !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	return all
}

var brackets = regexp.MustCompile(`\[[^\]\n]{1,60}\]`)

type finding struct {
	kind     Kind
	from, to int
}

type check struct {
	answer  string
	words   []word
	letters []string
	runs    map[string]bool // every quoteDense words in a row of the letters, folded
	said    map[string]bool // words of the letters
	proper  map[string]bool // those that stand there with a capital inside a sentence
	ours    map[string]bool // words of templates, and those allowed: not names
	phrases string          // all templates, folded, words with spaces around
	found   []finding
}

func newCheck(answer string, letters, allowed []string) *check {
	c := &check{answer: answer, words: wordsOf(answer), letters: letters, runs: map[string]bool{}, said: map[string]bool{}, proper: map[string]bool{}, ours: map[string]bool{}}
	for _, letter := range letters {
		words := wordsOf(letter)
		for i, w := range words {
			c.said[w.folded] = true
			if capital(w.text) && !w.begins {
				c.proper[w.folded] = true
			}
			if i+quoteDense <= len(words) {
				c.runs[joined(words[i:i+quoteDense])] = true
			}
		}
	}
	templates, _ := Templates() // a test reads them
	var phrases []string
	for _, t := range templates {
		for _, text := range t.Text {
			allowed = append(allowed, text)
			phrases = append(phrases, joined(wordsOf(text)))
		}
	}
	c.phrases = " " + strings.Join(phrases, " . ") + " "
	for _, text := range allowed {
		for _, w := range wordsOf(text) {
			c.ours[w.folded] = true
		}
	}
	return c
}

func joined(words []word) string {
	var all []string
	for _, w := range words {
		all = append(all, w.folded)
	}
	return strings.Join(all, " ")
}

func (c *check) warn(kind Kind, from, to int) { c.found = append(c.found, finding{kind, from, to}) }

// quotes finds the longest runs of words that the letters have too: each run of quoteDense is looked up, and those that overlap are put together.
func (c *check) quotes() {
	for i := 0; i+quoteDense <= len(c.words); {
		end := i
		for end+quoteDense <= len(c.words) && c.runs[joined(c.words[end:end+quoteDense])] {
			end++
		}
		if end == i {
			i++
			continue
		}
		run := c.words[i : end+quoteDense-1]
		if content := contents(run); (len(run) >= quoteWords && content >= quoteContent || content >= quoteDense) && !strings.Contains(c.phrases, " "+joined(run)+" ") {
			c.warn(Quote, run[0].from, run[len(run)-1].to)
		}
		i = end + quoteDense - 1
	}
}

// contents counts words that say something.
func contents(words []word) (n int) {
	for _, w := range words {
		if !filler[w.folded] && strings.ContainsFunc(w.text, unicode.IsLetter) {
			n++
		}
	}
	return n
}

func capital(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(r)
}

// named says whether a word is written as a name: not all in capitals, for that is how one stresses a word, unless it is as short as an abbreviation.
func named(text string) bool {
	return capital(text) && (utf8.RuneCountInString(text) <= 4 || strings.ContainsFunc(text, unicode.IsLower))
}

// names finds words that the letters have with a capital, or that the answer has with one and the letters have at all; and any person after a title.
func (c *check) names() {
	for i, w := range c.words {
		if i > 0 && titles[c.words[i-1].folded] && capital(w.text) {
			c.warn(Name, c.words[i-1].from, w.to)
			continue
		}
		if utf8.RuneCountInString(w.text) < 2 || filler[w.folded] || c.ours[w.folded] || calendar[w.folded] || !strings.ContainsFunc(w.text, unicode.IsLetter) {
			continue
		}
		if c.proper[w.folded] || named(w.text) && !w.begins && c.said[w.folded] {
			c.warn(Name, w.from, w.to)
		}
	}
}

// patterns finds what looks alike in answer and letters, once both are brought to one form.
func (c *check) patterns(kind Kind, all []pattern) {
	for _, p := range all {
		there := map[string]bool{}
		for _, letter := range c.letters {
			for _, m := range p.FindAllString(letter, -1) {
				there[p.form(m)] = true
			}
		}
		for _, at := range p.FindAllStringIndex(c.answer, -1) {
			if form := p.form(c.answer[at[0]:at[1]]); form != "" && there[form] {
				c.warn(kind, at[0], at[1])
			}
		}
	}
}
