package card

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"luwte/internal/desk/sheet"
)

const onion = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"

var printed = strings.Fields("abandon ability absorb accident witness universe tomorrow sentence category yellow question zoo")

// name has the letters that Dutch, Frisian and Papiamentu put marks on.
const name = "Bureau Integriteit “Súdwest-Fryslân”, coördinatie België, één señor ù"

func newCard(language string) Card { return Card{language, name, onion, printed, true, "112"} }

func (c Card) must(t *testing.T, single bool) []byte {
	t.Helper()
	pdf, err := c.PDF(single)
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

// tool runs a program of poppler-utils or zbar-tools and returns what it prints.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, stderr.String())
	}
	return string(out)
}

// render returns the two pages of a PDF as files of dots, and the PDF's own.
func render(t *testing.T, pdf []byte) (file string, pages []string) {
	t.Helper()
	dir := t.TempDir()
	file = filepath.Join(dir, "card.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	tool(t, "pdftoppm", "-r", fmt.Sprint(dpi), "-png", file, filepath.Join(dir, "page"))
	pages = []string{filepath.Join(dir, "page-1.png"), filepath.Join(dir, "page-2.png")}
	if n := strings.Count(tool(t, "pdfinfo", file), "Pages:           2"); n != 1 {
		t.Fatal("not two pages")
	}
	return file, pages
}

const dpi = 144

func dots(mm float64) int { return int(mm / 25.4 * dpi) }

func spaced(text string) string { return strings.Join(strings.Fields(text), " ") }

// area returns the text in one quarter of a page, or all of it.
func area(t *testing.T, file string, page, quarter int, single bool) string {
	t.Helper()
	args := []string{"-f", fmt.Sprint(page), "-l", fmt.Sprint(page), "-enc", "UTF-8"}
	if !single {
		x, y := dots(float64(quarter%2)*a6Width), dots(float64(quarter/2)*a4Height/2)
		args = append(args, "-r", fmt.Sprint(dpi), "-x", fmt.Sprint(x), "-y", fmt.Sprint(y), "-W", fmt.Sprint(dots(a6Width)), "-H", fmt.Sprint(dots(a4Height/2)))
	}
	return spaced(tool(t, "pdftotext", append(args, file, "-")...))
}

func TestPDF_EveryLanguage_SaysAllThatItShould(t *testing.T) {
	for _, language := range Languages() {
		for single, quarters := range map[bool]int{true: 1, false: 4} {
			t.Run(fmt.Sprintf("%s, single %v", language, single), func(t *testing.T) {
				file, pages := render(t, newCard(language).must(t, single))
				for quarter := range quarters {
					says(t, language, area(t, file, 1, quarter, single), area(t, file, 2, quarter, single))
				}
				want := strings.Repeat(onion+"\n", quarters)
				if got := tool(t, "zbarimg", "-q", "--raw", pages[1]); got != want {
					t.Errorf("the QR code reads %q, expected %q", got, want)
				}
			})
		}
	}
}

// TestPDF_FirstRoot_ReplacesNoCard: only after a succession is there anything to call in.
func TestPDF_FirstRoot_ReplacesNoCard(t *testing.T) {
	c := newCard("nl")
	c.Replaces = false
	file, _ := render(t, c.must(t, true))
	if back := area(t, file, 2, 0, true); strings.Contains(back, "vervangt") || !strings.Contains(back, onion[:14]) {
		t.Error(back)
	}
}

// says checks the text of a card's two sides.
func says(t *testing.T, language, front, back string) {
	t.Helper()
	texts, err := load(language)
	if err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("{bureau}", name, "{emergency}", "112")
	want := slices.Concat([]string{name, texts.Title, texts.Purpose, texts.SignalsTitle, texts.After, texts.Danger, texts.DangerMore}, texts.Signals)
	contains(t, front, fill, want...)
	contains(t, back, fill, slices.Concat([]string{texts.StepsTitle, texts.AddressTitle, texts.Alphabet, texts.WordsTitle, texts.WordsHint, texts.Replaces, texts.Bureau,
		texts.Keep, texts.Duty}, texts.Steps)...)
	if !strings.Contains(strings.ReplaceAll(back, " ", ""), onion) {
		t.Errorf("the address is not in %q", back)
	}
	for i, w := range printed {
		contains(t, back, fill, fmt.Sprintf(" %d %s ", i+1, w))
	}
}

func contains(t *testing.T, text string, fill *strings.Replacer, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, fill.Replace(w)) {
			t.Errorf("%q is not in %q", fill.Replace(w), text)
		}
	}
}

