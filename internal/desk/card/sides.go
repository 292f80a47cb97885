package card

import (
	"fmt"
	"strings"

	"luwte/internal/desk/sheet"
)

var (
	title   = sheet.Line{Face: sheet.Bold, Size: 15}
	heading = sheet.Line{Face: sheet.Bold, Size: 10.5}
	body    = sheet.Line{Face: sheet.Regular, Size: bodySize}
	strong  = sheet.Line{Face: sheet.Bold, Size: bodySize}
	small   = sheet.Line{Face: sheet.Regular, Size: 8}
	alarm   = sheet.Line{Face: sheet.Bold, Size: 13}
	address = sheet.Line{Face: sheet.Mono, Size: 12.5}
	word    = sheet.Line{Face: sheet.Mono, Size: 10}
)

// column is one side of a card.
type column struct{ sheet.Column }

const (
	margin   = 8.0 // millimetres between the edge of a card and what stands on it: more than what printers leave white
	bodySize = 9.2 // points
)

// front sets the side that says what the channel is for.
func (c *column) front(t texts, card Card) {
	c.Text(small, 0, card.Bureau)
	c.Gap(1.5)
	c.Text(title, 0, t.Title)
	c.Gap(2)
	c.Text(body, 0, t.Purpose)
	c.Gap(2.5)
	c.Text(heading, 0, t.SignalsTitle)
	c.Gap(0.5)
	for _, s := range t.Signals {
		c.Item(body, "•", 3.5, s)
		c.Gap(0.4)
	}
	c.Gap(2)
	c.Text(strong, 0, t.After)
	c.Gap(3)
	c.danger(t)
}

// danger is a black box at the foot: who is in danger now must see it before all else.
func (c *column) danger(t texts) {
	const pad = 2.5
	x, width := c.X, c.Width
	c.X, c.Width = x+pad, width-2*pad
	// The box has to be under the words, so its height comes first.
	height := c.Height(alarm, t.Danger) + c.Height(body, t.DangerMore) + 2*pad
	c.Y = max(c.Y, c.Foot-height)
	c.PDF.Rect(x, c.Y, width, height, "F")
	c.PDF.SetTextColor(255, 255, 255)
	c.Y += pad
	c.Text(alarm, 0, t.Danger)
	c.Text(body, 0, t.DangerMore)
	c.PDF.SetTextColor(0, 0, 0)
	c.X, c.Width, c.Y = x, width, c.Y+pad
}

// back sets the side that says how to report, and to whom.
func (c *column) back(t texts, card Card) {
	c.Text(heading, 0, t.StepsTitle)
	c.Gap(0.5)
	for i, s := range t.Steps {
		c.Item(body, fmt.Sprint(i+1), 4, s)
		c.Gap(0.6)
	}
	c.Gap(2.5)
	c.address(t, card.Onion)
	c.Gap(3)
	c.Text(heading, 0, t.WordsTitle)
	c.Gap(0.8)
	c.Words(word, 3, card.Words)
	c.Gap(0.8)
	if card.Replaces {
		c.Text(strong, 0, t.Replaces)
		c.Gap(0.4)
	}
	c.Text(small, 0, t.WordsHint)
	c.Gap(2.2)
	c.Text(strong, 0, t.Bureau)
	c.Gap(0.6)
	c.Text(small, 0, t.Keep+" "+t.Duty)
}

// qrSide is the width of the QR code, in millimetres; what is beside it stands clear of it by more than the four modules that readers want.
const (
	qrSide  = 33.0
	qrClear = 5.0
)

// address sets the onion address as a QR code and, beside it, to be typed: rows of the same length, so that none is left out unseen. The code
// holds the bare address: one that begins with http:// a phone opens in its ordinary browser, which asks the provider for it by name.
func (c *column) address(t texts, onion string) {
	top, x, width := c.Y, c.X, c.Width
	c.Wide = c.QR(x, top, qrSide, onion) != nil || c.Wide
	c.X, c.Width = x+qrSide+qrClear, width-qrSide-qrClear
	c.Text(heading, 0, t.AddressTitle)
	c.Gap(0.5)
	name := strings.TrimSuffix(onion, ".onion")
	for ; len(name) > 14; name = name[14:] {
		c.Text(address, 0, name[:14])
	}
	c.Text(address, 0, name)
	c.Text(address, 0, ".onion")
	c.Gap(0.5)
	c.Text(small, 0, t.Alphabet)
	c.X, c.Width, c.Y = x, width, max(c.Y, top+qrSide)
}
