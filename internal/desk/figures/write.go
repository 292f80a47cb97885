package figures

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
)

// CSV returns the figures as a table of year, table, row, column and number, a hidden number being empty. Words are in the language.
func (y Year) CSV(language string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	put := func(table, row, column string, c Count) {
		n := fmt.Sprint(c.N)
		if c.Hidden {
			n = ""
		}
		_ = w.Write([]string{fmt.Sprint(y.Year), harmless(table), harmless(row), harmless(column), n}) // to memory
	}
	_ = w.Write([]string{"year", "table", "row", "column", "number"})
	put(words(language).total, "", "", y.Total)
	for _, t := range y.Tables {
		t.each(func(row, column *Value, c Count) {
			put(t.Title.In(language), title(row, language), title(column, language), c)
		})
	}
	w.Flush()
	return b.Bytes()
}

// harmless keeps a bureau's own words from being taken for a formula by a spreadsheet.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// JSON returns the figures as a Year's JSON: hidden numbers are null.
func (y Year) JSON() ([]byte, error) {
	b, err := json.MarshalIndent(y, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("figures of %d: %w", y.Year, err)
	}
	return append(b, '\n'), nil
}

// each calls fn for every cell; the column is nil where a table has one dimension.
func (t Table) each(fn func(row, column *Value, c Count)) {
	for i := range t.Rows {
		if len(t.Columns) == 0 {
			fn(&t.Rows[i], nil, t.Cells[i][0])
			continue
		}
		for j := range t.Columns {
			fn(&t.Rows[i], &t.Columns[j], t.Cells[i][j])
		}
	}
}

func title(v *Value, language string) string {
	if v == nil {
		return ""
	}
	return v.Title.In(language)
}

// said are the words that all tables have.
type said struct{ total, hidden, note, several, all string }

func words(language string) said {
	if language == "nl" {
		return said{"Alle zaken", "verborgen", "Aantallen onder 5 zijn verborgen, en wat nodig is om ze niet te kunnen uitrekenen.", "Een zaak kan meer dan één keer tellen.", "alles verborgen"}
	}
	return said{"All cases", "hidden", "Numbers under 5 are hidden, and what is needed so that they cannot be computed.", "A case may count more than once.", "all hidden"}
}
