package sheet

import (
	"fmt"
	"strings"

	"golang.org/x/image/font/sfnt"
)

// Glyphs knows which characters a font has, and remembers it. The zero value is ready; it is not safe for concurrent use.
type Glyphs struct {
	fonts map[string]*sfnt.Font
	known map[glyph]bool
	buf   sfnt.Buffer
}

type glyph struct {
	font string
	r    rune
}

// Has says whether a font has a character, in the plane that a PDF of this package can show.
func (g *Glyphs) Has(f Face, r rune) bool {
	key := glyph{f.Name(), r}
	has, ok := g.known[key]
	if ok {
		return has
	}
	if g.known == nil {
		g.known, g.fonts = map[glyph]bool{}, map[string]*sfnt.Font{}
	}
	font := g.fonts[key.font]
	if font == nil {
		var err error
		if font, err = sfnt.Parse(f.data); err != nil {
			return false
		}
		g.fonts[key.font] = font
	}
	index, err := font.GlyphIndex(&g.buf, r)
	has = r <= 0xffff && err == nil && index != 0
	g.known[key] = has
	return has
}

// Show writes out what a font lacks, by its number: "[U+4E2D U+6587]". Spaces and what keep names stay.
func (g *Glyphs) Show(f Face, text string, keep func(rune) bool) string {
	var b strings.Builder
	lacking := false
	for _, r := range text {
		ok := r == ' ' || r == '\n' || keep(r) || g.Has(f, r)
		switch {
		case ok && lacking:
			b.WriteByte(']')
		case !ok && lacking:
			b.WriteByte(' ')
		case !ok:
			b.WriteByte('[')
		}
		if lacking = !ok; lacking {
			fmt.Fprintf(&b, "U+%04X", r)
		} else {
			b.WriteRune(r)
		}
	}
	if lacking {
		b.WriteByte(']')
	}
	return b.String()
}

// Name tells fonts apart.
func (f Face) Name() string { return f.family + " " + f.style }
