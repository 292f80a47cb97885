package desk

import (
	"slices"
	"strings"
	"testing"
)

func TestTimeline_OfAConversation_SaysWhatHappenedInOrder(t *testing.T) {
	w := newWorld(t)
	one, next := w.coder(), w.coder()
	id := w.sole(w.bring(one.report("Een."))).Case
	_, err := w.desk.Show(id, 0)
	w.must(err)
	_, err = w.desk.Show(id, 0)
	w.must(err)
	_, err = w.desk.Reply(id, "Wanneer was dat?")
	w.must(err)
	w.export()
	w.days(2)
	w.bring(one.turn(next, "Gisteren.", []int{1}))
	w.must(w.desk.AddNote(id, "Gebeld."))
	w.export()
	all, err := w.desk.Timeline(id)
	w.must(err)
	var got []string
	for _, h := range all {
		line := h.What
		if h.Detail != "" && h.What != "timeline" {
			line += " " + h.Detail
		}
		if h.Times > 1 {
			line += " twice"
		}
		got = append(got, line)
	}
	want := []string{"new case", "show twice", "reply", "first published receipt", "first published answer", "turn", "read answers 1", "case-note", "timeline", "first published receipt"}
	if !slices.Equal(got, want) {
		t.Errorf("%s\nexpected\n%s", strings.Join(got, "; "), strings.Join(want, "; "))
	}
	if first, last := all[0].Day, all[len(all)-1].Day; last != first+2 || !all[0].Time.IsZero() || all[1].Time.IsZero() || all[1].By != "alice" {
		t.Errorf("%+v", all)
	}
}
