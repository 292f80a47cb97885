package evidence

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"luwte/internal/fuzzing"
)

// FuzzDecode: what the jailed program makes of a picture is a canvas that the desk reads, or a status.
func FuzzDecode(f *testing.F) {
	picture := image.NewPaletted(image.Rect(0, 0, 5, 7), color.Palette{color.Black, color.White, color.Transparent})
	for i := range picture.Pix {
		picture.Pix[i] = byte(i % 3)
	}
	var asPNG, asGIF, asJPEG bytes.Buffer
	for _, err := range []error{png.Encode(&asPNG, picture), gif.Encode(&asGIF, picture, nil), jpeg.Encode(&asJPEG, picture, nil)} {
		if err != nil {
			f.Fatal(err)
		}
	}
	for _, data := range [][]byte{asPNG.Bytes(), asGIF.Bytes(), asJPEG.Bytes(), []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00")} {
		fuzzing.Add(f, 60, data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if config, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil && config.Height > 0 && config.Width > 1<<20/config.Height {
			return // as much memory as the jail allows, each time
		}
		var out bytes.Buffer
		status := decode(data, &out)
		c := &canvas{}
		_, err := c.Write(out.Bytes())
		if status == 0 && (err != nil || len(c.points) != 4*c.width*c.height || c.width == 0) {
			t.Fatalf("%d points of %d × %d, %v", len(c.points)/4, c.width, c.height, err)
		}
	})
}
