package figures

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// crossed makes a scheme of two dimensions that are crossed, and cases with these numbers.
func crossed(cells [][]int) (Scheme, []Counted) {
	rows, columns := Dimension{ID: Position, Title: Texts{"en": "P"}}, Dimension{ID: Criminals, Title: Texts{"en": "C"}}
	var all []Counted
	for i, row := range cells {
		rows.Values = append(rows.Values, Value{ID: fmt.Sprint("r", i)})
		for j, n := range row {
			if i == 0 {
				columns.Values = append(columns.Values, Value{ID: fmt.Sprint("c", j)})
			}
			for range n {
				all = append(all, Counted{Year: 2026, Position: fmt.Sprint("r", i), Criminals: fmt.Sprint("c", j)})
			}
		}
	}
	// Rows for "other" and "not known" would only blow up what is enumerated: the last values stand for them.
	rows.Values[len(rows.Values)-1].ID, columns.Values[len(columns.Values)-1].ID = Other, Other
	for i := range all {
		if all[i].Position == fmt.Sprint("r", len(cells)-1) {
			all[i].Position = Other
		}
		if all[i].Criminals == fmt.Sprint("c", len(cells[0])-1) {
			all[i].Criminals = Other
		}
	}
	return Scheme{Dimensions: []Dimension{rows, columns}, Crossed: [][2]string{{Position, Criminals}}}, all
}

// ranges enumerates every table of whole, not negative numbers that agrees with all that is published, and returns the least and the greatest
// value of each cell and margin over all of them. It knows nothing of flows.
func ranges(y Year, rows, columns, total int) (cells, margins [2]map[[2]int]int, found int) {
	for k := range 2 {
		cells[k], margins[k] = map[[2]int]int{}, map[[2]int]int{}
	}
	p, c, x := y.table(Position), y.table(Criminals), y.table(Position+"-"+Criminals)
	guess := make([][]int, rows)
	for i := range guess {
		guess[i] = make([]int, columns)
	}
	note := func(of *[2]map[[2]int]int, key [2]int, n int) {
		if was, ok := of[0][key]; !ok || n < was {
			of[0][key] = n
		}
		of[1][key] = max(of[1][key], n)
	}
	agrees := func(shown Count, n int) bool { return shown.Hidden || shown.N == n }
	sumOf := func(i, j int) (row, column int) {
		for k := range columns {
			row += guess[i][k]
		}
		for k := range rows {
			column += guess[k][j]
		}
		return row, column
	}
	check := func() {
		for i := range rows {
			for j := range columns {
				row, column := sumOf(i, j)
				if !agrees(p.Cells[i][0], row) || !agrees(c.Cells[j][0], column) {
					return
				}
			}
		}
		found++
		for i := range rows {
			for j := range columns {
				row, column := sumOf(i, j)
				note(&cells, [2]int{i, j}, guess[i][j])
				note(&margins, [2]int{0, i}, row)
				note(&margins, [2]int{1, j}, column)
			}
		}
	}
	var fill func(at, left int)
	fill = func(at, left int) {
		i, j := at/columns, at%columns
		if at == rows*columns {
			if left == 0 {
				check()
			}
			return
		}
		low, high := 0, left
		if shown := x.Cells[i][j]; !shown.Hidden {
			low, high = shown.N, min(left, shown.N)
		}
		for n := low; n <= high; n++ {
			guess[i][j] = n
			fill(at+1, left-n)
		}
		guess[i][j] = 0
	}
	fill(0, total)
	return cells, margins, found
}

func randomCells(r *rand.Rand, rows, columns, most int) (cells [][]int, total int) {
	for range rows {
		row := make([]int, columns)
		for j := range row {
			row[j] = r.IntN(1 + r.IntN(most))
			total += row[j]
		}
		cells = append(cells, row)
	}
	return cells, total
}

