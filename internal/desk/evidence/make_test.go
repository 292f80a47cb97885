package evidence_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"
)

// Hostile files, and harmless ones, made here.

func zipOf(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, "<xml/>"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// zipBomb holds 8 MiB of zeros in 8 KiB.
func zipBomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("zeros")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(make([]byte, 8<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// quarters is a picture 40 wide and 20 high: red, green over blue, white.
func quarters() *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, 40, 20))
	for y := range 20 {
		for x := range 40 {
			m.Set(x, y, [][]color.Color{{red, green}, {blue, color.White}}[y/10][x/20])
		}
	}
	return m
}

var (
	red   = color.RGBA{255, 0, 0, 255}
	green = color.RGBA{0, 255, 0, 255}
	blue  = color.RGBA{0, 0, 255, 255}
)

func pngOf(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, quarters()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// photo is a JPEG that was taken with the camera held so, and that names a place.
func photo(t *testing.T, orientation byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, quarters(), &jpeg.Options{Quality: 100}); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(orientation) + "\x00\x00\x00\x00\x00\x00GPS Oranjestad"
	segment := append([]byte{0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return bytes.Join([][]byte{b.Bytes()[:2], segment, []byte(exif), b.Bytes()[2:]}, nil)
}

// moving is a GIF of a red and a blue frame.
func moving(t *testing.T) []byte {
	t.Helper()
	g := &gif.GIF{}
	for _, c := range []color.Color{red, blue} {
		g.Image, g.Delay = append(g.Image, image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{c})), append(g.Delay, 10)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// webp is one point, lossless: Go encodes none.
func webp(t *testing.T) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// rawPNG has these chunks between its header, of that size, and its end.
func rawPNG(width, height uint32, chunks ...[]byte) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	all := [][]byte{[]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", append(header, 8, 0, 0, 0, 0))}
	return bytes.Join(append(append(all, chunks...), pngChunk("IEND", nil)), nil)
}

func pngChunk(name string, body []byte) []byte {
	b := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), name...)
	b = append(b, body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// deflated zeros.
func deflated(t *testing.T, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write(make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pdfOf writes a PDF of these objects, of which the first is the catalog.
func pdfOf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R/Info<</Title(x\\nPages:          1)>>>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

func stream(text, more string) string {
	return fmt.Sprintf("<</Length %d %s>>\nstream\n%s\nendstream", len(text), more, text)
}

const redPage = "1 0 0 rg 0 0 9000000 9000000 re f"

// pagesOf is a PDF of red pages of these sizes.
func pagesOf(boxes ...string) []byte {
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>", "", stream(redPage, "")}
	var kids []string
	for _, box := range boxes {
		objects = append(objects, fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 3 0 R>>", box))
		kids = append(kids, fmt.Sprintf("%d 0 R", len(objects)))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(kids), strings.Join(kids, " "))
	return pdfOf(objects...)
}

// activePDF runs a script and a program when it is opened, and asks for things from elsewhere.
func activePDF() []byte {
	return pdfOf(
		"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.launchURL\\('http://127.0.0.1:9/'\\))>>>>",
		"<</Type/Pages/Count 1/Kids[4 0 R]>>", stream(redPage, ""),
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 3 0 R/Annots[5 0 R 6 0 R]/AA<</O<</S/Launch/F(/bin/sh)>>>>>>",
		"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/Win<</F(cmd.exe)>>>>>>",
		"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/GoToR/F(/etc/passwd)>>>>",
	)
}

// endlessPDF has a page that draws a form that draws ten forms, and so on, ten deep: 10¹⁰ of them; and a second page that is red.
func endlessPDF() []byte {
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 2/Kids[4 0 R 5 0 R]>>", stream(redPage, ""),
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 6 0 R/Resources<</XObject<</F 7 0 R>>>>>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 3 0 R>>",
		stream("/F Do", ""),
	}
	for depth := range 10 {
		next := fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Resources<</XObject<</F %d 0 R>>>>", 8+depth)
		objects = append(objects, stream(strings.Repeat("/F Do ", 10), next))
	}
	objects = append(objects, stream(redPage, "/Type/XObject/Subtype/Form/BBox[0 0 200 100]"))
	return pdfOf(objects...)
}
