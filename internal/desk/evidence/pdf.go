package evidence

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"time"

	"luwte/internal/desk/evidence/jail"
)

// longSide is how large a page is drawn, whatever size it claims: A4 at 150 points to the inch.
const longSide = 1754

// fonts are what poppler needs for documents that bring none, and for Chinese, Japanese and Korean.
var fonts = []string{"/etc/fonts", "/usr/share/fonts", "/usr/share/fontconfig", "/usr/share/poppler", "/var/cache/fontconfig"}

// pdf draws each page in a jail of its own, so that one that fails costs no other.
func (c *Cleaner) pdf(ctx context.Context, f Finding, file io.ReadSeeker, take func(Copy) error) ([]Remark, error) {
	if f.Size > maxPDF {
		return []Remark{{"too big", []any{maxPDF >> 20}}}, nil
	}
	p := &pages{Cleaner: c, file: file, take: take, until: time.Now().Add(orElse(c.PDFTime, 10*time.Minute))}
	var text bytes.Buffer
	if err := p.run(ctx, "pdfinfo", nil, &text, 64<<10); err != nil {
		return whyNot(err, "damaged pdf")
	}
	p.count = pageCount(text.Bytes())
	if p.count == 0 {
		return []Remark{{Code: "damaged pdf"}}, nil
	}
	err := p.draw(ctx)
	return p.remarks, err
}

// pageCount reads what pdfinfo says. The last line counts: a title, which stands above, can hold lines of its own.
func pageCount(text []byte) int {
	all := regexp.MustCompile(`(?m)^Pages: +([0-9]{1,9})$`).FindAllSubmatch(text, -1)
	if len(all) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(string(all[len(all)-1][1]))
	return n
}

// pages is one PDF that is drawn.
type pages struct {
	*Cleaner
	file    io.ReadSeeker
	take    func(Copy) error
	until   time.Time
	count   int
	remarks []Remark
}

func (p *pages) draw(ctx context.Context) error {
	last := min(p.count, orElse(p.Pages, 100))
	for n := 1; n <= last; n++ {
		if !time.Now().Before(p.until) {
			p.remark("pdf time", n-1, p.count)
			return nil
		}
		if err := p.page(ctx, n); err != nil {
			return err
		}
	}
	if last < p.count {
		p.remark("pages cut", last, p.count)
	}
	return nil
}

func (p *pages) page(ctx context.Context, n int) error {
	points, number := &canvas{}, strconv.Itoa(n)
	err := p.run(ctx, "pdftoppm", []string{"-f", number, "-l", number, "-scale-to", strconv.Itoa(longSide)}, points, 3*longSide*longSide+longestHeader)
	made := Copy{}
	if err == nil {
		made, err = points.encode(false)
	}
	if err == nil {
		made.Suffix = fmt.Sprintf(".page-%03d.png", n)
		return p.take(made)
	}
	why, err := whyNot(err, "page failed")
	for _, r := range why {
		switch r.Code {
		case "time":
			p.remark("page time", n)
		case "page failed":
			p.remark("page failed", n)
		default:
			p.remarks = append(p.remarks, r)
		}
	}
	return err
}

func (p *pages) remark(code string, args ...any) { p.remarks = append(p.remarks, Remark{code, args}) }

// run runs a program of poppler's on the file.
func (p *pages) run(ctx context.Context, name string, args []string, out io.Writer, most int64) error {
	path, err := jail.Find(name, "poppler-utils")
	if err = errors.Join(err, jail.Ready()); err != nil {
		return err
	}
	if _, err := p.file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read file: %w", err)
	}
	cpu := orElse(p.PageTime, 20*time.Second)
	return jail.Run(ctx, jail.Program{Path: path, Args: append(args, jail.File), Share: fonts}, p.file, out, jail.Limits{
		Memory: 512 << 20, Address: 768 << 20, Processes: 4, CPU: cpu, Wall: cpu + 10*time.Second, Input: maxPDF, Output: most,
	})
}

func orElse[T comparable](value, usual T) T {
	var zero T
	if value == zero {
		return usual
	}
	return value
}
