package main

import (
	"bytes"
	"fmt"
	"html"
	"math/bits"
	"slices"
	"strings"

	"luwte/internal/deptest"
)

// Measures in pixels. Text is placed by the width that it has at most, for which fonts a viewer has is not known.
const (
	margin  = 20
	gap     = 12
	boxH    = 24
	ruleH   = 14 // a line under a box's name, of what it must not contain
	rowGap  = 6
	rankGap = 18
	charW   = 7.4 // of 12 px
	smallW  = 6.2 // of 11 px
)

// column is a program with what is its own.
type column struct {
	title, where, holds string
	fill, line          string
	x, w                float64
}

var columns = []column{
	{title: "Reporter", where: "any computer; the page does the same in Tor Browser", holds: "the code, for a moment", fill: "#e8f3e8", line: "#3c7a3c", w: 232},
	{title: "Drop", where: "a server, as an onion service", holds: "sealed parcels, charters, boards", fill: "#e6eef7", line: "#2f5d94", w: 252},
	{title: "Courier", where: "the bureau's online machine", holds: "the key of the inbox's door", fill: "#fbf1dd", line: "#94681a", w: 214},
	{title: "Desk", where: "the bureau's offline machine", holds: "the bureau's keys and the register: this is who is trusted", fill: "#f6e8f0", line: "#8a2f62", w: 490},
}

// shared says what several programs have in common.
var shared = map[in]string{
	0b1001: "seal and open with age", 0b0011: "the page", 0b0110: "how findings are said", 0b1100: "the stick between courier and desk",
	0b0111: "Tor and HTTP", 0b1110: "the public state of an inbox", 0b1111: "formats, signatures, words, terminal",
}

type drawing struct {
	bytes.Buffer
	rules map[string][]string // of a package: what it must not contain
}

