package sheet

import "github.com/boombuler/barcode/qr"

// QR draws a QR code of black rectangles, those beside each other in a row as one: seams between them would blur it.
func (c *Column) QR(x, y, side float64, text string) error {
	code, err := qr.Encode(text, qr.Q, qr.Auto) // Q: a quarter of it may be worn off
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
				c.PDF.Rect(x+float64(from)*module, y+float64(row)*module, float64(col-from)*module, module, "F")
			}
			from = col + 1
		}
	}
	return nil
}
