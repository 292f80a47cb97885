// Package replies helps an officer to answer: templates by language, how many notes an answer takes, and a check that warns when an answer would itself
// give the reporter away.
//
// Who finds a reporter's code before it is used reads the answers, and nothing else: the report was never sealed to that code. So an answer should
// hold nothing of the report. The check compares the two and finds words, names, numbers and times that they share. It is a help: it
// does not see what is said in other words, and an answer without a warning is not therefore safe.
//
// It is pure. It trusts neither text. Only the desk imports it.
package replies

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"luwte/crypto/message"
	"luwte/crypto/slots"
)

// Template is an answer to begin with. What stands in square brackets is for the officer to fill in.
type Template struct {
	ID    string            `json:"id"`
	Title map[string]string `json:"title"` // for the officer: nl, en
	Text  map[string]string `json:"text"`  // for the reporter: nl, en, pap
}

//go:embed templates.json
var templatesJSON []byte

// Templates returns all, in the order of a case.
func Templates() ([]Template, error) {
	var all struct{ Templates []Template }
	if err := json.Unmarshal(templatesJSON, &all); err != nil {
		return nil, fmt.Errorf("read the templates: %w", err)
	}
	return all.Templates, nil
}

// In returns a template's text in the reporter's language, English where there is none.
func (t Template) In(language string) string {
	if s := t.Text[language]; s != "" {
		return s
	}
	return t.Text["en"]
}

// Referred returns what to tell a reporter whose report was handed to another bureau, of this name, with or without the right to answer.
func Referred(language, bureau string, answers bool) string {
	id := "referral-silent"
	if answers {
		id = "referral"
	}
	all, _ := Templates() // a test reads them
	for _, t := range all {
		if t.ID == id {
			return strings.ReplaceAll(t.In(language), "[bureau]", bureau)
		}
	}
	return ""
}

// MostNotes is how many notes one code can get, beside its receipt.
const MostNotes = slots.Count - 1

// Notes returns how many notes an answer takes: 0 for an empty one, and false if it is more than MostNotes or no text. What is not read yet stands in
// notes of the same code, so there may be less room.
func Notes(text string) (notes int, fits bool) {
	if text == "" {
		return 0, true
	}
	parts, err := message.SplitAnswer(text)
	if errors.Is(err, message.ErrTooLong) {
		return MostNotes + 1, false
	}
	return len(parts), err == nil
}
