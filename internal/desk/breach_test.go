package desk

import (
	"errors"
	"strings"
	"testing"

	"luwte/crypto/message"
	"luwte/internal/desk/clocks"
	"luwte/internal/desk/worksheet"
)

// TestWorksheet_OfABreach_IsKeptUnderTheCasesKey has what was noted stay through another opening and through a new key of the case, with what the report says in what is empty.
func TestWorksheet_OfABreach_IsKeptUnderTheCasesKey(t *testing.T) {
	w := newWorld(t)
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Keeper)
	m := w.coder().reportMessage("Een lek.")
	m.Topic, m.Answers = "leak", []message.Answer{{ID: "system", Question: "Welke gegevens?", Values: []string{"vehicles"}, Answer: "Kentekens"}}
	id := w.sole(w.bring(w.seal(m))).Case
	set := func(s *worksheet.Sheet) error { return s.Set("people", "PLANTED people") }
	if err := w.desk.ChangeWorksheet(id, set); !errors.Is(err, ErrNoBreach) {
		t.Errorf("no breach: %v", err)
	}
	now := w.desk.Minute()
	w.must(w.desk.ChangeTimes(id, TimesChange{Breach: &now}))
	w.must(w.desk.ChangeWorksheet(id, set))
	if err := w.desk.ChangeWorksheet(id, func(s *worksheet.Sheet) error { return s.Set("severity", "huge") }); !errors.Is(err, worksheet.ErrValue) {
		t.Errorf("a value that is none: %v", err)
	}
	w.must(w.desk.Notified(id, now, "AP-1"))
	w.must(w.desk.Exclude(id, "Bram Kok"))
	w.enter("Anna Bos")
	s, err := w.desk.Worksheet(id)
	w.must(err)
	if s.Values["people"] != "PLANTED people" || s.Values["categories"] != "vehicle" || s.Values["aware"] != now.String() || s.Values["earlier"] != "AP-1" || s.Phase != worksheet.Supplementary {
		t.Errorf("%+v", s)
	}
	if got := w.standing(id); !strings.Contains(got, "breach "+string(clocks.Met)) {
		t.Errorf("notified: %s", got)
	}
	book, err := w.desk.Breaches()
	if err != nil || len(book) != 1 || book[0].Case != id || book[0].Notified != now.String() {
		t.Errorf("%+v, %v", book, err)
	}
	text := worksheet.BookText(worksheet.Head{Language: "nl"}, book)
	for _, want := range []string{"PLANTED people", "Kenteken of voertuig", "nummer AP-1", "ONTBREEKT NOG", "nog niet besloten"} {
		if !strings.Contains(text, want) {
			t.Errorf("the register of breaches lacks %q:\n%s", want, text)
		}
	}
	w.enter("Bram Kok")
	if book, err := w.desk.Breaches(); err != nil || len(book) != 0 {
		t.Errorf("for who was shut out: %+v, %v", book, err)
	}
}
