package figures

import (
	"slices"
	"testing"

	"luwte/internal/desk/form"
)

// TestDefault_Scheme_GoesWithTheDefaultForm: an option of the form that the figures lack would all be counted as something else.
func TestDefault_Scheme_GoesWithTheDefaultForm(t *testing.T) {
	s, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	f, err := form.Default()
	if err != nil {
		t.Fatal(err)
	}
	kinds := s.dimension(Kind).Values
	for i, topic := range f.Topics {
		if kinds[i].ID != topic.ID || kinds[i].Title["nl"] != topic.Title["nl"] {
			t.Errorf("kind %s is not topic %s", kinds[i].ID, topic.ID)
		}
	}
	asked := map[string]bool{}
	for question, dimension := range map[string]string{"leak/position": Position, "leak/criminals": Criminals, "leak/system": Data, "approached/system": Data, "pressure/system": Data, "breach/class": Class,
		"pressure/position": Position, "pressure/criminals": Criminals, "breach/system": Data, "breach/position": Position, "breach/criminals": Criminals} {
		for _, topic := range f.Topics {
			for _, q := range topic.Questions {
				if topic.ID+"/"+q.ID != question {
					continue
				}
				asked[question] = true
				for _, o := range q.Options {
					if o.ID != "unsure" && o.ID != Other && !slices.ContainsFunc(s.dimension(dimension).Values, func(v Value) bool { return v.ID == o.ID }) {
						t.Errorf("%s: the figures have no %s", question, o.ID)
					}
				}
			}
		}
	}
	if len(asked) != 11 {
		t.Errorf("the form asks only %v", asked)
	}
	for _, d := range s.Dimensions {
		for _, v := range append(slices.Clone(d.Values), Value{d.ID, d.Title}) {
			if v.Title["nl"] == "" || v.Title["en"] == "" {
				t.Errorf("%s/%s lacks words", d.ID, v.ID)
			}
		}
	}
	for _, pair := range s.Crossed {
		s.dimension(pair[0])
		s.dimension(pair[1])
	}
}

func TestOf_Cases_CountsEachOnceInItsYear(t *testing.T) {
	s, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	all := []Counted{
		{Year: 2026, Kind: "leak", Position: "counter", Data: []string{"persons", "vehicles", "persons"}, Criminals: "yes", Outcome: "founded", Acknowledged: Term{true, 1, false}, Informed: Term{true, 40, false}},
		{Year: 2026, Kind: "leak", Position: "a new one", Criminals: "", Outcome: "open", Acknowledged: Term{true, 9, true}},
		{Year: 2025, Kind: "leak"},
	}
	y := s.Of(2026, all)
	n := func(table, row string) int {
		t := y.table(table)
		return t.Cells[slices.IndexFunc(t.Rows, func(v Value) bool { return v.ID == row })][0].N
	}
	for _, c := range []struct {
		table, row string
		want       int
	}{
		{Kind, "leak", 2}, {Kind, "breach", 0}, {Position, "counter", 1}, {Position, Other, 1}, {Data, "persons", 1}, {Data, "vehicles", 1}, {Criminals, "yes", 1},
		{Criminals, Unknown, 1}, {Class, Unknown, 2}, {Acknowledged, Quick, 1}, {Acknowledged, Late, 1}, {Informed, InTime, 1}, {Informed, NotYet, 1},
	} {
		if got := n(c.table, c.row); got != c.want {
			t.Errorf("%s/%s: %d", c.table, c.row, got)
		}
	}
	x := y.table(Position + "-" + Criminals)
	if x.Cells[0][0].N != 1 || y.Total.N != 2 || *y.Acknowledged != (Days{2, 9, 9}) || *y.Informed != (Days{1, 40, 40}) {
		t.Errorf("%+v, %+v, %+v, %+v", x.Cells, y.Total, y.Acknowledged, y.Informed)
	}
	p := s.Publish(s.Of(2026, sample(s, 1, 50)))
	if p.Acknowledged != nil || p.Informed != nil || !p.Published {
		t.Error("days of single cases are published")
	}
}
