//go:build linux

package evidence_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"luwte/internal/desk/evidence"
)

// program is the desk's own, as it is built: the race detector's memory does not fit into the jail.
var program string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "luwte-evidence-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "luwte-desk")
	if out, err := exec.Command("go", "build", "-o", program, "luwte/cmd/luwte-desk").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build luwte-desk: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

type result struct {
	evidence.Finding
	copies []evidence.Copy
	later  []evidence.Remark
}

// codes are those of all remarks.
func (r *result) codes() string {
	var codes []string
	for _, m := range slices.Concat(r.Remarks, r.later) {
		codes = append(codes, m.Code)
		for _, language := range []string{"nl", "en"} {
			if text := m.In(language); len(text) < 10 || strings.Contains(text, "%!") {
				panic(fmt.Sprintf("%s in %s: %q", m.Code, language, text))
			}
		}
	}
	return strings.Join(codes, ", ")
}

func clean(t *testing.T, c evidence.Cleaner, name string, data []byte) *result {
	t.Helper()
	c.Program = program
	f, err := evidence.Examine(name, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	r := &result{Finding: f}
	r.later, err = c.Clean(t.Context(), f, bytes.NewReader(data), func(made evidence.Copy) error {
		r.copies = append(r.copies, made)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// picture decodes the only clean copy.
func (r *result) picture(t *testing.T, n int) image.Image {
	t.Helper()
	if len(r.copies) <= n {
		t.Fatalf("%d clean copies; %s", len(r.copies), r.codes())
	}
	m, _, err := image.Decode(bytes.NewReader(r.copies[n].Data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func looks(t *testing.T, m image.Image, x, y int, want color.Color) {
	t.Helper()
	r, g, b, a := m.At(x, y).RGBA()
	wr, wg, wb, wa := want.RGBA()
	for _, d := range [][2]uint32{{r, wr}, {g, wg}, {b, wb}, {a, wa}} {
		if max(d[0], d[1])-min(d[0], d[1]) > 0x1000 {
			t.Errorf("%d,%d is %v, expected %v", x, y, m.At(x, y), want)
			return
		}
	}
}

func TestClean_Pictures_AreTheSamePointsAnew(t *testing.T) {
	secret := append(pngOf(t)[:33:33], append(pngChunk("tEXt", []byte("Author\x00Rosa Werleman")), pngOf(t)[33:]...)...)
	for name, c := range map[string]struct {
		data   []byte
		suffix string
		codes  string
		at     color.Color
		size   image.Point
	}{
		"a.png":  {secret, ".clean.png", "", red, image.Pt(40, 20)},
		"a.gif":  {moving(t), ".clean.png", "first frame", red, image.Pt(8, 8)},
		"a.webp": {webp(t), ".clean.png", "", nil, image.Pt(1, 1)},
		"a.jpeg": {photo(t, 1), ".clean.jpg", "", red, image.Pt(40, 20)},
	} {
		r := clean(t, evidence.Cleaner{}, name, c.data)
		m := r.picture(t, 0)
		if r.codes() != c.codes || r.copies[0].Suffix != c.suffix || m.Bounds().Size() != c.size {
			t.Errorf("%s: %s, %s, %v", name, r.codes(), r.copies[0].Suffix, m.Bounds())
		}
		if c.at != nil {
			looks(t, m, 4, 4, c.at)
		}
		for _, hidden := range []string{"Werleman", "Exif", "Oranjestad"} {
			if bytes.Contains(r.copies[0].Data, []byte(hidden)) {
				t.Errorf("%s: %s is in the clean copy", name, hidden)
			}
		}
	}
}

// TestClean_PhotoTakenAnyWay_StandsUpright: what is red after turning is where a camera held like that has its upper left corner.
func TestClean_PhotoTakenAnyWay_StandsUpright(t *testing.T) {
	corners := map[byte][4]color.Color{ // upper left, upper right, lower left, lower right
		2: {green, red, color.White, blue}, 3: {color.White, blue, green, red}, 4: {blue, color.White, red, green},
		5: {red, blue, green, color.White}, 6: {blue, red, color.White, green}, 7: {color.White, green, blue, red}, 8: {green, color.White, red, blue},
	}
	for orientation, want := range corners {
		m := clean(t, evidence.Cleaner{}, "a.jpg", photo(t, orientation)).picture(t, 0)
		size := m.Bounds().Size()
		if (orientation >= 5) != (size == image.Pt(20, 40)) {
			t.Errorf("orientation %d: %v", orientation, size)
		}
		for i, c := range want {
			looks(t, m, size.X/4+i%2*size.X/2, size.Y/4+i/2*size.Y/2, c)
		}
	}
}

func TestClean_HostilePictures_MakeNoCopyAndSayWhy(t *testing.T) {
	whole := photo(t, 1)
	for name, c := range map[string]struct {
		data  []byte
		codes string
	}{
		"60000 by 60000":         {rawPNG(60000, 60000, pngChunk("IDAT", deflated(t, 1000))), "too many points"},
		"bomb behind the points": {rawPNG(10, 10, pngChunk("IDAT", deflated(t, 8<<20))), "damaged picture"},
		"points that never come": {rawPNG(6000, 6000, pngChunk("IDAT", deflated(t, 1000))), "damaged picture"},
		"truncated":              {whole[:len(whole)*2/3], "damaged picture"},
		"signature only":         {[]byte("\x89PNG\r\n\x1a\n"), "damaged picture"},
	} {
		r := clean(t, evidence.Cleaner{}, "a", c.data)
		if len(r.copies) > 0 || r.codes() != c.codes {
			t.Errorf("%s: %d copies, %q", name, len(r.copies), r.codes())
		}
	}
	text := pngChunk("zTXt", append([]byte("Comment\x00\x00"), deflated(t, 8<<20)...))
	r := clean(t, evidence.Cleaner{}, "a.png", rawPNG(10, 10, text, pngChunk("IDAT", deflated(t, 10*11))))
	if r.picture(t, 0).Bounds().Dx() != 10 || len(r.copies[0].Data) > 1000 {
		t.Errorf("text that is a bomb: %d bytes", len(r.copies[0].Data))
	}
}

// TestClean_DecoderBreaksOff_IsNamed: a program that ends at once stands for a decoder that the jail ended, or that found a hole.
func TestClean_DecoderBreaksOff_IsNamed(t *testing.T) {
	f, err := evidence.Examine("a.png", bytes.NewReader(pngOf(t)))
	if err != nil {
		t.Fatal(err)
	}
	for program, want := range map[string]string{"/usr/bin/false": "too much", "/usr/bin/true": "damaged picture"} {
		c := evidence.Cleaner{Program: program}
		remarks, err := c.Clean(t.Context(), f, bytes.NewReader(pngOf(t)), func(evidence.Copy) error { return errors.New("a copy of nothing") })
		if err != nil || len(remarks) != 1 || remarks[0].Code != want {
			t.Errorf("%s: %v, %v", program, remarks, err)
		}
	}
}

func TestClean_PDFs_ArePagesWithoutAnythingToRun(t *testing.T) {
	a4, line := "0 0 595 842", "0 0 9000000 90000"
	for name, c := range map[string]struct {
		data   []byte
		codes  string
		copies int
		size   image.Point // of the last
	}{
		"two pages":   {pagesOf(a4, "0 0 842 595"), "", 2, image.Pt(1754, 1240)},
		"active":      {activePDF(), "active", 1, image.Pt(1754, 878)},
		"too many":    {pagesOf(a4, line, line, line), "pages cut", 3, image.Pt(1754, 18)},
		"enormous":    {pagesOf("0 0 9000000 9000000"), "", 1, image.Pt(1754, 1754)},
		"a line":      {pagesOf(line), "", 1, image.Pt(1754, 18)},
		"and archive": {append(pagesOf(line), zipOf(t, "evil.exe")...), "polyglot", 1, image.Pt(1754, 18)},
		"damaged":     {[]byte("%PDF-1.7\nnothing else"), "damaged pdf", 0, image.Point{}},
	} {
		r := clean(t, evidence.Cleaner{Pages: 3}, "a.pdf", c.data)
		if r.codes() != c.codes || len(r.copies) != c.copies {
			t.Errorf("%s: %d copies, %q", name, len(r.copies), r.codes())
			continue
		}
		for i := range r.copies {
			m := r.picture(t, i)
			looks(t, m, m.Bounds().Dx()/2, m.Bounds().Dy()/2, red)
			if size := m.Bounds().Size(); i == c.copies-1 && size != c.size {
				t.Errorf("%s: %v, expected %v", name, size, c.size)
			}
		}
	}
}

func TestClean_EndlessPage_IsEndedNamedAndCostsNoOther(t *testing.T) {
	r := clean(t, evidence.Cleaner{PageTime: time.Second}, "a.pdf", endlessPDF())
	if r.codes() != "page time" || len(r.copies) != 1 || r.copies[0].Suffix != ".page-002.png" {
		t.Fatalf("%d copies, %q", len(r.copies), r.codes())
	}
	looks(t, r.picture(t, 0), 10, 10, red)
	if r := clean(t, evidence.Cleaner{PDFTime: 1}, "a.pdf", pagesOf("0 0 9 9")); r.codes() != "pdf time" || len(r.copies) > 0 {
		t.Errorf("%d copies, %q", len(r.copies), r.codes())
	}
}

func TestClean_NotTaken_IsTheCallersError(t *testing.T) {
	full := errors.New("disk full")
	for name, data := range map[string][]byte{"a.txt": []byte("text"), "a.png": pngOf(t), "a.pdf": pagesOf("0 0 9 9", "0 0 9 9")} {
		f, err := evidence.Examine(name, bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		c := evidence.Cleaner{Program: program}
		if _, err := c.Clean(t.Context(), f, bytes.NewReader(data), func(evidence.Copy) error { return full }); !errors.Is(err, full) {
			t.Errorf("%s: %v", name, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = c.Clean(ctx, f, bytes.NewReader(data), func(evidence.Copy) error { return nil })
		if f.Class != evidence.Text && !errors.Is(err, context.Canceled) {
			t.Errorf("%s, interrupted: %v", name, err)
		}
	}
}
