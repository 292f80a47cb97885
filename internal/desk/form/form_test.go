package form_test

import (
	"testing"

	"luwte/crypto/charter"
	"luwte/internal/desk/form"
)

func TestDefault_EveryText_IsInDutchAndEnglish(t *testing.T) {
	f, err := form.Default()
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	both := func(where string, texts charter.Texts, mayBeEmpty bool) {
		if checked++; mayBeEmpty && len(texts) == 0 {
			return
		}
		if len(texts) != 2 || texts["nl"] == "" || texts["en"] == "" {
			t.Errorf("%s: %v", where, texts)
		}
	}
	for _, topic := range f.Topics {
		both(topic.ID, topic.Title, false)
		both(topic.ID, topic.Hint, true)
		for _, q := range topic.Questions {
			both(topic.ID+"/"+q.ID, q.Title, false)
			both(topic.ID+"/"+q.ID, q.Hint, true)
			for _, option := range q.Options {
				both(topic.ID+"/"+q.ID+"/"+option.ID, option.Title, false)
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
