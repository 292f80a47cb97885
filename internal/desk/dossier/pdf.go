package dossier

import (
	"fmt"
	"strings"

	"luwte/internal/desk/sheet"
)

// A4, in millimetres.
const (
	width, height = 210.0, 297.0
	margin        = 20.0
	narrow        = 42.0 // of the column that says what something is
	indent        = 5.0  // of words, beside a bar
	gap           = 3.0
)

var (
	titleLine   = sheet.Line{Face: sheet.Bold, Size: 17}
	headingLine = sheet.Line{Face: sheet.Bold, Size: 13}
	itemLine    = sheet.Line{Face: sheet.Bold, Size: 10.5}
	bodyLine    = sheet.Line{Face: sheet.Regular, Size: 10}
	smallLine   = sheet.Line{Face: sheet.Regular, Size: 8.5}
	monoLine    = sheet.Line{Face: sheet.Mono, Size: 8}
)

// pages sets a dossier on pages.
type pages struct {
	sheet.Column
	t      texts
	glyphs sheet.Glyphs
	widths map[string]map[rune]float64 // of characters, in millimetres, by line
	font   string
	line   sheet.Line
	high   float64
}

func (d *Dossier) pdf(t texts) ([]byte, error) {
	p := &pages{t: t, widths: map[string]map[rune]float64{},
		Column: sheet.Column{PDF: sheet.New(width, height, t.tag, t.dossier+" "+d.Case), X: margin, Width: width - 2*margin, Foot: height - margin, Scale: 1}}
	p.newPage()
	for _, part := range d.parts(t) {
		p.part(part)
	}
	n := p.PDF.PageCount()
	for i := range n {
		p.PDF.SetPage(i + 1)
		p.use(smallLine)
		p.Y = p.Foot + 5
		p.row(p.X, fmt.Sprintf(t.page, t.dossier, d.Case, i+1, n))
	}
	return sheet.Output(p.PDF)
}

func (p *pages) newPage() {
	p.PDF.AddPage()
	p.Y = margin
	if p.font != "" {
		p.use(p.line)
	}
}

func (p *pages) need(mm float64) {
	if p.Y+mm > p.Foot {
		p.newPage()
	}
}

// use chooses a font.
func (p *pages) use(l sheet.Line) {
	p.line, p.high, p.font = l, p.Use(l), fmt.Sprint(l.Name(), l.Size)
	if p.widths[p.font] == nil {
		p.widths[p.font] = map[rune]float64{}
	}
}

func (p *pages) part(a part) {
	what, says, _ := strings.Cut(a.text, "\t")
	switch a.kind {
	case partTitle:
		p.text(titleLine, p.X, p.Width, a.text, 0)
		p.Y += gap
	case partHeading:
		p.Y += 2 * gap
		p.need(20)
		p.text(headingLine, p.X, p.Width, a.text, 0)
		p.Y += 1
	case partItem:
		p.Y += gap
		p.need(14)
		p.text(itemLine, p.X, p.Width, a.text, 0)
	case partSmall:
		p.text(smallLine, p.X, p.Width, a.text, 0)
	case partWords:
		p.text(bodyLine, p.X+indent, p.Width-indent, a.text, 190)
		p.Y += 1
	case partOurs:
		p.text(bodyLine, p.X+indent, p.Width-indent, a.text, 60)
		p.Y += 1
	case partFact:
		p.pair(bodyLine, what, says)
	case partHash:
		p.pair(monoLine, what, says)
	}
}

// pair sets what something is in a narrow column, and what it says beside it.
func (p *pages) pair(l sheet.Line, what, says string) {
	p.need(10)
	top, page := p.Y, p.PDF.PageNo()
	p.text(smallLine, p.X, narrow-3, what, 0)
	low := p.Y
	if p.PDF.PageNo() == page {
		p.Y = top
	}
	p.text(l, p.X+narrow, p.Width-narrow, says, 0)
	if p.PDF.PageNo() == page {
		p.Y = max(p.Y, low)
	}
	p.Y += 0.5
}

// text sets a text, line by line. Beside the lines of words stands a bar of this grey, so that none can pass for the program's; 0 is none.
func (p *pages) text(l sheet.Line, x, width float64, text string, bar int) {
	p.use(l)
	keep := func(r rune) bool { return r == Mark }
	text = p.glyphs.Show(l.Face, strings.ReplaceAll(strings.TrimRight(text, "\n"), "\t", "    "), keep)
	for line := range strings.SplitSeq(text, "\n") {
		for _, row := range p.wrap(line, width) {
			p.need(p.high)
			if bar > 0 {
				p.PDF.SetFillColor(bar, bar, bar)
				p.PDF.Rect(x-indent+1, p.Y, 0.8, p.high, "F")
			}
			p.row(x, row)
			p.Y += p.high
		}
	}
}

// row sets one row, a black bar with white words for each mark.
func (p *pages) row(x float64, row string) {
	for i, piece := range strings.Split(row, string(Mark)) {
		if i > 0 {
			w := p.of(Mark)
			p.PDF.SetFillColor(0, 0, 0)
			p.PDF.Rect(x+0.2, p.Y+0.08*p.high, w-0.4, 0.88*p.high, "F")
			p.PDF.SetTextColor(255, 255, 255)
			p.Put(x+0.7, p.high, p.t.mark)
			p.PDF.SetTextColor(0, 0, 0)
			x += w
		}
		if piece == "" {
			continue
		}
		p.Put(x, p.high, piece)
		for _, r := range piece {
			x += p.of(r)
		}
	}
}

// of is the width of a character.
func (p *pages) of(r rune) float64 {
	w, ok := p.widths[p.font][r]
	if ok {
		return w
	}
	if r == Mark {
		w = 1.4
		for _, r := range p.t.mark {
			w += p.of(r)
		}
	} else {
		w = p.PDF.GetStringWidth(string(r))
	}
	p.widths[p.font][r] = w
	return w
}

// wrap breaks a line into rows, at spaces if there are any: a stranger may write 250 000 characters without.
func (p *pages) wrap(line string, width float64) (rows []string) {
	from, space := 0, -1 // of the row; behind its last space
	wide, since := 0.0, 0.0
	for at, r := range line {
		w := p.of(r)
		if wide+w > width && at > from {
			if space > from {
				rows, from, wide = append(rows, strings.TrimRight(line[from:space], " ")), space, since
			} else {
				rows, from, wide, since = append(rows, line[from:at]), at, 0, 0
			}
			space = -1
		}
		wide, since = wide+w, since+w
		if r == ' ' {
			space, since = at+1, 0
		}
	}
	return append(rows, line[from:])
}
