package figures

// flow is a table with its margins as a network: from node 0 an arc to each row (its margin), from each row one to each column (the
// cell), from each column one to the last node (its margin). What enters a node leaves it, but for the first and the last: between them runs the
// total, which is published and no arc.
type flow struct {
	nodes int
	arcs  []arc
}

// arc carries a number: one that is published or hidden, or, where count is nil, one that stands nowhere.
type arc struct {
	from, to int
	n        int
	count    *Count
}

// newCrossed makes the network of a table of two dimensions and the two tables that are its margins.
func newCrossed(t, rows, columns *Table) *flow {
	f := &flow{nodes: 2 + len(t.Rows) + len(t.Columns)}
	last := f.nodes - 1
	for i, row := range t.Cells {
		for j := range row {
			f.add(1+i, 1+len(t.Rows)+j, &row[j])
		}
	}
	for i := range rows.Cells {
		f.add(0, 1+i, &rows.Cells[i][0])
	}
	for j := range columns.Cells {
		f.add(1+len(t.Rows)+j, last, &columns.Cells[j][0])
	}
	return f
}

// newSingle makes the network of a table of one dimension.
func newSingle(t *Table) *flow {
	f := &flow{nodes: 2 + len(t.Rows)}
	for i := range t.Cells {
		f.add(0, 1+i, &t.Cells[i][0])
		f.arcs = append(f.arcs, arc{1 + i, f.nodes - 1, t.Cells[i][0].N, nil})
	}
	return f
}

func (f *flow) add(from, to int, c *Count) { f.arcs = append(f.arcs, arc{from, to, c.N, c}) }

// plenty is more than any number of cases.
const plenty = 1 << 40

// knowledge is what a reader knows of a hidden number beside that it is whole and not negative.
type knowledge bool

const (
	nothing knowledge = false
	small   knowledge = true // whether it is under Least: more than anybody is told
)

// limits returns between what an arc's number lies to a reader.
func (a arc) limits(k knowledge) (low, high int) {
	switch {
	case a.count == nil:
		return 0, plenty
	case !a.count.Hidden:
		return a.n, a.n
	case k == nothing:
		return 0, plenty
	case a.n < Least:
		return 0, Least - 1
	}
	return Least, plenty
}

// residual returns how much more may run from each node to each other within the arcs' limits. The arc itself is left out.
func (f *flow) residual(without arc, k knowledge) [][]int {
	r := make([][]int, f.nodes)
	for i := range r {
		r[i] = make([]int, f.nodes)
	}
	for _, a := range f.arcs {
		if a != without {
			low, high := a.limits(k)
			r[a.from][a.to] += high - a.n
			r[a.to][a.from] += a.n - low
		}
	}
	return r
}

// bounds returns the least and the greatest that a hidden number may be to someone who has all that is published and knows so much more; in whole
// numbers, for so are all that bound it.
func (f *flow) bounds(a arc, k knowledge) (low, high int) {
	least, most := a.limits(k)
	less := push(f.residual(a, k), a.from, a.to, a.n-least)
	more := push(f.residual(a, k), a.to, a.from, most-a.n)
	return a.n - less, a.n + more
}

// push returns how much can run from one node to another, at most so much; r is used up (Edmonds and Karp).
func push(r [][]int, from, to, most int) (sum int) {
	for sum < most {
		before := shortest(r, from, to)
		if before == nil {
			break
		}
		n := most - sum
		for v := to; v != from; v = before[v] {
			n = min(n, r[before[v]][v])
		}
		for v := to; v != from; v = before[v] {
			r[before[v]][v] -= n
			r[v][before[v]] += n
		}
		sum += n
	}
	return sum
}

// shortest returns the node before each on a shortest path, or nil if there is none.
func shortest(r [][]int, from, to int) []int {
	before := make([]int, len(r))
	for i := range before {
		before[i] = -1
	}
	before[from] = from
	queue := []int{from}
	for len(queue) > 0 && before[to] < 0 {
		u := queue[0]
		queue = queue[1:]
		for v, room := range r[u] {
			if room > 0 && before[v] < 0 {
				before[v] = u
				queue = append(queue, v)
			}
		}
	}
	if before[to] < 0 {
		return nil
	}
	return before
}
