// Package papers makes what a bureau prints about its keys: a custodian's share, which is secret, and the minutes of what was done with
// keys, which hold no secret and are signed by hand.
//
// It trusts what it is given; names are shown as they are typed. Only the desk imports it.
package papers

import (
	"errors"
	"fmt"
	"strings"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/quorum"
	"luwte/internal/desk/sheet"
)

// ErrTooLong is returned when what has to stand on a share does not fit on its page.
var ErrTooLong = errors.New("this does not fit on a page")

// A4, in millimetres, and its margin.
const (
	width, height = 210.0, 297.0
	margin        = 20.0
)

var (
	title   = sheet.Line{Face: sheet.Bold, Size: 18}
	heading = sheet.Line{Face: sheet.Bold, Size: 11}
	body    = sheet.Line{Face: sheet.Regular, Size: 10}
	word    = sheet.Line{Face: sheet.Mono, Size: 13}
	small   = sheet.Line{Face: sheet.Regular, Size: 7.5}
	mono    = sheet.Line{Face: sheet.Mono, Size: 8}
)

// Share is a custodian's page.
type Share struct {
	Language  string
	Bureau    string // its name in that language
	Words     []string
	Custodian int
	Name      string
	Needed, N int
	Dealing   uint64
	Day       day.Day
	Key       quorum.Key
}

// PDF returns the page: what it is, the words of the key, and its QR code. It is secret.
func (s Share) PDF() ([]byte, error) {
	t := in(s.Language)
	if err := sheet.Bold.Has(s.Bureau + s.Name); err != nil {
		return nil, err
	}
	pdf := sheet.New(width, height, t.tag, t.shareTitle)
	pdf.AddPage()
	c := &sheet.Column{PDF: pdf, X: margin, Y: margin, Width: width - 2*margin, Foot: height - margin, Scale: 1}
	c.Text(title, 0, t.shareTitle)
	c.Gap(2)
	c.Text(heading, 0, fmt.Sprintf(t.shareOf, s.Custodian, s.N, s.Name))
	c.Text(body, 0, fmt.Sprintf(t.shareFrom, s.Bureau, strings.Join(s.Words, " "), s.Dealing, s.Day))
	c.Gap(4)
	c.Text(body, 0, fmt.Sprintf(t.shareUse, s.Needed))
	c.Gap(6)
	c.Words(word, 3, s.Key.Words(t.tag))
	c.Gap(6)
	const side = 62
	if err := c.QR(c.X, c.Y, side, s.Key.Code()); err != nil {
		return nil, fmt.Errorf("draw the code: %w", err)
	}
	top := c.Y
	c.X, c.Width = c.X+side+8, c.Width-side-8
	for _, rule := range t.shareRules {
		c.Item(body, "•", 4, rule)
		c.Gap(1.5)
	}
	c.Y = max(c.Y, top+side)
	if !c.Fits() {
		return nil, ErrTooLong
	}
	return sheet.Output(pdf)
}

// Fact is a line of the minutes: what it is and what it says.
type Fact struct{ What, Says string }

// Section is a part of the minutes.
type Section struct {
	Title string
	Facts []Fact
}

// Minutes is what was done with keys.
type Minutes struct {
	Language string
	Title    string
	Bureau   string
	F        charter.Fingerprint // of the newest root: by its words the card, and so everybody, knows the bureau
	Sections []Section
	Signed   []string // names of those who sign
}

// PDF returns the minutes, on as many pages as they need, with room for signatures.
func (m Minutes) PDF() ([]byte, error) {
	t := in(m.Language)
	p := &pages{Column: sheet.Column{PDF: sheet.New(width, height, t.tag, m.Title), X: margin, Width: width - 2*margin, Foot: height - margin, Scale: 1}}
	p.newPage()
	p.Text(title, 0, m.Title)
	p.Gap(1)
	p.fact(Fact{t.bureau, m.Bureau})
	p.fact(Fact{t.fingerprint, strings.Join(m.F.Words(t.tag), " ") + " (" + m.F.String() + ")"})
	for _, s := range m.Sections {
		p.need(14)
		p.Gap(4)
		p.Text(heading, 0, s.Title)
		p.Gap(1)
		for _, f := range s.Facts {
			p.fact(f)
		}
	}
	p.need(14 + 18) // not without the first of them
	p.Gap(4)
	p.Text(heading, 0, t.signatures)
	for _, name := range m.Signed {
		p.need(18)
		p.Gap(13)
		p.PDF.SetLineWidth(0.2)
		p.PDF.Line(p.X, p.Y, p.X+90, p.Y)
		p.Text(body, 0, name)
	}
	p.footers(m, t)
	if p.missing != nil {
		return nil, p.missing
	}
	return sheet.Output(p.PDF)
}

// pages is a column that goes on on the next page.
type pages struct {
	sheet.Column
	missing error // of the first text with a character that the fonts lack
}

func (p *pages) newPage() {
	p.PDF.AddPage()
	p.Y = margin
}

// footers writes on every page of which minutes it is: a page with signatures alone could be put under others.
func (p *pages) footers(m Minutes, t texts) {
	n := p.PDF.PageCount()
	for i := range n {
		p.PDF.SetPage(i + 1)
		p.Y = p.Foot + 4
		p.Text(small, 0, m.Title+", "+fmt.Sprintf(t.page, i+1, n))
		p.Text(small, 0, strings.Join(m.F.Words(t.tag), " "))
	}
}

// need begins a new page unless so much is left of this one.
func (p *pages) need(mm float64) {
	if p.Y+mm > p.Foot {
		p.newPage()
	}
}

// fact sets what it is in a narrow column and what it says beside it. What is one long word, such as a hash, is set smaller.
func (p *pages) fact(f Fact) {
	const narrow = 45
	font := body
	if len(f.Says) > 40 && !strings.Contains(f.Says, " ") {
		font = mono
	}
	if err := sheet.Regular.Has(f.What + f.Says); err != nil && p.missing == nil {
		p.missing = err
	}
	x, w := p.X, p.Width
	p.Use(body)
	p.need(float64(len(p.Wrap(w-narrow, f.Says))+1) * 5)
	top := p.Y
	p.Width = narrow - 3
	p.Text(body, 0, f.What)
	low := p.Y
	p.X, p.Width, p.Y = x+narrow, w-narrow, top
	p.Text(font, 0, f.Says)
	p.X, p.Width, p.Y = x, w, max(low, p.Y)+0.6
}