// TestPublish_SmallTables_EveryTableThatAgreesIsTried shows by trying them all that no hidden number can be found out, across a table and its two
// margins, and that the bounds which the program computes are those.
func TestPublish_SmallTables_EveryTableThatAgreesIsTried(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	hidden, beyond := 0, 0
	for range 150 {
		rows, columns := 1+r.IntN(3), 1
		numbers, total := randomCells(r, rows, columns, 12)
		if total > 10 {
			continue
		}
		scheme, all := crossed(numbers)
		exact := scheme.Of(2026, all)
		y := scheme.Publish(exact)
		if y.Total.Hidden != (total < Least) {
			t.Fatalf("total %d: %+v", total, y.Total)
		}
		if y.Total.Hidden {
			continue // nothing is published
		}
		shape := y.table(Position + "-" + Criminals)
		cells, margins, found := ranges(y, len(shape.Rows), len(shape.Columns), total)
		if found == 0 {
			t.Fatal("what is published does not agree with the cases")
		}
		judge := func(what string, shown Count, n, low, high int) {
			if n < Least && !shown.Hidden {
				t.Fatalf("%v: %s is %d and shown", numbers, what, n)
			}
			if !shown.Hidden && shown.N != n {
				t.Fatalf("%v: %s is %d, shown as %d", numbers, what, n, shown.N)
			}
			if shown.Hidden {
				hidden++
				if n >= Least {
					beyond++
				}
				if shown.N != 0 {
					t.Fatalf("%v: the hidden %s still has its number", numbers, what)
				}
				if low >= high || n < Least && (low > 0 || high < Least-1) {
					t.Fatalf("%v: %s is %d, hidden, and can only be %d to %d", numbers, what, n, low, high)
				}
			}
		}
		for i := range shape.Rows {
			for j := range shape.Columns {
				judge("cell", shape.Cells[i][j], exact.table(shape.ID).Cells[i][j].N, cells[0][[2]int{i, j}], cells[1][[2]int{i, j}])
			}
			judge("row", y.table(Position).Cells[i][0], exact.table(Position).Cells[i][0].N, margins[0][[2]int{0, i}], margins[1][[2]int{0, i}])
		}
		for j := range shape.Columns {
			judge("column", y.table(Criminals).Cells[j][0], exact.table(Criminals).Cells[j][0].N, margins[0][[2]int{1, j}], margins[1][[2]int{1, j}])
		}
	}
	if hidden < 300 || beyond < 20 {
		t.Errorf("only %d hidden, %d of them not small", hidden, beyond)
	}
}

// TestBounds_AnyHiddenCells_AreThoseOfAllTables compares the flow with trying all, whatever is hidden.
func TestBounds_AnyHiddenCells_AreThoseOfAllTables(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 60 {
		numbers, total := randomCells(r, 2, 1, 6)
		scheme, all := crossed(numbers)
		y := scheme.Of(2026, all)
		y.each(func(c *Count) { c.Hidden = r.IntN(2) == 0 })
		rows, columns, x := y.table(Position), y.table(Criminals), y.table(Position+"-"+Criminals)
		cells, margins, _ := ranges(y, len(x.Rows), len(x.Columns), total)
		f := newCrossed(x, rows, columns)
		for _, a := range f.arcs {
			if !a.count.Hidden {
				continue
			}
			low, high := f.bounds(a, nothing)
			of, key := &cells, [2]int{a.from - 1, a.to - 1 - len(x.Rows)}
			switch {
			case a.from == 0:
				of, key = &margins, [2]int{0, a.to - 1}
			case a.to == f.nodes-1:
				of, key = &margins, [2]int{1, a.from - 1 - len(x.Rows)}
			}
			if low != of[0][key] || high != of[1][key] {
				t.Fatalf("%v: %d to %d, expected %d to %d", numbers, low, high, of[0][key], of[1][key])
			}
		}
	}
}

// TestPublish_ReaderKnowsTheProgram_StillFindsNothing: a reader may run the program over every list of numbers and keep those that give what was
// published. For a table of one dimension all of them are tried.
func TestPublish_ReaderKnowsTheProgram_StillFindsNothing(t *testing.T) {
	const values, most = 4, 18 // with the row for what is not known
	scheme := Scheme{Dimensions: []Dimension{{ID: Outcome, Values: []Value{{ID: "a"}, {ID: "b"}, {ID: Other}}}}}
	possible := map[string][][]int{}
	var fill func(numbers []int, left int)
	fill = func(numbers []int, left int) {
		if len(numbers) < values {
			for n := range left + 1 {
				fill(append(slices.Clone(numbers), n), left-n)
			}
			return
		}
		y := scheme.Of(2026, nil)
		for i, n := range numbers {
			y.Tables[0].Cells[i][0].N = n
			y.Total.N += n
		}
		shown, err := json.Marshal(scheme.Publish(y))
		if err != nil {
			t.Fatal(err)
		}
		possible[string(shown)] = append(possible[string(shown)], numbers)
	}
	fill(nil, most)
	for shown, lists := range possible {
		var y struct{ Tables []struct{ Cells [][]*int } }
		if err := json.Unmarshal([]byte(shown), &y); err != nil {
			t.Fatal(err)
		}
		for i := range values {
			seen := map[int]bool{}
			for _, numbers := range lists {
				seen[numbers[i]] = true
			}
			if y.Tables[0].Cells[i][0] == nil && len(seen) < 2 {
				t.Errorf("%s: value %d can only be %v", shown, i, seen)
			}
		}
	}
	if len(possible) < 50 {
		t.Errorf("only %d publications", len(possible))
	}
}

