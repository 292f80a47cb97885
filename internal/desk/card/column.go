package card

import (
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// Millimetres, and points for type.
const (
	margin   = 8.0 // between the edge of a card and what stands on it: more than what printers leave white
	leading  = 1.27
	pointMM  = 25.4 / 72
	bodySize = 9.2
)

// column sets type from the top of a card's side downwards. Where something is too wide for it, wide is set and the caller gives up.
type column struct {
	pdf   *fpdf.Fpdf
	x, y  float64 // where the next line's top left corner is
	width float64
	foot  float64 // below which nothing may stand
	scale float64 // of all type
	wide  bool
}

// fits says whether all that was set stands on the card. The sums of heights are not exact to the last bit.
func (c *column) fits() bool { return !c.wide && c.y <= c.foot+0.01 }

// line is one paragraph's font.
type line struct {
	face
	size float64 // points, before scaling
}

func (c *column) use(l line) (height float64) {
	c.pdf.SetFont(l.family, l.style, l.size*c.scale)
	return l.size * c.scale * pointMM * leading
}

// height is what a paragraph of the column's width takes.
func (c *column) height(l line, text string) float64 {
	return c.use(l) * float64(len(c.wrap(c.width, text)))
}

// text sets a paragraph, indented.
func (c *column) text(l line, indent float64, text string) {
	height := c.use(l)
	for _, row := range c.wrap(c.width-indent, text) {
		c.put(c.x+indent, height, row)
		c.y += height
	}
}

// put sets one row whose top is at y, its base line where Latin letters of this height stand in the middle.
func (c *column) put(x, height float64, row string) { c.pdf.Text(x, c.y+0.78*height, row) }

// item sets a paragraph with a mark in front.
func (c *column) item(l line, mark string, indent float64, text string) {
	height := c.use(l)
	c.put(c.x, height, mark)
	c.text(l, indent, text)
}

func (c *column) gap(mm float64) { c.y += mm * c.scale }

// wrap breaks a text at spaces into rows of at most this width.
func (c *column) wrap(width float64, text string) (rows []string) {
	row := ""
	for _, word := range strings.Fields(text) {
		c.wide = c.wide || c.pdf.GetStringWidth(word) > width
		longer := strings.TrimSpace(row + " " + word)
		if row != "" && c.pdf.GetStringWidth(longer) > width {
			rows, longer = append(rows, row), word
		}
		row = longer
	}
	return append(rows, row)
}
