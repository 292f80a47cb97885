package figures

import (
	"cmp"
	"slices"
)

// Least is the smallest number that is published.
const Least = 5

// Publish returns the figures with every number under Least hidden, zeros too, and with it what is needed so that none can be computed from the
// rest. In a year with fewer cases than Least nothing is left.
//
// What it promises: whoever has everything that is published of one year finds for each number under Least that it may still be any from 0 to 4, even
// if he knows which of the hidden numbers are that small, unless a table is hidden whole; and for each other hidden number that it may be at
// least two. This is exact: a table of two dimensions, its two margins (which are published as tables of one dimension) and the total are a flow, of which the smallest and the greatest
// that an arc can carry are computed. Tables that share no margin share only the total, which is published: any two of them that agree in it
// are the counts of some list of cases, so together they tell no more than each does. A table in which a case may count several times adds up to
// nothing that is published.
//
// What it cannot: take away what is known from elsewhere (who knows one of the cases, knows one more), what relations between dimensions the
// bureau's own form makes (if only one kind of report asks for the position), or the difference between two editions of the same year's
// figures, or between two bureaus' and their sum. Publish a year once, when it is over. Who runs this program over every list of numbers that there
// may have been may narrow a hidden number further, for it hides the cheapest beside it; never to one, in the tables that a test tries so.
func (s Scheme) Publish(y Year) Year {
	out := Year{Year: y.Year, Published: true, Total: y.Total}
	for _, t := range y.Tables {
		t.Cells = slices.Clone(t.Cells)
		for i := range t.Cells {
			t.Cells[i] = slices.Clone(t.Cells[i])
		}
		out.Tables = append(out.Tables, t)
	}
	if y.Total.N < Least {
		out.hideAll()
		return out
	}
	done := map[string]bool{}
	for _, pair := range s.Crossed {
		rows, columns := out.table(pair[0]), out.table(pair[1])
		protect(newCrossed(out.table(pair[0]+"-"+pair[1]), rows, columns))
		done[pair[0]], done[pair[1]], done[pair[0]+"-"+pair[1]] = true, true, true
	}
	for i := range out.Tables {
		switch t := &out.Tables[i]; {
		case done[t.ID]:
		case t.Several:
			hideSmall(t)
		default:
			protect(newSingle(t))
		}
	}
	out.blank()
	return out
}

func (y *Year) table(id string) *Table {
	return &y.Tables[slices.IndexFunc(y.Tables, func(t Table) bool { return t.ID == id })]
}

// each calls fn for every cell.
func (y *Year) each(fn func(*Count)) {
	for _, t := range y.Tables {
		for _, row := range t.Cells {
			for j := range row {
				fn(&row[j])
			}
		}
	}
}

func (y *Year) hideAll() {
	y.Total = Count{Hidden: true}
	y.each(func(c *Count) { *c = Count{Hidden: true} })
}

// blank takes the numbers of what is hidden out.
func (y *Year) blank() {
	y.each(func(c *Count) {
		if c.Hidden {
			c.N = 0
		}
	})
}

func hideSmall(t *Table) {
	for _, row := range t.Cells {
		for j := range row {
			row[j].Hidden = row[j].N < Least
		}
	}
}

// protect hides the numbers under Least of a flow, and then others, one at a time, until all are safe or
// nothing is left.
func protect(f *flow) {
	for i := range f.arcs {
		if a := &f.arcs[i]; a.count != nil {
			a.count.Hidden = a.count.N < Least
		}
	}
	for {
		unsafe := slices.IndexFunc(f.arcs, func(a arc) bool { return !f.safe(a) })
		if unsafe < 0 {
			return
		}
		next := f.next(f.arcs[unsafe])
		if next == nil {
			return // all is hidden but the total
		}
		next.Hidden = true
	}
}

// safe says whether a hidden number is hidden well enough.
func (f *flow) safe(a arc) bool {
	if a.count == nil || !a.count.Hidden {
		return true
	}
	if a.count.N < Least {
		low, high := f.bounds(a, small)
		return low == 0 && high == Least-1
	}
	low, high := f.bounds(a, nothing)
	return low < high
}

// next returns the number that is to be hidden for the sake of a: of those that make it safe the one that costs least, else the one
// that costs least beside it. A cell within a table costs less than a margin, which is a table of its own; then the smaller number.
func (f *flow) next(a arc) *Count {
	type candidate struct {
		count       *Count
		enough, far bool
		margin      bool
	}
	var best *candidate
	better := func(x, y *candidate) bool {
		return cmp.Or(-compare(x.enough, y.enough), compare(x.far, y.far), compare(x.margin, y.margin), cmp.Compare(x.count.N, y.count.N)) < 0
	}
	for _, b := range f.arcs {
		if b.count == nil || b.count.Hidden {
			continue
		}
		c := &candidate{count: b.count, margin: b.from == 0 || b.to == f.nodes-1, far: b.from != a.from && b.to != a.to && b.from != a.to && b.to != a.from}
		b.count.Hidden = true
		c.enough = f.safe(a)
		b.count.Hidden = false
		if best == nil || better(c, best) {
			best = c
		}
	}
	if best == nil {
		return nil
	}
	return best.count
}

// compare orders false before true.
func compare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
