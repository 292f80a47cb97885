package form_test

import (
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/internal/desk/form"
)

func TestDefault_EveryText_IsInDutchEnglishAndPapiamentu(t *testing.T) {
	f, err := form.Default()
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	all := func(where string, texts charter.Texts, mayBeEmpty bool) {
		if checked++; mayBeEmpty && len(texts) == 0 {
			return
		}
		if len(texts) != 3 || texts["nl"] == "" || texts["en"] == "" || texts["pap"] == "" {
			t.Errorf("%s: %v", where, texts)
		}
	}
	for _, topic := range f.Topics {
		all(topic.ID, topic.Title, false)
		all(topic.ID, topic.Hint, true)
		for _, q := range topic.Questions {
			all(topic.ID+"/"+q.ID, q.Title, false)
			all(topic.ID+"/"+q.ID, q.Hint, true)
			for _, option := range q.Options {
				all(topic.ID+"/"+q.ID+"/"+option.ID, option.Title, false)
			}
		}
	}
	if len(f.Topics) != 4 || checked < 100 {
		t.Errorf("%d topics, %d texts", len(f.Topics), checked)
	}
}

func TestDefault_EveryTopic_AsksForDangerFirst(t *testing.T) {
	f, err := form.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, topic := range f.Topics {
		if topic.Questions[0].ID != "danger" {
			t.Errorf("%s begins with %s", topic.ID, topic.Questions[0].ID)
		}
	}
}

// TestDefault_EveryTopic_HasSignals: the page's "do you recognise this?" is made of them; in each language as many, in the same order.
func TestDefault_EveryTopic_HasSignals(t *testing.T) {
	f, err := form.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, topic := range f.Topics {
		signals := strings.Count(topic.Hint["nl"], "\n- ")
		for language, hint := range topic.Hint {
			lead, _, _ := strings.Cut(hint, "\n")
			if n := strings.Count(hint, "\n- "); n < 2 || n != signals || n != strings.Count(hint, "\n") || strings.HasPrefix(lead, "- ") {
				t.Errorf("%s, %s: %q", topic.ID, language, hint)
			}
		}
	}
}
