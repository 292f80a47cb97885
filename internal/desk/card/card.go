// Package card makes the card that tells officials of a bureau's channel: what it is for, the signs of an approach, the onion address and
// the words of the bureau's fingerprint. It is a PDF for a printer: A6, two sides.
//
// Everything on a card is public. Same card, same bytes: there is no time in them, nor who made it. Only the desk imports it.
package card

import (
	"errors"
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"luwte/internal/desk/sheet"
)

var (
	// ErrNoAddress is returned when a card has no onion address to show.
	ErrNoAddress = errors.New("the bureau has no onion address yet")
	// ErrCharacter is wrapped when the bureau's name or the number holds a character that the fonts lack.
	ErrCharacter = sheet.ErrCharacter
	// ErrTooLong is returned when what has to stand on a card does not fit in type that can be read.
	ErrTooLong = errors.New("this does not fit on a card")
)

// Card is what differs from one bureau's card to another's.
type Card struct {
	Language  string   // one of Languages
	Bureau    string   // its name in that language
	Onion     string   // address of the drop's front door
	Words     []string // of the fingerprint of the bureau's newest root
	Replaces  bool     // cards before this one have other words
	Emergency string   // the number to call when in danger: 112, elsewhere another
}

// Millimetres.
const (
	a6Width, a6Height = 105.0, 148.0
	a4Width, a4Height = 210.0, 297.0
)

// scales are tried in turn until everything fits. Type of 9.2 points comes down to 7.8, and no further.
var scales = []float64{1, 0.97, 0.94, 0.91, 0.88, 0.85}

// PDF returns the card's two sides: four times on two A4 pages with cut marks, to be printed on both sides, or on two A6 pages. All four
// are alike, so fronts and backs meet whichever way the paper turns. It returns ErrLanguage, ErrNoAddress, ErrCharacter or ErrTooLong.
func (c Card) PDF(single bool) ([]byte, error) {
	t, err := load(c.Language)
	if err != nil {
		return nil, err
	}
	if c.Onion == "" {
		return nil, ErrNoAddress
	}
	c.Bureau = strings.Join(strings.Fields(c.Bureau), " ")
	fill := strings.NewReplacer("{bureau}", c.Bureau, "{emergency}", c.Emergency)
	t.Bureau, t.Danger = fill.Replace(t.Bureau), fill.Replace(t.Danger)
	if err := sheet.Bold.Has(c.Bureau + c.Emergency); err != nil {
		return nil, err
	}
	for _, scale := range scales {
		if out, fits, err := c.set(t, scale, single); err != nil || fits {
			return out, err
		}
	}
	return nil, fmt.Errorf("%w: shorten the bureau's name", ErrTooLong)
}

// set makes the document, and says whether everything fits at this scale.
func (c Card) set(t texts, scale float64, single bool) (out []byte, fits bool, err error) {
	width, height, corners := a4Width, a4Height, [][2]float64{{0, 0}, {a6Width, 0}, {0, a4Height / 2}, {a6Width, a4Height / 2}}
	if single {
		width, height, corners = a6Width, a6Height, corners[:1]
	}
	pdf := sheet.New(width, height, c.Language, t.Title)
	fits = true
	for _, side := range []func(*column){
		func(col *column) { col.front(t, c) },
		func(col *column) { col.back(t, c) },
	} {
		pdf.AddPage()
		if !single {
			cutMarks(pdf)
		}
		for _, corner := range corners {
			x, y := corner[0], corner[1]
			col := &column{sheet.Column{PDF: pdf, X: x + margin, Y: y + margin, Width: a6Width - 2*margin, Foot: y + a6Height - margin, Scale: scale}}
			side(col)
			fits = fits && col.Fits()
		}
	}
	out, err = sheet.Output(pdf)
	return out, fits, err
}

// cutMarks draws where to cut, outside of what is kept and where the four cards meet.
func cutMarks(pdf *fpdf.Fpdf) {
	const long, cross = 7.0, 3.0
	x, y := a4Width/2, a4Height/2
	pdf.SetLineWidth(0.1)
	for _, l := range [][4]float64{
		{x, 0, x, long}, {x, a4Height - long, x, a4Height}, {0, y, long, y}, {a4Width - long, y, a4Width, y},
		{x, y - cross, x, y + cross}, {x - cross, y, x + cross, y},
	} {
		pdf.Line(l[0], l[1], l[2], l[3])
	}
}
