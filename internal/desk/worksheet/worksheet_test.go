package worksheet

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"luwte/internal/desk/form"
)

func empty(t *testing.T) *Sheet {
	t.Helper()
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// leak is a report as the default form asks it.
var leak = []Answer{
	{ID: "danger", Question: "Bent u nu in gevaar?", Values: []string{"no"}, Answer: "Nee"},
	{ID: "system", Question: "Welke gegevens lekken er?", Values: []string{"persons", "vehicles"}, Answer: "Gegevens van personen (BRP), Kentekens"},
	{ID: "position", Question: "Vanuit wat voor functie lekken de gegevens?", Values: []string{"counter"}, Answer: "Loket of burgerzaken"},
	{ID: "receiver", Question: "Naar wie gaan de gegevens, voor zover u weet?", Answer: "Naar mijn zwager Bert, ik zat naast hem."},
	{ID: "criminals", Question: "Komen de gegevens bij criminelen terecht?", Values: []string{"suspected"}, Answer: "Ik vermoed het"},
	{ID: "ongoing", Question: "Gaat het nog door?", Values: []string{"yes"}, Answer: "Ja"},
}

// TestFields_Order_IsTheForms, and every field can be read, in both languages, with conditions and sources that there are.
func TestFields_Order_IsTheForms(t *testing.T) {
	s := empty(t)
	ids := map[string]*Field{}
	for i, section := range s.sections {
		if section.Number != i || section.Title["nl"] == "" || section.Title["en"] == "" {
			t.Errorf("section %d: %+v", i, section)
		}
		for j := range section.Fields {
			f := &section.Fields[j]
			if ids[f.ID] != nil || f.Title["nl"] == "" || f.Title["en"] == "" {
				t.Errorf("field %s is there twice, or lacks words", f.ID)
			}
			for _, o := range f.Options {
				if o.Title["nl"] == "" || o.Title["en"] == "" {
					t.Errorf("%s/%s lacks words", f.ID, o.ID)
				}
			}
			for _, condition := range []string{f.If, f.Unless} {
				id, option, _ := strings.Cut(condition, "=")
				if condition != "" && (ids[id] == nil || ids[id].option(option) == nil) {
					t.Errorf("%s depends on %s, which is not above it", f.ID, condition)
				}
			}
			ids[f.ID] = f
		}
	}
	if len(s.sections) != 10 || len(ids) < 35 {
		t.Errorf("%d sections, %d fields", len(s.sections), len(ids))
	}
}

// TestFields_Sources_AreOptionsOfTheDefaultForm: one that is not fills nothing, ever.
func TestFields_Sources_AreOptionsOfTheDefaultForm(t *testing.T) {
	f, err := form.Default()
	if err != nil {
		t.Fatal(err)
	}
	options, questions := map[string]bool{}, map[string]bool{}
	for _, topic := range f.Topics {
		for _, q := range topic.Questions {
			questions[q.ID] = true
			for _, o := range q.Options {
				options[q.ID+"="+o.ID] = true
			}
		}
	}
	checked := 0
	for _, section := range empty(t).sections {
		for _, field := range section.Fields {
			for _, w := range field.Words {
				if checked++; !questions[w] {
					t.Errorf("%s: the form has no question %s", field.ID, w)
				}
			}
			for _, o := range field.Options {
				for _, from := range o.From {
					if checked++; !options[from] {
						t.Errorf("%s: the form has no %s", field.ID, from)
					}
				}
			}
		}
	}
	if checked < 40 {
		t.Errorf("only %d sources", checked)
	}
}

// TestFill_Report_TakesWhatWasChosenAndNeverWords: a notification leaves the bureau.
func TestFill_Report_TakesWhatWasChosenAndNeverWords(t *testing.T) {
	s := empty(t)
	if err := s.Set("ongoing", "no"); err != nil {
		t.Fatal(err)
	}
	s.Fill(leak)
	for id, want := range map[string]string{"categories": "address,vehicle", "nature": "confidentiality", "position": "counter", "cause": "insider", "receivers": "suspected", "ongoing": "no", "summary": ""} {
		if s.Values[id] != want {
			t.Errorf("%s: %q, expected %q", id, s.Values[id], want)
		}
	}
	for _, language := range []string{"nl", "en"} {
		text := s.Text(Head{Language: language, Case: "4g3k2m1x"})
		if strings.Contains(text, "zwager") || strings.Contains(text, "Bert") {
			t.Error("the reporter's words are on the worksheet")
		}
		if !strings.Contains(text, "Naar wie gaan de gegevens") {
			t.Error("it does not say where words of the reporter help")
		}
	}
}

func TestMissing_Phases_AskForWhatTheyNeed(t *testing.T) {
	s := empty(t)
	missing := func() (ids []string) {
		for _, g := range s.Missing() {
			ids = append(ids, g.Field.ID)
		}
		return ids
	}
	first := missing()
	// What art. 33(3) asks, (a) to (d), as far as it is known at once, and the contact.
	for _, id := range []string{"summary", "nature", "categories", "groups", "people", "contact", "consequences", "measures"} {
		if !slices.Contains(first, id) {
			t.Errorf("the first notification does not need %s", id)
		}
	}
	if slices.Contains(first, "records") || slices.Contains(first, "late-why") || slices.Contains(first, "earlier") {
		t.Errorf("the first notification needs %v", first)
	}
	if err := s.Set("within", "no"); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(missing(), "late-why") {
		t.Error("late, and no reason is asked")
	}
	s.Phase = Final
	if last := missing(); !slices.Contains(last, "records") || !slices.Contains(last, "earlier") || !slices.Contains(last, "told") || len(last) <= len(first) {
		t.Errorf("the last notification needs %v", last)
	}
	if err := s.Set("inform", "no"); err != nil {
		t.Fatal(err)
	}
	if slices.Contains(missing(), "told") {
		t.Error("nobody is told, and when is asked")
	}
	if s.Phase = Withdrawn; !slices.Equal(missing(), []string{"earlier", "withdrawn-why"}) {
		t.Errorf("a withdrawal needs %v", missing())
	}
}

func TestSet_WrongValues_AreRefused(t *testing.T) {
	s := empty(t)
	for _, c := range []struct {
		id, value string
		want      error
	}{{"nothing", "x", ErrField}, {"severity", "huge", ErrValue}, {"severity", "small,large", ErrValue}, {"categories", "address, number", nil}, {"categories", "address,", ErrValue}, {"summary", "Tekst, met komma's", nil}} {
		if err := s.Set(c.id, c.value); !errors.Is(err, c.want) {
			t.Errorf("%s=%s: %v", c.id, c.value, err)
		}
	}
	if s.Values["categories"] != "address,number" {
		t.Error(s.Values)
	}
	for data, want := range map[string]error{
		`{"phase": "initial", "values": {"nothing": "x"}}`: ErrField,
		`{"phase": "first"}`: ErrPhase,
		`{"decision": {"made": true, "inform": true, "ground": "no-high-risk"}}`:  ErrDecision,
		`{"decision": {"made": true, "inform": false, "ground": "no-high-risk"}}`: nil,
	} {
		if _, err := Parse([]byte(data)); !errors.Is(err, want) {
			t.Errorf("%s: %v", data, err)
		}
	}
	if _, err := Parse([]byte(`{"value": {}}`)); err == nil {
		t.Error("an unknown member is taken")
	}
}

func TestParse_WhatWasWritten_IsTheSame(t *testing.T) {
	s := empty(t)
	s.Fill(leak)
	s.Phase, s.Decision = Supplementary, Decision{Made: true, Ground: Effort, Reasons: "Te veel mensen.", By: "Anna", Day: "2026-01-05"}
	s.Log = []Entry{{"2026-01-05", "Anna", "feit", "gevolg", "maatregel"}}
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	h := Head{Language: "nl", Case: "4g3k2m1x"}
	again.report = s.report
	if again.Text(h) != s.Text(h) {
		t.Error("it says something else")
	}
}

// TestDecision_Grounds_AreQuestionedWhereTheyShouldBe has what an authority asks.
func TestDecision_Grounds_AreQuestionedWhereTheyShouldBe(t *testing.T) {
	full := Decision{Made: true, Reasons: "x", By: "Anna", Day: "2026-01-05"}
	with := func(inform bool, g Ground) Decision { d := full; d.Inform, d.Ground = inform, g; return d }
	for _, c := range []struct {
		d      Decision
		values map[string]string
		want   []string
	}{
		{Decision{}, nil, []string{"undecided"}},
		{Decision{Made: true, Ground: Unintelligible}, nil, []string{"reasons", "who"}},
		{with(false, NoHighRisk), nil, nil},
		{with(false, NoHighRisk), map[string]string{"receivers": "criminals"}, []string{"risk"}},
		{with(false, NoHighRisk), map[string]string{"severity": "large"}, []string{"risk"}},
		{with(false, Effort), nil, []string{"public"}},
		{with(false, Effort), map[string]string{"public": "in de krant"}, nil},
		{with(false, Investigation), nil, []string{"until"}},
		{with(true, HighRisk), nil, []string{"told"}},
		{with(true, HighRisk), map[string]string{"told": "op 6 januari, per brief, 40"}, nil},
	} {
		s := empty(t)
		s.Decision = c.d
		for id, v := range c.values {
			if err := s.Set(id, v); err != nil {
				t.Fatal(err)
			}
		}
		if got := s.doubts(); !slices.Equal(got, c.want) {
			t.Errorf("%+v, %v: %v, expected %v", c.d, c.values, got, c.want)
		}
		for _, d := range s.doubts() {
			if dutch.doubts[d] == "" || english.doubts[d] == "" {
				t.Errorf("doubt %s has no words", d)
			}
		}
	}
	for _, all := range grounds {
		for _, g := range all {
			if dutch.grounds[g] == "" || english.grounds[g] == "" {
				t.Errorf("ground %s has no words", g)
			}
		}
	}
}

// printed returns a PDF's text with spaces as one, and how many pages it has.
func printed(t *testing.T, pdf []byte) (text string, pages int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "sheet.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-enc", "UTF-8", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), " "), bytes.Count(out, []byte("\f"))
}

