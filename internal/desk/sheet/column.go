package sheet

import (
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

const (
	leading = 1.27
	pointMM = 25.4 / 72
)

// Column sets type from the top of an area downwards. Where something is too wide for it, wide is set and the caller gives up.
type Column struct {
	PDF   *fpdf.Fpdf
	X, Y  float64 // where the next line's top left corner is
	Width float64
	Foot  float64 // below which nothing may stand
	Scale float64 // of all type
	Wide  bool
}

// Fits says whether all that was set stands in the area. The sums of heights are not exact to the last bit.
func (c *Column) Fits() bool { return !c.Wide && c.Y <= c.Foot+0.01 }

// Line is one paragraph's font.
type Line struct {
	Face
	Size float64 // points, before scaling
}

// Use chooses a font and returns the height of a row in it.
func (c *Column) Use(l Line) (height float64) {
	c.PDF.SetFont(l.family, l.style, l.Size*c.Scale)
	return l.Size * c.Scale * pointMM * leading
}

// Height is what a paragraph of the column's width takes.
func (c *Column) Height(l Line, text string) float64 {
	return c.Use(l) * float64(len(c.Wrap(c.Width, text)))
}

// Text sets a paragraph, indented.
func (c *Column) Text(l Line, indent float64, text string) {
	height := c.Use(l)
	for _, row := range c.Wrap(c.Width-indent, text) {
		c.Put(c.X+indent, height, row)
		c.Y += height
	}
}

// Put sets one row whose top is at y, its base line where Latin letters of this height stand in the middle.
func (c *Column) Put(x, height float64, row string) { c.PDF.Text(x, c.Y+0.78*height, row) }

// Item sets a paragraph with a mark in front.
func (c *Column) Item(l Line, mark string, indent float64, text string) {
	height := c.Use(l)
	c.Put(c.X, height, mark)
	c.Text(l, indent, text)
}

// Gap leaves a space of so many millimetres, before scaling.
func (c *Column) Gap(mm float64) { c.Y += mm * c.Scale }

// Wrap breaks a text at spaces into rows of at most this width.
func (c *Column) Wrap(width float64, text string) (rows []string) {
	row := ""
	for _, word := range strings.Fields(text) {
		c.Wide = c.Wide || c.PDF.GetStringWidth(word) > width
		longer := strings.TrimSpace(row + " " + word)
		if row != "" && c.PDF.GetStringWidth(longer) > width {
			rows, longer = append(rows, row), word
		}
		row = longer
	}
	return append(rows, row)
}

// Words sets numbered words in columns, read across.
func (c *Column) Words(l Line, columns int, words []string) {
	height := c.Use(l)
	x, width := c.X, c.Width/float64(columns)
	for i, w := range words {
		row := fmt.Sprintf("%2d %s", i+1, w)
		c.Wide = c.Wide || c.PDF.GetStringWidth(row) > width
		c.Put(x+float64(i%columns)*width, height, row)
		if i%columns == columns-1 || i == len(words)-1 {
			c.Y += height
		}
	}
}
