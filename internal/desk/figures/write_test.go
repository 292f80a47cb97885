package figures

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

// TestWrite_ForPublication_HiddenNumbersAreNowhere compares all that is written of figures with what is written of others that differ in a hidden number.
func TestWrite_ForPublication_HiddenNumbersAreNowhere(t *testing.T) {
	s, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	written := func(outcome ...int) string {
		y := s.Of(2026, nil)
		y.Total.N = 60
		for i, n := range outcome {
			y.table(Data).Cells[i][0].N = n
		}
		p := s.Publish(y)
		data, err := p.JSON()
		if err != nil {
			t.Fatal(err)
		}
		return string(p.CSV("nl")) + string(data) + string(p.table(Data).SVG(2026, "nl"))
	}
	if written(20, 4, 9) != written(20, 1, 9) || written(20, 4, 9) == written(20, 4, 10) {
		t.Error("what is written differs by a hidden number, or by none")
	}
}

func TestCSV_Formulas_AreText(t *testing.T) {
	y := Year{Year: 2026, Tables: []Table{{Title: Texts{"en": "=1+1"}, Rows: []Value{{Title: Texts{"en": "a,\"b\"\nc"}}, {Title: Texts{"en": "@x"}}}, Cells: [][]Count{{{N: 7}}, {{Hidden: true}}}}}}
	rows, err := csv.NewReader(bytes.NewReader(y.CSV("en"))).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("%v, %v", rows, err)
	}
	if strings.Join(rows[2], "|") != "2026|'=1+1|a,\"b\"\nc||7" || strings.Join(rows[3], "|") != "2026|'=1+1|'@x||" {
		t.Errorf("%q", rows)
	}
}

// TestSVG_HostileWords_AreTextAndNothingRuns reads the picture as XML.
func TestSVG_HostileWords_AreTextAndNothingRuns(t *testing.T) {
	evil := `<script>alert(1)</script>" onload="x` + "\x00\x1b"
	table := Table{Title: Texts{"en": evil}, Rows: []Value{{Title: Texts{"en": evil}}, {Title: Texts{"en": strings.Repeat("é", 300)}}}, Cells: [][]Count{{{N: 7}}, {{Hidden: true}}}}
	d := xml.NewDecoder(bytes.NewReader(table.SVG(2026, "en")))
	seen := map[string]int{}
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			seen[e.Name.Local]++
			for _, a := range e.Attr {
				if strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Name.Local, "href") {
					t.Errorf("attribute %s", a.Name.Local)
				}
			}
		}
	}
	if len(seen) != 5 || seen["svg"] != 1 || seen["title"] != 1 || seen["desc"] != 1 || seen["text"] < 5 || seen["rect"] != 3 {
		t.Errorf("elements: %v", seen)
	}
}

// TestSVG_DefaultScheme_SaysItsNumbersInTheDescription: who cannot see the bars has the same from the description.
func TestSVG_DefaultScheme_SaysItsNumbersInTheDescription(t *testing.T) {
	s, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	exact := s.Of(2026, sample(s, 7, 180))
	for _, y := range []Year{exact, s.Publish(exact)} {
		for _, table := range y.Tables {
			svg := string(table.SVG(2026, "nl"))
			_, desc, _ := strings.Cut(svg, `<desc id="desc">`)
			desc, _, _ = strings.Cut(desc, "</desc>")
			if strings.Count(desc, ":") < len(table.Rows) || !strings.Contains(svg, `role="img" aria-labelledby="title desc"`) {
				t.Errorf("%s: %s", table.ID, desc)
			}
			if strings.Contains(svg, "stroke-dasharray") != strings.Contains(desc, "verborgen") || !y.Published && strings.Contains(desc, "verborgen") {
				t.Errorf("%s says otherwise what is hidden: %s", table.ID, desc)
			}
		}
	}
}