// TestPDF_HostileValues_AreAllOnItsPages has letters that no font has, one word of a page's length and a text of many pages.
func TestPDF_HostileValues_AreAllOnItsPages(t *testing.T) {
	s := empty(t)
	s.Fill(leak)
	for id, value := range map[string]string{
		"summary": strings.Repeat("wxyz ", 1500) + "einde1", "measures": strings.Repeat("W", 3000) + "einde2", "remarks": "廉 \u202eomgekeerd\x1b[31m\ntweede regel 😀 einde3",
	} {
		if err := s.Set(id, value); err != nil {
			t.Fatal(err)
		}
	}
	s.Decision = Decision{Made: true, Ground: Investigation, Reasons: "Het onderzoek loopt.", By: "Anna", Day: "2026-01-05"}
	s.Log = []Entry{{Day: "2026-01-05", By: "Anna", Facts: "feiten", Measures: "toegang ingetrokken"}}
	h := Head{Language: "nl", Case: "4g3k2m1x", Bureau: "Bureau Integriteit Súdwest-Fryslân 廉", Officer: "Anna", Day: "2026-01-05"}
	pdf, err := s.PDF(h)
	if err != nil {
		t.Fatal(err)
	}
	text, pages := printed(t, pdf)
	if strings.Count(text, "wxyz") != 1500 || strings.Count(text, "W") < 3000 || pages < 5 {
		t.Errorf("%d words, %d letters, %d pages", strings.Count(text, "wxyz"), strings.Count(text, "W"), pages)
	}
	for _, want := range []string{"einde1", "einde2", "einde3", `\u{5ec9}`, `\u202e`, `\u{1f600}`, "4. De persoonsgegevens", "ONTBREEKT NOG", "UAVG art. 41", "Let op", "toegang ingetrokken", "Eerste melding"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on it", want)
		}
	}
}

func TestText_HostileValues_CannotPassForTheWorksheets(t *testing.T) {
	s := empty(t)
	if err := s.Set("remarks", "a\n\n5. De mensen\r\x1b[2J\u202e"); err != nil {
		t.Fatal(err)
	}
	text := s.Text(Head{Language: "en", Case: "4g3k2m1x"})
	if strings.ContainsAny(text, "\r\x1b\u202e") || strings.Contains(text, "\n5. De mensen") || !strings.Contains(text, "    5. De mensen") {
		t.Errorf("%q", text)
	}
	if !strings.HasPrefix(text, "Breach worksheet, case 4g3k2m1x: First notification\n\nStill missing") {
		t.Error(text[:200])
	}
}
