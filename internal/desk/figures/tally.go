package figures

import "strings"

// Tally is what is kept of cases that are no longer there: how many had each value, or pair of values that are counted together, and nothing of which case had which. It
// has what the tables need and no more. A key is "dimension=value", or two with a comma between; the empty one has the total. IDs are those of forms, which
// have neither sign.
type Tally map[string]int

// Add counts a case. Values that the scheme has not, a bureau's own words among them, become Other.
func (s Scheme) Add(t Tally, c Counted) {
	t[""]++
	crossed := map[string]bool{}
	for _, pair := range s.Crossed {
		a, b := s.dimension(pair[0]), s.dimension(pair[1])
		crossed[a.ID], crossed[b.ID] = true, true
		for _, x := range s.parts(a, c) {
			for _, y := range s.parts(b, c) {
				t[x+","+y]++
			}
		}
	}
	for _, d := range s.Dimensions {
		if crossed[d.ID] {
			continue
		}
		for _, x := range s.parts(d, c) {
			t[x]++
		}
	}
}

// parts are the parts of a key for a case's values of a dimension.
func (s Scheme) parts(d Dimension, c Counted) (all []string) {
	rows := s.rows(d)
	for _, i := range indexes(rows, c.values(d.ID)) {
		all = append(all, d.ID+"="+rows[i].ID)
	}
	return all
}

// add adds a tally to a table.
func (t *Table) add(kept Tally, a string, b *Dimension) {
	for key, n := range kept {
		values := map[string]string{}
		for part := range strings.SplitSeq(key, ",") {
			dimension, value, _ := strings.Cut(part, "=")
			values[dimension] = value
		}
		row, ok := values[a]
		if !ok {
			continue
		}
		columns := []int{0}
		if b != nil {
			column, ok := values[b.ID]
			if !ok {
				continue
			}
			columns = indexes(t.Columns, []string{column})
		}
		for _, i := range indexes(t.Rows, []string{row}) {
			for _, j := range columns {
				t.Cells[i][j].N += n
			}
		}
	}
}

// total is how many cases some tallies count.
func total(kept []Tally) (n int) {
	for _, t := range kept {
		n += t[""]
	}
	return n
}
