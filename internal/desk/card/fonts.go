package card

import (
	"errors"
	"fmt"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// ErrCharacter is wrapped when a text holds a character that the card's fonts lack.
var ErrCharacter = errors.New("the fonts of the card have no such character")

// face is one of the card's fonts: the Go fonts, free to embed, with the letters of Latin, Greek and Cyrillic scripts.
type face struct {
	family, style string
	data          []byte
}

var (
	regular = face{"go", "", goregular.TTF}
	bold    = face{"go", "B", gobold.TTF}
	mono    = face{"gomono", "", gomono.TTF}
)

func addFonts(pdf *fpdf.Fpdf) {
	for _, f := range []face{regular, bold, mono} {
		pdf.AddUTF8FontFromBytes(f.family, f.style, f.data)
	}
}

// has returns ErrCharacter with the first character of a text that a font lacks: a reader of PDF would show a box or nothing in its place.
func (f face) has(text string) error {
	font, err := sfnt.Parse(f.data)
	if err != nil {
		return fmt.Errorf("read font: %w", err)
	}
	var b sfnt.Buffer
	for _, r := range text {
		if glyph, err := font.GlyphIndex(&b, r); err != nil || glyph == 0 {
			return fmt.Errorf("%w: %+q", ErrCharacter, r)
		}
	}
	return nil
}
