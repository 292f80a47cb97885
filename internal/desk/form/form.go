// Package form has the form with which a new bureau starts: four kinds of report and their few essential questions, in Dutch, English
// and Papiamentu (which awaits a native reader), as data. A bureau changes its own copy.
//
// The first line of a topic's hint says what it is for; the lines after it that begin with "- " are signals, which the page shows under "do
// you recognise this?" to help choose a topic. A question with the id "danger" and the options yes, no and unsure is asked by the page before all
// others. Among topics of which as much is recognised, the page takes the later one, but the last, which is for what fits nowhere else.
//
// It holds no secret. Only the desk imports it.
package form

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"luwte/crypto/charter"
)

//go:embed default.json
var defaultForm []byte

// Default returns the form, version 1. Whether it keeps the limits of a charter is checked when a charter is signed.
func Default() (charter.Form, error) {
	var f charter.Form
	if err := json.Unmarshal(defaultForm, &f); err != nil {
		return charter.Form{}, fmt.Errorf("read the default form: %w", err)
	}
	for t := range f.Topics {
		fill(&f.Topics[t].Hint)
		for q := range f.Topics[t].Questions {
			question := &f.Topics[t].Questions[q]
			fill(&question.Hint)
			if question.Options == nil {
				question.Options = []charter.Option{}
			}
			if question.When == nil {
				question.When = []charter.Condition{}
			}
		}
		if f.Topics[t].Questions == nil {
			f.Topics[t].Questions = []charter.Question{}
		}
	}
	return f, nil
}

// fill makes a member that the data leaves out an empty one: a charter's JSON has all members.
func fill(t *charter.Texts) {
	if *t == nil {
		*t = charter.Texts{}
	}
}
