package figures

import (
	"reflect"
	"strings"
	"testing"
)

// TestAdd_CasesThatAreGone_CountAsIfTheyWereThere: but for the days, which only the bureau's own figures have.
func TestAdd_CasesThatAreGone_CountAsIfTheyWereThere(t *testing.T) {
	s, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	all := sample(s, 4, 60)
	all[0].Outcome, all[1].Kind, all[2].Data = "in woorden van het bureau", "", []string{"persons", "PLANTED"}
	a, b := Tally{}, Tally{}
	for _, c := range all[20:40] {
		s.Add(a, c)
	}
	for _, c := range all[:20] {
		s.Add(b, c)
	}
	whole, kept := s.Of(2026, all), s.Of(2026, all[40:], a, b)
	whole.Acknowledged, whole.Informed, kept.Acknowledged, kept.Informed = nil, nil, nil, nil
	if !reflect.DeepEqual(whole, kept) || !reflect.DeepEqual(s.Publish(whole), s.Publish(kept)) {
		t.Errorf("%+v\n%+v", whole, kept)
	}
	for key := range b {
		if strings.Contains(key, "woorden") || strings.Contains(key, "PLANTED") || strings.Count(key, "=") > 2 {
			t.Errorf("%q says more than the tables need", key)
		}
	}
}
