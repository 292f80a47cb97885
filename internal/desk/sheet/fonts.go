package sheet

import (
	"bytes"
	"errors"
	"fmt"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// ErrCharacter is wrapped when a text holds a character that the fonts lack.
var ErrCharacter = errors.New("the fonts have no such character")

// Face is a font: the Go fonts, free to embed, with the letters of Latin, Greek and Cyrillic scripts.
type Face struct {
	family, style string
	data          []byte
}

// The fonts that every document has.
var (
	Regular = Face{"go", "", goregular.TTF}
	Bold    = Face{"go", "B", gobold.TTF}
	Mono    = Face{"gomono", "", gomono.TTF}
)

func addFonts(pdf *fpdf.Fpdf) {
	for _, f := range []Face{Regular, Bold, Mono} {
		pdf.AddUTF8FontFromBytes(f.family, f.style, bytes.Clone(f.data)) // the library writes into it, and the next document would be another
	}
}

// Has returns ErrCharacter with the first character of a text that a font lacks: a reader of PDF would show a box or nothing in its place.
func (f Face) Has(text string) error {
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
