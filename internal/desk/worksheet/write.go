package worksheet

import (
	"fmt"
	"strings"

	"luwte/crypto/charter"
	"luwte/internal/desk/papers"
	"luwte/internal/desk/plain"
	"luwte/internal/desk/sheet"
)

// Head is what stands over a worksheet.
type Head struct {
	Language string
	Case     string
	Bureau   string
	F        charter.Fingerprint
	Officer  string // who signs the log
	Day      string
}

// line is a field as it is shown.
type line struct{ title, value string }

// part is a section as it is shown.
type part struct {
	title string
	lines []line
}

// parts are the form's sections with the fields that are asked, what is empty said to be so.
func (s *Sheet) parts(h Head) (all []part) {
	w := in(h.Language)
	missing := map[string]Gap{}
	for _, g := range s.Missing() {
		missing[g.Field.ID] = g
	}
	for _, section := range s.sections {
		p := part{title: fmt.Sprintf("%d. %s", section.Number, section.Title.In(h.Language))}
		for i := range section.Fields {
			f := &section.Fields[i]
			if !s.asked(f) {
				continue
			}
			value := f.show(s.Values[f.ID], h.Language)
			if g, ok := missing[f.ID]; ok {
				value = w.missing
				if len(g.Words) > 0 {
					value += fmt.Sprintf(w.words, strings.Join(g.Words, "; "))
				}
			} else if value == "" {
				value = "–"
			}
			p.lines = append(p.lines, line{f.Title.In(h.Language), value})
		}
		all = append(all, p)
	}
	return all
}

// show returns a value in words.
func (f *Field) show(value, language string) string {
	if len(f.Options) == 0 || value == "" {
		return value
	}
	var titles []string
	for _, id := range split(value) {
		if o := f.option(id); o != nil {
			titles = append(titles, o.Title.In(language))
		}
	}
	return strings.Join(titles, "; ")
}

func (s *Sheet) decision(h Head) part {
	w, d := in(h.Language), s.Decision
	p := part{title: w.decision}
	told := w.undecided
	if d.Made {
		told = map[bool]string{true: w.informed, false: w.notInformed}[d.Inform]
	}
	p.lines = append(p.lines, line{w.decided, told})
	if d.Made {
		p.lines = append(p.lines, line{w.ground, w.grounds[d.Ground]}, line{w.reasons, d.Reasons}, line{w.by, strings.Join(strings.Fields(d.By+" "+d.Day), ", ")})
	}
	for _, doubt := range s.doubts() {
		p.lines = append(p.lines, line{w.mind, w.doubts[doubt]})
	}
	return p
}

func (s *Sheet) log(h Head) part {
	w := in(h.Language)
	p := part{title: w.log}
	for _, e := range s.Log {
		for _, l := range []line{{w.entry, strings.Join(strings.Fields(e.Day+" "+e.By), ", ")}, {w.facts, e.Facts}, {w.effects, e.Effects}, {w.measures, e.Measures}} {
			if l.value != "" {
				p.lines = append(p.lines, l)
			}
		}
	}
	for _, key := range s.logGaps() {
		p.lines = append(p.lines, line{w.mind, map[string]string{"facts": w.facts, "effects": w.effects, "measures": w.measures}[key] + ": " + w.missing})
	}
	return p
}

// sent are the notifications that went out.
func (s *Sheet) sent(h Head) part {
	w := in(h.Language)
	p := part{title: w.sent}
	for _, n := range s.Sent {
		p.lines = append(p.lines, line{w.phases[n.Phase], n.words(w)})
	}
	return p
}

// words say when a notification went out, by whom, and its number.
func (n Sent) words(w texts) string {
	said := []string{n.At, n.By}
	if n.Number != "" {
		said = append(said, w.number+" "+n.Number)
	}
	return strings.Join(said, ", ")
}

// all are the parts of the worksheet as it is shown.
func (s *Sheet) all(h Head) []part {
	all := append(s.parts(h), s.decision(h), s.log(h))
	if len(s.Sent) > 0 {
		all = append(all, s.sent(h))
	}
	return all
}

