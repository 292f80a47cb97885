package worksheet

import (
	"cmp"
	"fmt"
	"strings"

	"luwte/internal/desk/papers"
	"luwte/internal/desk/plain"
)

// Breach is a case in the register of breaches that GDPR art. 33(5) asks for: every one, notified or not.
type Breach struct {
	Case     string
	Aware    string // since when the bureau is certain; empty where it was found to be none after all
	Notified string // when the authority was notified; empty if it was not
	NoNotice string // why it need not be
	Sheet    *Sheet
}

// part is a breach as it is shown. Where the log has no entry for facts, effects or measures, the worksheet's own fields say them.
func (b Breach) part(h Head) part {
	w := in(h.Language)
	notified := b.Notified
	if notified == "" {
		if notified = w.notYet; b.NoNotice != "" {
			notified = w.notNeeded + b.NoNotice
		}
	}
	p := part{title: w.caseNo + " " + b.Case, lines: []line{{w.aware, cmp.Or(b.Aware, "–")}, {w.notified, notified}}}
	s := b.Sheet
	for _, n := range s.Sent {
		p.lines = append(p.lines, line{w.phases[n.Phase], n.words(w)})
	}
	for _, of := range []struct{ title, field string }{{w.what, "categories"}, {w.who, "people"}} {
		if f := s.field(of.field); f != nil && s.Values[of.field] != "" {
			p.lines = append(p.lines, line{of.title, f.show(s.Values[of.field], h.Language)})
		}
	}
	gaps := map[string]bool{}
	for _, key := range s.logGaps() {
		gaps[key] = true
	}
	for _, of := range []struct{ title, key, field string }{{w.facts, "facts", "summary"}, {w.effects, "effects", "consequences"}, {w.measures, "measures", "measures"}} {
		if gaps[of.key] {
			p.lines = append(p.lines, line{of.title, cmp.Or(s.Values[of.field], w.missing)})
		}
	}
	for _, e := range s.Log {
		for _, l := range []line{{w.entry, strings.Join(strings.Fields(e.Day+" "+e.By), ", ")}, {w.facts, e.Facts}, {w.effects, e.Effects}, {w.measures, e.Measures}} {
			if l.value != "" {
				p.lines = append(p.lines, l)
			}
		}
	}
	return p.with(line{w.conclusion, s.conclusion(w)})
}

func (p part) with(l line) part {
	p.lines = append(p.lines, l)
	return p
}

// conclusion is the decision of art. 34 on one line.
func (s *Sheet) conclusion(w texts) string {
	d := s.Decision
	if !d.Made {
		return w.undecided
	}
	return map[bool]string{true: w.informed, false: w.notInformed}[d.Inform] + ": " + w.grounds[d.Ground]
}

// BookText returns the register of breaches as text.
func BookText(h Head, all []Breach) string {
	w := in(h.Language)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", w.book)
	if len(all) == 0 {
		fmt.Fprintf(&b, "\n%s\n", w.bookNone)
	}
	for _, one := range all {
		p := one.part(h)
		fmt.Fprintf(&b, "\n%s\n", plain.Line(p.title))
		for _, l := range p.lines {
			fmt.Fprintf(&b, "\n%s:\n%s", l.title, plain.Block("    ", l.value))
		}
	}
	return b.String()
}

// BookPDF returns the register of breaches for a printer.
func BookPDF(h Head, all []Breach) ([]byte, error) {
	w := in(h.Language)
	m := papers.Minutes{Language: h.Language, Title: w.book, Bureau: printable(h.Bureau), F: h.F, Signed: []string{printable(h.Officer)}}
	m.Sections = append(m.Sections, papers.Section{Title: w.printed + " " + printable(h.Day)})
	if len(all) == 0 {
		m.Sections[0].Facts = append(m.Sections[0].Facts, papers.Fact{Says: w.bookNone})
	}
	for _, one := range all {
		m.Sections = append(m.Sections, one.part(h).section())
	}
	return m.PDF()
}

// Shown is a breach of the register in words.
type Shown struct {
	Case string
	Part
}

// Book returns the register of breaches in words.
func Book(h Head, all []Breach) (shown []Shown) {
	for _, one := range all {
		shown = append(shown, Shown{one.Case, one.part(h).shown()})
	}
	return shown
}
