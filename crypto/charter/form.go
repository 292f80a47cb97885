package charter

import (
	"regexp"
	"slices"
)

// Form is the questions that a bureau asks, as data. Version counts the bureau's own changes to it.
type Form struct {
	Version uint64  `json:"version"`
	Topics  []Topic `json:"topics"`
}

// Topic is one kind of report, such as "I was approached".
type Topic struct {
	ID        string     `json:"id"`
	Title     Texts      `json:"title"`
	Hint      Texts      `json:"hint"`
	Questions []Question `json:"questions"`
}

// Question types: one of the options, any of them, one line, free text.
const (
	TypeChoice  = "choice"
	TypeChoices = "choices"
	TypeLine    = "line"
	TypeText    = "text"
)

// Question is asked if all its conditions hold.
type Question struct {
	ID      string      `json:"id"`
	Type    string      `json:"type"`
	Title   Texts       `json:"title"`
	Hint    Texts       `json:"hint"`
	Options []Option    `json:"options"`
	When    []Condition `json:"when"`
}

// Option is one possible answer to a question of type choice or choices.
type Option struct {
	ID    string `json:"id"`
	Title Texts  `json:"title"`
}

// Condition holds if the answer to an earlier question of the same topic has one of these option ids.
type Condition struct {
	Question string   `json:"question"`
	Is       []string `json:"is"`
}

// Limits of SPEC §2.
const (
	maxTopics    = 16
	maxQuestions = 32
	maxOptions   = 64
)

var formID = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

// ok says whether the form keeps the rules of SPEC §2.
func (f Form) ok() bool {
	if f.Version < 1 || len(f.Topics) < 1 || len(f.Topics) > maxTopics {
		return false
	}
	seen := map[string]bool{}
	for _, t := range f.Topics {
		if !newID(seen, t.ID) || !t.Title.okInALine() || !t.Hint.ok() || t.Questions == nil || len(t.Questions) > maxQuestions {
			return false
		}
		if !questionsOK(t.Questions) {
			return false
		}
	}
	return true
}

func questionsOK(questions []Question) bool {
	seen := map[string]bool{}
	for i, q := range questions {
		if !newID(seen, q.ID) || !q.Title.okInALine() || !q.Hint.ok() || !q.optionsOK() || q.When == nil {
			return false
		}
		for _, c := range q.When {
			if !c.ok(questions[:i]) {
				return false
			}
		}
	}
	return true
}

func (q Question) optionsOK() bool {
	seen := map[string]bool{}
	for _, o := range q.Options {
		if !newID(seen, o.ID) || !o.Title.okInALine() {
			return false
		}
	}
	switch q.Type {
	case TypeChoice, TypeChoices:
		return len(q.Options) >= 1 && len(q.Options) <= maxOptions
	case TypeLine, TypeText:
		return q.Options != nil && len(q.Options) == 0
	}
	return false
}

// ok says whether the condition names one of the earlier questions and options that it has.
func (c Condition) ok(earlier []Question) bool {
	i := slices.IndexFunc(earlier, func(q Question) bool { return q.ID == c.Question })
	if i < 0 || len(c.Is) == 0 {
		return false
	}
	for _, id := range c.Is {
		if !slices.ContainsFunc(earlier[i].Options, func(o Option) bool { return o.ID == id }) {
			return false
		}
	}
	return true
}

func newID(seen map[string]bool, id string) bool {
	if seen[id] || !formID.MatchString(id) {
		return false
	}
	seen[id] = true
	return true
}
