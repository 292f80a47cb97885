package card

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode/qr"
)

var (
	title   = line{bold, 15}
	heading = line{bold, 10.5}
	body    = line{regular, bodySize}
	strong  = line{bold, bodySize}
	small   = line{regular, 8}
	alarm   = line{bold, 13}
	address = line{mono, 12.5}
	word    = line{mono, 10}
)

// front sets the side that says what the channel is for.
func (c *column) front(t texts, card Card) {
	c.text(small, 0, card.Bureau)
	c.gap(1.5)
	c.text(title, 0, t.Title)
	c.gap(2)
	c.text(body, 0, t.Purpose)
	c.gap(2.5)
	c.text(heading, 0, t.SignalsTitle)
	c.gap(0.5)
	for _, s := range t.Signals {
		c.item(body, "•", 3.5, s)
		c.gap(0.4)
	}
	c.gap(2)
	c.text(strong, 0, t.After)
	c.gap(3)
	c.danger(t)
}

// danger is a black box at the foot: who is in danger now must see it before all else.
func (c *column) danger(t texts) {
	const pad = 2.5
	x, width := c.x, c.width
	c.x, c.width = x+pad, width-2*pad
	// The box has to be under the words, so its height comes first.
	height := c.height(alarm, t.Danger) + c.height(body, t.DangerMore) + 2*pad
	c.y = max(c.y, c.foot-height)
	c.pdf.Rect(x, c.y, width, height, "F")
	c.pdf.SetTextColor(255, 255, 255)
	c.y += pad
	c.text(alarm, 0, t.Danger)
	c.text(body, 0, t.DangerMore)
	c.pdf.SetTextColor(0, 0, 0)
	c.x, c.width, c.y = x, width, c.y+pad
}

// back sets the side that says how to report, and to whom.
func (c *column) back(t texts, card Card) {
	c.text(heading, 0, t.StepsTitle)
	c.gap(0.5)
	for i, s := range t.Steps {
		c.item(body, fmt.Sprint(i+1), 4, s)
		c.gap(0.6)
	}
	c.gap(2.5)
	c.address(t, card.Onion)
	c.gap(3)
	c.text(heading, 0, t.WordsTitle)
	c.gap(0.8)
	c.words(card.Words)
	c.gap(0.8)
	c.text(small, 0, t.WordsHint)
	c.gap(2.2)
	c.text(strong, 0, t.Bureau)
	c.gap(0.6)
	c.text(small, 0, t.Keep+" "+t.Duty)
}

// qrSide is the width of the QR code, in millimetres; what is beside it stands clear of it by more than the four modules that readers want.
const (
	qrSide  = 33.0
	qrClear = 5.0
)

// address sets the onion address as a QR code and, beside it, to be typed: rows of the same length, so that none is left out unseen. The code
// holds the bare address: one that begins with http:// a phone opens in its ordinary browser, which asks the provider for it by name.
func (c *column) address(t texts, onion string) {
	top, x, width := c.y, c.x, c.width
	c.wide = c.qr(x, top, qrSide, onion) != nil || c.wide
	c.x, c.width = x+qrSide+qrClear, width-qrSide-qrClear
	c.text(heading, 0, t.AddressTitle)
	c.gap(0.5)
	name := strings.TrimSuffix(onion, ".onion")
	for ; len(name) > 14; name = name[14:] {
		c.text(address, 0, name[:14])
	}
	c.text(address, 0, name)
	c.text(address, 0, ".onion")
	c.gap(0.5)
	c.text(small, 0, t.Alphabet)
	c.x, c.width, c.y = x, width, max(c.y, top+qrSide)
}

// qr draws a QR code of black rectangles, those beside each other in a row as one: seams between them would blur it.
func (c *column) qr(x, y, side float64, text string) error {
	code, err := qr.Encode(text, qr.Q, qr.Unicode) // Q: a quarter of it may be worn off
	if err != nil {
		return err
	}
	n := code.Bounds().Dx()
	module := side / float64(n)
	black := func(col, row int) bool {
		if col >= n {
			return false
		}
		r, _, _, _ := code.At(col, row).RGBA()
		return r == 0
	}
	for row := range n {
		from := 0
		for col := range n + 1 {
			if black(col, row) {
				continue
			}
			if col > from {
				c.pdf.Rect(x+float64(from)*module, y+float64(row)*module, float64(col-from)*module, module, "F")
			}
			from = col + 1
		}
	}
	return nil
}

// words sets numbered words in three columns, read across.
func (c *column) words(words []string) {
	const columns = 3
	height := c.use(word)
	x, width := c.x, c.width/columns
	for i, w := range words {
		row := fmt.Sprintf("%2d %s", i+1, w)
		c.wide = c.wide || c.pdf.GetStringWidth(row) > width
		c.put(x+float64(i%columns)*width, height, row)
		if i%columns == columns-1 || i == len(words)-1 {
			c.y += height
		}
	}
}
