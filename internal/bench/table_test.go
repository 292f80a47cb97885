package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestSeries_MedianAndSpread_AreThoseOfTheFigures(t *testing.T) {
	for _, c := range []struct {
		s    series
		want string
	}{
		{nil, ""}, {series{3}, "3.00"}, {series{30, 10, 20}, "20.0 (10.0–30.0)"}, {series{1, 2, 3, 1000}, "2.50 (1.00–1000)"},
	} {
		if got := c.s.String(); got != c.want {
			t.Errorf("%v is %q, expected %q", []float64(c.s), got, c.want)
		}
	}
	// Turn by turn: the machine was slower in the second one, for both.
	if got := (series{10, 1}).over(series{20, 2}); got.String() != "0.50 (0.50–0.50)" {
		t.Error(got)
	}
}

func TestTable_Targets_AreMetOrNot(t *testing.T) {
	for _, c := range []struct {
		l    line
		want string
	}{
		{line{luwte: series{80}, reference: series{100}, target: ratioAtLeast(0.8)}, "yes"},
		{line{luwte: series{79}, reference: series{100}, target: ratioAtLeast(0.8)}, "NO"},
		{line{luwte: series{12}, reference: series{10}, target: ratioAtMost(1.2)}, "yes"},
		{line{luwte: series{13}, reference: series{10}, target: ratioAtMost(1.2)}, "NO"},
		{line{luwte: series{24, 30, 20}, target: atMost(25)}, "yes"},
		{line{luwte: series{26}, target: atMost(25)}, "NO"},
		{line{target: atMost(25)}, "NO"}, // nothing was measured
		{line{luwte: series{26}}, ""},
	} {
		if got := c.l.met(); got != c.want {
			t.Errorf("%+v: %q, expected %q", c.l, got, c.want)
		}
	}
}

func TestTable_Printed_IsAligned(t *testing.T) {
	var out bytes.Buffer
	printTable(&out, []line{{what: "a", luwte: series{1, 2, 3}}, {what: "longer", luwte: series{100}, beside: "ß", reference: series{50}, target: ratioAtLeast(1)}})
	rows := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(rows) != 4 || !strings.Contains(rows[3], "| longer | 100 ") || !strings.Contains(rows[3], "| 2.00  | ≥ 1.00 | yes |") {
		t.Errorf("%s", out.String())
	}
	for _, row := range rows {
		if len([]rune(row)) != len([]rune(rows[0])) {
			t.Errorf("not aligned:\n%s", out.String())
		}
	}
}
