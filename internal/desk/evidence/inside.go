package evidence

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	_ "image/gif"  // for image.Decode
	_ "image/jpeg" // for image.Decode
	_ "image/png"  // for image.Decode
	"io"
	"os"

	_ "golang.org/x/image/webp" // for image.Decode

	"luwte/internal/desk/evidence/jail"
)

// decodeArgument makes a program that calls Inside decode the picture that lies in its jail, and nothing else.
const decodeArgument = "decode-picture-in-jail"

// maxPoints is of pictures that are decoded: 40 million, of which the largest formats take 12 bytes each while they are decoded.
const maxPoints = 40_000_000

// Exit statuses of the decoder, besides 0.
const (
	statusDamaged = 3 + iota
	statusTooLarge
)

// Inside is called first thing in main. In a program that Clean has started in the jail it decodes the picture there and ends the program;
// otherwise it returns. Go's decoders do not run into memory that is not theirs, but a picture can make them ask for more of it than there is, and
// that ends a Go program: so they run in a process of their own, where memory and time have limits.
func Inside() {
	if len(os.Args) != 2 || os.Args[1] != decodeArgument {
		return
	}
	data, err := os.ReadFile(jail.File)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(statusDamaged)
	}
	os.Exit(decode(data, os.Stdout))
}

// decode writes the points of a picture as canvas reads them, or how large the picture claims to be.
func decode(data []byte, to io.Writer) int {
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || config.Width < 1 || config.Height < 1 {
		return statusDamaged
	}
	if config.Height > maxPoints/config.Width {
		fmt.Fprintf(to, "%s %d %d %d\n", magicLarge, config.Width, config.Height, 0)
		return statusTooLarge
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return statusDamaged
	}
	if err := writePoints(to, turned(picture, orientation(format, data))); err != nil {
		return statusDamaged
	}
	return 0
}

// writePoints writes red, green, blue and transparency of each point, row by row. Which of image/draw's ways is taken makes a difference of tens of
// seconds for a photo.
func writePoints(to io.Writer, picture image.Image) error {
	b := picture.Bounds()
	if _, err := fmt.Fprintf(to, "%s %d %d %d\n", magicRGBA, b.Dx(), b.Dy(), 255); err != nil {
		return err
	}
	const rows = 64
	band := image.NewNRGBA(image.Rect(0, 0, b.Dx(), rows))
	into := draw.Image(band)
	if o, ok := picture.(interface{ Opaque() bool }); ok && o.Opaque() {
		into = &image.RGBA{Pix: band.Pix, Stride: band.Stride, Rect: band.Rect} // the same bytes where nothing is transparent, and faster
	}
	for y := 0; y < b.Dy(); y += rows {
		n := min(rows, b.Dy()-y)
		draw.Draw(into, image.Rect(0, 0, b.Dx(), n), picture, b.Min.Add(image.Pt(0, y)), draw.Src)
		if _, err := to.Write(band.Pix[:n*band.Stride]); err != nil {
			return err
		}
	}
	return nil
}

// Jails says whether there is a jail on this system, without which pictures and PDF are only saved.
const Jails = jail.There

// Ready says whether the jail and its programs are installed: nil, or an error that names what is missing.
func Ready() error { return jail.Ready() }