func (g *graph) svg() ([]byte, error) {
	d := &drawing{rules: map[string][]string{}}
	for _, r := range deptest.Rules {
		d.rules[ours(r.Of)] = append(d.rules[ours(r.Of)], ours(r.Forbidden))
	}
	if err := g.check(); err != nil {
		return nil, err
	}
	x := float64(margin)
	for i := range columns {
		columns[i].x, x = x, x+columns[i].w+gap
	}
	width := x - gap + margin
	d.text(margin, 36, "big", "What Luwte's four programs are made of")
	d.text(margin, 58, "note", "Each column is a trust domain. A package imports only what stands lower in its column, or in the bars below.")
	d.text(margin, 76, "note", "Red: what must not be there; a test fails otherwise. internal/ is left out of names.")
	y := d.columns(g, 92)
	y = d.bars(g, y+30)
	y = d.flow(margin, y+18, width-2*margin, "small", "Libraries in all four: "+strings.Join(g.librariesIn(func(s in) bool { return s == all }), ", ")+". This picture is made from the code, by make picture.") - 16
	var whole bytes.Buffer
	fmt.Fprintf(&whole, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" font-family="DejaVu Sans, Verdana, Helvetica, sans-serif">
<title>What Luwte's four programs are made of</title>
<desc>Four columns, reporter, drop, courier and desk, with the packages that only they contain; below them bars with what several share.</desc>
<style>text{font-size:12px;fill:#222}.big{font-size:20px;font-weight:bold}.head{font-size:17px;font-weight:bold}.note{font-size:13px;fill:#444}.small{font-size:11px;fill:#444}.no{font-size:11px;fill:#b00020}.name{text-anchor:middle}.noname{font-size:10.5px;fill:#b00020;text-anchor:middle}</style>
<rect width="100%%" height="100%%" fill="#ffffff"/>
`, width, y+20, width, y+20)
	whole.Write(d.Bytes())
	whole.WriteString("</svg>\n")
	return whole.Bytes(), nil
}

// check returns an error unless every import goes downwards, which the picture says.
func (g *graph) check() error {
	for _, p := range g.sorted() {
		for _, i := range p.imports {
			if q := g.packages[i]; q.in == p.in && q.rank <= p.rank || q.in&p.in != p.in {
				return fmt.Errorf("%s imports %s, which would not stand below it", p.name, q.name)
			}
		}
	}
	return nil
}

// columns draws each program's own packages, and returns where they end.
func (d *drawing) columns(g *graph, y float64) float64 {
	const head = 108
	deep, foot := 0.0, 0.0
	for i := range columns {
		deep = max(deep, (&drawing{rules: d.rules}).group(g.ranks(1<<i), columns[i].x, columns[i].w, 0))
		foot = max(foot, (&drawing{rules: d.rules}).foot(g, i, 0))
	}
	for i, c := range columns {
		fmt.Fprintf(d, `<rect x="%.0f" y="%.0f" width="%.0f" height="%.0f" rx="8" fill="%s" stroke="%s" stroke-width="1.5"/>`+"\n", c.x, y, c.w, head+deep+foot+20, c.fill, c.line)
		d.text(c.x+12, y+26, "head", c.title)
		end := d.flow(c.x+12, y+45, c.w-24, "small", programs[i]+": "+c.where)
		d.flow(c.x+12, end, c.w-24, "small", "holds "+c.holds)
		d.group(g.ranks(1<<i), c.x, c.w, y+head-14)
		d.foot(g, i, y+head+deep)
	}
	return y + head + deep + foot + 20
}

// foot lists a program's libraries and what it must not contain.
func (d *drawing) foot(g *graph, i int, y float64) float64 {
	c := columns[i]
	libraries := g.librariesIn(func(s in) bool { return s.has(i) && s != all })
	end := d.flow(c.x+12, y+14, c.w-24, "small", "libraries: "+strings.Join(libraries, ", "))
	return d.flow(c.x+12, end+8, c.w-24, "no", "must not contain: "+strings.Join(d.rules["cmd/"+programs[i]], ", ")) - y
}

// librariesIn lists the modules of which keep says so.
func (g *graph) librariesIn(keep func(in) bool) []string {
	var names []string
	for path, s := range g.libraries {
		if keep(s) {
			names = append(names, strings.TrimPrefix(strings.TrimPrefix(path, "github.com/"), "codeberg.org/"))
		}
	}
	slices.Sort(names)
	return names
}

// bars draws what several programs contain, each bar under those, and returns where they end.
func (d *drawing) bars(g *graph, y float64) float64 {
	d.text(margin, y, "head", "What several share")
	y += 14
	for _, row := range lay(g.groups()) {
		deepest := 0.0
		for _, s := range row {
			deepest = max(deepest, d.bar(g, s, y))
		}
		y += deepest + gap
	}
	return y
}

// lay puts bars of as many programs side by side where they do not overlap.
func lay(groups []in) [][]in {
	var rows [][]in
	for _, s := range groups {
		i := slices.IndexFunc(rows, func(row []in) bool {
			return count(row[0]) == count(s) && !slices.ContainsFunc(row, func(other in) bool { return span(other)&span(s) != 0 })
		})
		if i < 0 {
			rows, i = append(rows, nil), len(rows)
		}
		rows[i] = append(rows[i], s)
	}
	return rows
}

// span is the columns over which a bar goes.
func span(s in) in {
	return in(1)<<bits.Len(uint(s)) - in(1)<<bits.TrailingZeros(uint(s))
}

// bar draws the packages of a set of programs. Where the programs do not stand side by side it has a piece under each, and says what is between.
func (d *drawing) bar(g *graph, s in, y float64) float64 {
	if span(s) == s {
		return d.piece(g, s, columns[bits.TrailingZeros(uint(s))].x, columns[bits.Len(uint(s))-1], y, 0)
	}
	deep := 0.0
	for i := range columns {
		if s.has(i) {
			deep = max(deep, (&drawing{rules: d.rules}).piece(g, s, columns[i].x, columns[i], y, 0))
		}
	}
	for i, c := range columns {
		switch {
		case s.has(i):
			d.piece(g, s, c.x, c, y, deep)
		case span(s).has(i):
			fmt.Fprintf(d, `<line x1="%.0f" y1="%.0f" x2="%.0f" y2="%.0f" stroke="#b00020" stroke-dasharray="5 5"/>`+"\n", c.x-gap, y+deep/2, c.x+c.w+gap, y+deep/2)
			fmt.Fprintf(d, `<text x="%.0f" y="%.0f" class="noname">none of it in the %s</text>`+"\n", c.x+c.w/2, y+deep/2-8, strings.ToLower(c.title))
		}
	}
	return deep
}

// piece draws a bar from x to the end of a column, at least so deep.
func (d *drawing) piece(g *graph, s in, x float64, last column, y, deep float64) float64 {
	w := last.x + last.w - x
	deep = max(deep, 26+(&drawing{rules: d.rules}).group(g.ranks(s), x, w, 0))
	fmt.Fprintf(d, `<rect x="%.0f" y="%.0f" width="%.0f" height="%.0f" rx="8" fill="#f3f3f0" stroke="#777"/>`+"\n", x, y, w, deep)
	title := strings.ToUpper(whose(s)[:1]) + whose(s)[1:]
	if says := shared[s]; says != "" {
		title += ": " + says
	}
	d.text(x+12, y+18, "small", title)
	d.group(g.ranks(s), x, w, y+18)
	return deep
}

// group draws ranks of boxes one under the other, from y on, and returns how deep they are.
func (d *drawing) group(ranks [][]*pkg, x, w, y float64) float64 {
	begin := y
	for n, rank := range ranks {
		y += rankGap - rowGap
		if n > 0 {
			fmt.Fprintf(d, `<line x1="%.0f" y1="%.1f" x2="%.0f" y2="%.1f" stroke="#999" stroke-dasharray="1 4"/>`+"\n", x+10, y-4, x+w-10, y-4)
			y += rowGap
		}
		for _, row := range d.wrap(rank, w-24) {
			y += d.row(row, x+w/2, y) + rowGap
		}
	}
	return y - begin + 4
}

// wrap cuts a rank into rows that fit.
func (d *drawing) wrap(rank []*pkg, w float64) [][]*pkg {
	var rows [][]*pkg
	used := w + 1
	for _, p := range rank {
		if used += d.width(p) + rowGap; used > w {
			rows, used = append(rows, nil), d.width(p)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], p)
	}
	return rows
}

// label is what stands in a box: internal/ is left out, where all is.
func label(p *pkg) string { return strings.TrimPrefix(p.name, "internal/") }

func (d *drawing) forbidden(p *pkg) string {
	if strings.HasPrefix(p.name, "cmd/") || len(d.rules[p.name]) == 0 {
		return "" // in the column's foot
	}
	return "not " + strings.ReplaceAll(strings.Join(d.rules[p.name], ", "), "internal/", "")
}

func (d *drawing) width(p *pkg) float64 {
	return max(float64(len(label(p)))*charW, float64(len(d.forbidden(p)))*smallW) + 14
}

// row draws boxes side by side, their middle at x, and returns how high they are.
func (d *drawing) row(row []*pkg, x, y float64) float64 {
	total, height := -float64(rowGap), float64(boxH)
	for _, p := range row {
		total += d.width(p) + rowGap
		if d.forbidden(p) != "" {
			height = boxH + ruleH
		}
	}
	x -= total / 2
	for _, p := range row {
		w, h := d.width(p), float64(boxH)
		if d.forbidden(p) != "" {
			h += ruleH
		}
		fmt.Fprintf(d, `<g><title>%s %s</title><rect x="%.1f" y="%.1f" width="%.1f" height="%.0f" rx="4" fill="#ffffff" stroke="#555"/>`, p.name, html.EscapeString(p.does), x, y, w, h)
		fmt.Fprintf(d, `<text x="%.1f" y="%.1f" class="name">%s</text>`, x+w/2, y+16, label(p))
		if no := d.forbidden(p); no != "" {
			fmt.Fprintf(d, `<text x="%.1f" y="%.1f" class="noname">%s</text>`, x+w/2, y+30, no)
		}
		d.WriteString("</g>\n")
		x += w + rowGap
	}
	return height
}

func (d *drawing) text(x, y float64, class, text string) {
	fmt.Fprintf(d, `<text x="%.0f" y="%.0f" class="%s">%s</text>`+"\n", x, y, class, html.EscapeString(text))
}

// flow sets a small text in lines of a width, and returns where the next would stand.
func (d *drawing) flow(x, y, w float64, class, text string) float64 {
	line := ""
	for _, word := range append(strings.Fields(text), "") {
		if word == "" || float64(len(line)+1+len(word))*smallW > w {
			d.text(x, y, class, line)
			line, y = "", y+15
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return y
}
