package evidence

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
)

// orientation returns how a picture is to be turned, 1 to 8 as in EXIF (CIPA DC-008, tag 0x0112), and 1 where nothing says so. Cameras do not
// turn pictures but say how they were held.
func orientation(format string, data []byte) int {
	switch format {
	case "jpeg":
		return exif(jpegSegment(data))
	case "png":
		return exif(chunk(data[8:], "eXIf", binary.BigEndian, 0, 12))
	case "webp":
		return exif(bytes.TrimPrefix(chunk(data[12:], "EXIF", binary.LittleEndian, 1, 8), []byte("Exif\x00\x00")))
	}
	return 1
}

// jpegSegment returns the EXIF of the first APP1 segment that has it.
func jpegSegment(data []byte) []byte {
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		kind, size := data[at+1], int(binary.BigEndian.Uint16(data[at+2:]))
		if kind == 0xda || size < 2 || at+2+size > len(data) { // 0xda: the picture itself begins
			return nil
		}
		if body := data[at+4 : at+2+size]; kind == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			return body[6:]
		}
		at += 2 + size
	}
	return nil
}

// chunk returns the body of the first chunk of that name: of PNG (length, name, body, CRC) or of WebP (name, length, body, even).
func chunk(data []byte, name string, order binary.ByteOrder, even, frame int) []byte {
	for len(data) >= frame {
		length, id := data[:4], data[4:8]
		if frame == 8 {
			length, id = id, length
		}
		size := int64(order.Uint32(length))
		if size > int64(len(data)-frame) {
			return nil
		}
		if string(id) == name {
			return data[8 : 8+size]
		}
		data = data[min(int64(len(data)), int64(frame)+size+size&int64(even)):]
	}
	return nil
}

// exif looks for the orientation in the first directory.
func exif(data []byte) int {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte("MM\x00*")):
		order = binary.BigEndian
	}
	if order == nil || len(data) < 8 {
		return 1
	}
	at := int64(order.Uint32(data[4:]))
	if at+2 > int64(len(data)) {
		return 1
	}
	count := order.Uint16(data[at:])
	for entry := data[at+2:]; count > 0 && len(entry) >= 12; count, entry = count-1, entry[12:] {
		if value := int(order.Uint16(entry[8:])); order.Uint16(entry) == 0x0112 && value >= 1 && value <= 8 {
			return value
		}
	}
	return 1
}

// turned returns a view of a picture as it is meant to be seen.
func turned(picture image.Image, orientation int) image.Image {
	if orientation == 1 {
		return picture
	}
	return &turn{picture, orientation}
}

type turn struct {
	image.Image
	orientation int
}

func (t *turn) Bounds() image.Rectangle {
	size := t.Image.Bounds().Size()
	if t.orientation >= 5 {
		size.X, size.Y = size.Y, size.X
	}
	return image.Rectangle{Max: size}
}

func (t *turn) At(x, y int) color.Color { return t.RGBA64At(x, y) }

// RGBA64At spares image/draw an allocation for each point.
func (t *turn) RGBA64At(x, y int) color.RGBA64 {
	x, y = t.from(x, y)
	if p, ok := t.Image.(image.RGBA64Image); ok { // all pictures of Go's own are
		return p.RGBA64At(x, y)
	}
	return color.RGBA64Model.Convert(t.Image.At(x, y)).(color.RGBA64)
}

// Opaque says whether nothing is transparent, as far as the picture itself can say.
func (t *turn) Opaque() bool {
	o, ok := t.Image.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

// from returns where in the picture a point of the view is.
func (t *turn) from(x, y int) (int, int) {
	b := t.Image.Bounds()
	right, bottom := b.Dx()-1, b.Dy()-1
	if t.orientation >= 5 {
		x, y = y, x // rows are columns
	}
	switch t.orientation {
	case 2, 8: // mirrored; turned left
		x = right - x
	case 3, 7: // upside down; turned right and mirrored
		x, y = right-x, bottom-y
	case 4, 6: // upside down and mirrored; turned right
		y = bottom - y
	}
	return b.Min.X + x, b.Min.Y + y
}
