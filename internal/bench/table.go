package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// line is a line of the table.
type line struct {
	what      string // with its unit
	luwte     series
	beside    string // what it is compared with, or ""
	reference series // in the same unit, measured in turns
	target    target
}

// target is what an issue asks for: of the ratio, or of the figure itself where there is no reference.
type target struct {
	of    func(line) float64 // nil: nothing is asked
	least bool               // at least; otherwise at most
	value float64
}

func ratio(l line) float64  { return l.luwte.over(l.reference).median() }
func figure(l line) float64 { return l.luwte.median() }

func ratioAtLeast(v float64) target { return target{ratio, true, v} }
func ratioAtMost(v float64) target  { return target{ratio, false, v} }
func atMost(v float64) target       { return target{figure, false, v} }

func (t target) String() string {
	switch {
	case t.of == nil:
		return ""
	case t.least:
		return "≥ " + short(t.value)
	}
	return "≤ " + short(t.value)
}

// met says "yes" or "NO", or nothing where nothing is asked.
func (l line) met() string {
	if l.target.of == nil {
		return ""
	}
	if v := l.target.of(l); l.target.least && v >= l.target.value || !l.target.least && v <= l.target.value {
		return "yes"
	}
	return "NO"
}

// printTable writes the table, as Markdown that can be read as it is.
func printTable(out io.Writer, lines []line) {
	cells := [][]string{{"what", "Luwte", "beside", "which is", "ratio", "target", "met"}}
	for _, l := range lines {
		cells = append(cells, []string{l.what, l.luwte.String(), l.reference.String(), l.beside, l.luwte.over(l.reference).String(), l.target.String(), l.met()})
	}
	widths := make([]int, len(cells[0]))
	for _, row := range cells {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for i, row := range cells {
		for j, cell := range row {
			fmt.Fprintf(out, "| %s%s ", cell, strings.Repeat(" ", widths[j]-utf8.RuneCountInString(cell)))
		}
		fmt.Fprintln(out, "|")
		if i == 0 {
			for _, w := range widths {
				fmt.Fprintf(out, "|%s", strings.Repeat("-", w+2))
			}
			fmt.Fprintln(out, "|")
		}
	}
}

// add adds what was measured in one turn.
func (l *line) add(luwte, reference float64) {
	l.luwte, l.reference = append(l.luwte, luwte), append(l.reference, reference)
}