// TestPDF_Printed_KeepsClearOfTheEdges looks at the dots: a printer leaves some millimetres white, and a knife slips.
func TestPDF_Printed_KeepsClearOfTheEdges(t *testing.T) {
	for _, language := range Languages() {
		_, pages := render(t, newCard(language).must(t, true))
		for _, page := range pages {
			black := blackIn(t, page)
			edge := dots(margin - 0.5)
			clear := image.Rect(edge, edge, dots(a6Width)-edge, dots(a6Height)-edge)
			if black.Empty() || !black.In(clear) {
				t.Errorf("%s, %s: what is printed is %v, expected inside %v", language, filepath.Base(page), black, clear)
			}
		}
	}
}

// blackIn returns the smallest rectangle with all that is not white.
func blackIn(t *testing.T, page string) (black image.Rectangle) {
	t.Helper()
	f, err := os.Open(page)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	for y := range picture.Bounds().Dy() {
		for x := range picture.Bounds().Dx() {
			if r, _, _, _ := picture.At(x, y).RGBA(); r < 0x8000 {
				black = black.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return black
}

func TestPDF_SameCard_SameBytesWithoutTimeOrMaker(t *testing.T) {
	first := newCard("nl").must(t, false)
	for range 10 {
		if !bytes.Equal(first, newCard("nl").must(t, false)) {
			t.Fatal("the same card has other bytes")
		}
	}
	file, _ := render(t, first)
	info := tool(t, "pdfinfo", file)
	for _, what := range []string{"Date", "Author", "Creator", "FPDF"} {
		if strings.Contains(info, what) {
			t.Errorf("the document says %s:\n%s", what, info)
		}
	}
	if bytes.Contains(first, []byte("(D:")) {
		t.Error("there is a time in the bytes")
	}
}

func TestPDF_WhatCannotStandOnACard_IsRefused(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Card)
		want   error
	}{
		{"language", func(c *Card) { c.Language = "xx" }, ErrLanguage},
		{"a path for a language", func(c *Card) { c.Language = "../card/nl" }, ErrLanguage},
		{"no address", func(c *Card) { c.Onion = "" }, ErrNoAddress},
		{"a character", func(c *Card) { c.Bureau = "Bureau 廉" }, ErrCharacter},
		{"a long name", func(c *Card) { c.Bureau = strings.Repeat("Bureau ", 200) }, ErrTooLong},
		{"a wide name", func(c *Card) { c.Bureau = strings.Repeat("B", 200) }, ErrTooLong},
	} {
		card := newCard("nl")
		c.change(&card)
		if _, err := card.PDF(false); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, expected %v", c.name, err, c.want)
		}
	}
}

func TestLoad_EveryLanguage_HasEveryTextInCharactersOfTheFonts(t *testing.T) {
	if got := Languages(); !slices.Equal(got, []string{"en", "nl", "pap"}) {
		t.Fatalf("languages %q", got)
	}
	for _, language := range Languages() {
		texts, err := load(language)
		if err != nil {
			t.Error(err)
			continue
		}
		v := reflect.ValueOf(texts)
		for i := range v.NumField() {
			for _, f := range []sheet.Face{sheet.Regular, sheet.Bold} {
				if err := f.Has(fmt.Sprint(v.Field(i).Interface())); err != nil {
					t.Errorf("%s, %s: %v", language, v.Type().Field(i).Name, err)
				}
			}
		}
	}
}
