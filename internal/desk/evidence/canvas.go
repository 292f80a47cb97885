package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
)

// First words of what comes out of the jail. P6 is poppler's, portable pixmap; the others are ours.
const (
	magicRGB   = "P6"
	magicRGBA  = "RGBA"
	magicLarge = "LARGE"
)

// errCanvas is returned when what comes out of the jail is no picture.
var errCanvas = errors.New("no picture came out of the jail")

// canvas takes a picture as it comes out of the jail: a word, width, height and the largest value, 255, between blanks, one more blank, and then
// exactly the points, three or four bytes each. It trusts nothing of it: whatever the bytes are, they become points.
type canvas struct {
	header        []byte
	width, height int
	large         bool // only the size came
	channels      int
	points        []byte // four bytes each
	at            int    // bytes of points that came
}

const longestHeader = 64

func (c *canvas) Write(data []byte) (int, error) {
	n := len(data)
	for c.points == nil && len(data) > 0 {
		if c.large || len(c.header) == longestHeader {
			return 0, errCanvas
		}
		c.header, data = append(c.header, data[0]), data[1:]
		if fields := bytes.Fields(c.header); len(fields) == 4 && bytes.ContainsAny(c.header[len(c.header)-1:], " \n") {
			if err := c.begin(); err != nil {
				return 0, err
			}
		}
	}
	if len(data) > c.width*c.height*c.channels-c.at {
		return 0, errCanvas
	}
	if c.channels == 4 {
		copy(c.points[c.at:], data)
		c.at += len(data)
		return n, nil
	}
	i := c.at/3*4 + c.at%3
	for _, b := range data {
		if c.points[i] = b; i%4 == 2 {
			i++ // over the transparency
		}
		i++
	}
	c.at += len(data)
	return n, nil
}

func (c *canvas) begin() error {
	var magic string
	var highest int
	if _, err := fmt.Sscan(string(c.header), &magic, &c.width, &c.height, &highest); err != nil {
		return fmt.Errorf("%w: %w", errCanvas, err)
	}
	if c.large = magic == magicLarge; c.large {
		return nil
	}
	if c.width < 1 || c.height < 1 || c.height > maxPoints/c.width || highest != 255 {
		return errCanvas
	}
	switch magic {
	case magicRGB:
		c.channels = 3
	case magicRGBA:
		c.channels = 4
	default:
		return errCanvas
	}
	c.points = bytes.Repeat([]byte{255}, c.width*c.height*4)
	return nil
}

// encode returns the picture as PNG, or as JPEG where nothing in it is transparent and that was asked for.
func (c *canvas) encode(asJPEG bool) (Copy, error) {
	if c.points == nil || c.at != c.width*c.height*c.channels {
		return Copy{}, errCanvas
	}
	var b bytes.Buffer
	bounds := image.Rect(0, 0, c.width, c.height)
	if picture := (&image.RGBA{Pix: c.points, Stride: 4 * c.width, Rect: bounds}); asJPEG && picture.Opaque() && max(c.width, c.height) < 1<<16 {
		err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: 90})
		return Copy{Suffix: ".clean.jpg", Type: "image/jpeg", Data: b.Bytes()}, err
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	err := encoder.Encode(&b, &image.NRGBA{Pix: c.points, Stride: 4 * c.width, Rect: bounds})
	return Copy{Suffix: ".clean.png", Type: "image/png", Data: b.Bytes()}, err
}