// TestPublish_WholeScheme_EveryBoundHasATable takes years of some size: what is computed is believed only with a table at each bound that agrees with
// all that is published.
func TestPublish_WholeScheme_EveryBoundHasATable(t *testing.T) {
	scheme, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for seed, n := range []int{0, 3, 5, 9, 40, 150, 700} {
		exact := scheme.Of(2026, sample(scheme, uint64(seed), n))
		y := scheme.Publish(exact)
		if n < Least && shown(y) > 0 || n >= 150 && shown(y) < 20 {
			t.Errorf("%d cases: %d numbers are shown", n, shown(y))
		}
		if n < Least {
			continue
		}
		for _, f := range flows(scheme, y, exact) {
			for _, a := range f.arcs {
				if a.count == nil || !a.count.Hidden {
					continue
				}
				low, high := f.bounds(a, nothing)
				if a.n < Least && (low > 0 || high < Least-1) || low >= high {
					t.Errorf("%d cases: a hidden %d can be %d to %d", n, a.n, low, high)
				}
				f.witness(t, a, low)
				f.witness(t, a, min(high, low+Least))
			}
		}
	}
}

// flows rebuilds the networks of what is published, with the exact numbers in them.
func flows(s Scheme, y, exact Year) (all []*flow) {
	for i := range exact.Tables {
		for j, row := range exact.Tables[i].Cells {
			for k := range row {
				row[k].Hidden = y.Tables[i].Cells[j][k].Hidden
			}
		}
	}
	for _, pair := range s.Crossed {
		all = append(all, newCrossed(exact.table(pair[0]+"-"+pair[1]), exact.table(pair[0]), exact.table(pair[1])))
	}
	for _, id := range []string{Class, Acknowledged, Informed} {
		all = append(all, newSingle(exact.table(id)))
	}
	return all
}

// witness makes a table in which the arc has this number, and checks that it is one and agrees with what is published.
func (f *flow) witness(t *testing.T, a arc, want int) {
	t.Helper()
	r := f.residual(a, nothing)
	if d := want - a.n; d < 0 {
		push(r, a.from, a.to, -d)
	} else {
		push(r, a.to, a.from, d)
	}
	balance := make([]int, f.nodes)
	for _, b := range f.arcs {
		n := b.n
		switch {
		case b == a:
			n = want
		case b.count == nil || b.count.Hidden:
			n = r[b.to][b.from] // what could run back is what runs
		}
		if n < 0 || b.count != nil && !b.count.Hidden && n != b.count.N {
			t.Fatalf("the table for %d has %d where %+v is published", want, n, b.count)
		}
		balance[b.from] -= n
		balance[b.to] += n
	}
	total := 0
	for _, b := range f.arcs {
		if b.from == 0 {
			total += b.n
		}
	}
	balance[0], balance[f.nodes-1] = balance[0]+total, balance[f.nodes-1]-total
	if slices.ContainsFunc(balance, func(n int) bool { return n != 0 }) {
		t.Fatalf("the table for %d does not add up: %v", want, balance)
	}
}

// shown counts the numbers that are.
func shown(y Year) (n int) {
	y.each(func(c *Count) {
		if !c.Hidden {
			n++
		}
	})
	return n
}

// sample returns cases as uneven as those of a bureau.
func sample(s Scheme, seed uint64, n int) (all []Counted) {
	r := rand.New(rand.NewPCG(seed, 9))
	pick := func(id string) string {
		values := s.dimension(id).Values
		if i := int(r.ExpFloat64() * 2); i < len(values) {
			return values[i].ID
		}
		return ""
	}
	term := func(most int) Term { d := r.IntN(most); return Term{r.IntN(8) > 0, d, d > most*9/10} }
	for range n {
		c := Counted{Year: 2026, Kind: pick(Kind), Class: pick(Class), Position: pick(Position), Criminals: pick(Criminals), Outcome: pick(Outcome), Acknowledged: term(9), Informed: term(100)}
		for range r.IntN(3) {
			c.Data = append(c.Data, pick(Data))
		}
		all = append(all, c)
	}
	return all
}