// Text returns the worksheet as text, each field's value on lines of its own to be copied; a list of what is missing comes first.
func (s *Sheet) Text(h Head) string {
	w := in(h.Language)
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s\n", w.title, plain.Line(h.Case), w.phases[s.Phase])
	if gaps := s.Missing(); len(gaps) > 0 {
		fmt.Fprintf(&b, "\n%s\n", w.stillMissing)
		for _, g := range gaps {
			fmt.Fprintf(&b, "  - %s\n", g.Field.Title.In(h.Language))
		}
	}
	for _, p := range s.all(h) {
		fmt.Fprintf(&b, "\n%s\n", p.title)
		for _, l := range p.lines {
			fmt.Fprintf(&b, "\n%s:\n%s", l.title, plain.Block("    ", l.value))
		}
	}
	return b.String()
}

// PDF returns the worksheet for a printer, with a line for the officer's signature. What its fonts cannot show is written out.
func (s *Sheet) PDF(h Head) ([]byte, error) {
	w := in(h.Language)
	m := papers.Minutes{Language: h.Language, Title: w.title + " " + printable(h.Case), Bureau: printable(h.Bureau), F: h.F, Signed: []string{printable(h.Officer)}}
	m.Sections = append(m.Sections, papers.Section{Title: w.phases[s.Phase], Facts: []papers.Fact{{What: w.day, Says: printable(h.Day)}}})
	for _, p := range s.all(h) {
		m.Sections = append(m.Sections, p.section())
	}
	return m.PDF()
}

// section is a part for a printer.
func (p part) section() papers.Section {
	section := papers.Section{Title: p.title}
	for _, l := range p.lines {
		what := l.title
		for _, piece := range pieces(l.value) {
			section.Facts = append(section.Facts, papers.Fact{What: what, Says: piece})
			what = ""
		}
	}
	return section
}

const (
	pieceRunes = 900 // a fact stands on one page: this much always does
	wordRunes  = 30  // of the widest letters, so many stand on a line
)

// pieces cuts a text into paragraphs that each fit on a page, of words that fit on a line.
func pieces(text string) (all []string) {
	for _, l := range plain.Lines(text) {
		piece, runes := "", 0
		for _, word := range strings.Fields(printable(l)) {
			for letters := []rune(word); len(letters) > 0; {
				n := min(len(letters), wordRunes)
				if runes+n > pieceRunes {
					all, piece, runes = append(all, piece), "", 0
				}
				piece, runes = strings.TrimSpace(piece+" "+string(letters[:n])), runes+n+1
				letters = letters[n:]
			}
		}
		if piece != "" {
			all = append(all, piece)
		}
	}
	return all
}

// printable writes out what a document's fonts lack.
func printable(text string) string {
	if sheet.Regular.Has(text) == nil && sheet.Bold.Has(text) == nil {
		return plain.Line(text)
	}
	lacking := map[rune]bool{}
	var b strings.Builder
	for _, r := range plain.Line(text) {
		if _, known := lacking[r]; !known {
			lacking[r] = sheet.Regular.Has(string(r)) != nil || sheet.Bold.Has(string(r)) != nil
		}
		if lacking[r] {
			fmt.Fprintf(&b, `\u{%x}`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Part is a section with what stands in its fields, in words; Line one of them.
type Part struct {
	Title string
	Lines []Line
}

// Line is a field's title and its value.
type Line struct{ Title, Value string }

// Filled are the sections with the fields that have a value, the decision and the notifications, each to be copied by itself.
func (s *Sheet) Filled(h Head) (all []Part) {
	for _, section := range s.sections {
		p := Part{Title: fmt.Sprintf("%d. %s", section.Number, section.Title.In(h.Language))}
		for i := range section.Fields {
			if f := &section.Fields[i]; s.asked(f) && s.Values[f.ID] != "" {
				p.Lines = append(p.Lines, Line{f.Title.In(h.Language), f.show(s.Values[f.ID], h.Language)})
			}
		}
		if len(p.Lines) > 0 {
			all = append(all, p)
		}
	}
	if s.Decision.Made {
		all = append(all, s.decision(h).shown())
	}
	return all
}

func (p part) shown() Part {
	out := Part{Title: p.title}
	for _, l := range p.lines {
		out.Lines = append(out.Lines, Line{l.title, l.value})
	}
	return out
}
