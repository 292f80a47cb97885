package figures

import (
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Measures of a picture, in pixels. Letters of this size are at most about 8 wide, so that a title of longest stands left of its bar.
const (
	pictureWidth = 760
	barsFrom     = 330
	barsWidth    = 340
	rowHeight    = 24
	longest      = 44
)

// SVG returns a table as a picture: bars with their numbers beside them. It has no scripts, no colours but black, white and grey, and what it
// shows stands in its description, which a reader who does not see it hears. Hidden numbers are dashed boxes of one size.
func (t Table) SVG(year int, language string) []byte {
	p := &picture{words: words(language)}
	lines := t.lines(language)
	most := 1
	for _, l := range lines {
		most = max(most, l.n)
	}
	heading := fmt.Sprintf("%s, %d", t.Title.In(language), year)
	notes := p.notes(t, lines)
	height := 44 + len(lines)*rowHeight + len(notes)*18 + 12
	fmt.Fprintf(p, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="13" fill="#000">`+"\n",
		pictureWidth, height, pictureWidth, height)
	p.element("title", ` id="title"`, heading)
	p.element("desc", ` id="desc"`, p.description(lines, notes))
	fmt.Fprintf(p, `<rect width="%d" height="%d" fill="#fff"/>`+"\n", pictureWidth, height)
	p.element("text", ` x="12" y="26" font-size="16" font-weight="bold"`, heading)
	y := 44
	for _, l := range lines {
		p.line(l, y, most)
		y += rowHeight
	}
	for _, n := range notes {
		y += 18
		p.element("text", fmt.Sprintf(` x="12" y="%d" font-size="12"`, y), n)
	}
	p.WriteString("</svg>\n")
	return []byte(p.String())
}

// line is one row of a picture: a bar, or the heading of the bars below it.
type line struct {
	title   string
	heading bool
	indent  int
	n       int
	hidden  bool
	all     bool // stands for several, all of them hidden
}

// lines are a table's rows. Of two dimensions, those of the first are headings; one that is hidden whole, or empty whole, is one line.
func (t Table) lines(language string) (all []line) {
	for i, r := range t.Rows {
		title := r.Title.In(language)
		if len(t.Columns) == 0 {
			all = append(all, line{title: title, n: t.Cells[i][0].N, hidden: t.Cells[i][0].Hidden})
			continue
		}
		hidden, sum := 0, 0
		var under []line
		for j, c := range t.Columns {
			cell := t.Cells[i][j]
			sum += cell.N
			if cell.Hidden {
				hidden++
			}
			under = append(under, line{title: c.Title.In(language), indent: 16, n: cell.N, hidden: cell.Hidden})
		}
		switch {
		case hidden == len(t.Columns):
			all = append(all, line{title: title, hidden: true, all: true})
		case hidden == 0 && sum == 0:
			all = append(all, line{title: title})
		default:
			all = append(append(all, line{title: title, heading: true}), under...)
		}
	}
	return all
}

type picture struct {
	strings.Builder
	words said
}

func (p *picture) element(name, attributes, text string) {
	fmt.Fprintf(p, "<%s%s>", name, attributes)
	_ = xml.EscapeText(p, []byte(text)) // to memory; what XML cannot have becomes U+FFFD
	fmt.Fprintf(p, "</%s>\n", name)
}

func (p *picture) notes(t Table, lines []line) (notes []string) {
	if t.Several {
		notes = append(notes, p.words.several)
	}
	for _, l := range lines {
		if l.hidden {
			return append(notes, p.words.note)
		}
	}
	return notes
}

func (p *picture) number(l line) string {
	switch {
	case l.all:
		return p.words.all
	case l.hidden:
		return p.words.hidden
	}
	return fmt.Sprint(l.n)
}

func (p *picture) description(lines []line, notes []string) string {
	var said []string
	under := ""
	for _, l := range lines {
		switch {
		case l.heading:
			under = l.title + ", "
			continue
		case l.indent == 0:
			under = ""
		}
		said = append(said, under+l.title+": "+p.number(l)+".")
	}
	return strings.Join(append(said, notes...), " ")
}

func (p *picture) line(l line, y, most int) {
	text := l.title
	if utf8.RuneCountInString(text) > longest {
		text = string([]rune(text)[:longest-1]) + "…"
	}
	weight := ""
	if l.heading {
		weight = ` font-weight="bold"`
	}
	p.element("text", fmt.Sprintf(` x="%d" y="%d"%s`, 12+l.indent, y+16, weight), text)
	if l.heading {
		return
	}
	width := barsWidth * l.n / most
	if l.hidden {
		width = 24
		fmt.Fprintf(p, `<rect x="%d" y="%d" width="%d" height="16" fill="none" stroke="#595959" stroke-dasharray="3 2"/>`+"\n", barsFrom, y+4, width)
	} else if width > 0 {
		fmt.Fprintf(p, `<rect x="%d" y="%d" width="%d" height="16" fill="#595959"/>`+"\n", barsFrom, y+4, width)
	}
	p.element("text", fmt.Sprintf(` x="%d" y="%d"`, barsFrom+width+8, y+16), p.number(l))
}
