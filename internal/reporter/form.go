package reporter

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"luwte/crypto/charter"
	"luwte/crypto/message"
)

// ErrForm is returned when topic or answers are not those that the bureau asks for; it is followed by which.
var ErrForm = errors.New("this does not fit the bureau's questions")

// Given is answers by the id of their question: option ids for a choice, else one text.
type Given map[string][]string

// fill answers the bureau's questions of a topic in its words. Without a topic's id it is the first topic that has all the questions that
// were answered. No question has to be answered: the form has none that must be.
func fill(f charter.Form, topicID string, given Given, language string) (charter.Topic, []message.Answer, error) {
	topic, err := chooseTopic(f, topicID, given)
	if err != nil {
		return topic, nil, err
	}
	answers := []message.Answer{}
	for _, q := range Asked(topic, given) {
		values, ok := given[q.ID]
		if !ok {
			continue
		}
		a, err := answer(q, values, language)
		if err != nil {
			return topic, nil, err
		}
		answers = append(answers, a)
	}
	for id := range given {
		if !slices.ContainsFunc(answers, func(a message.Answer) bool { return a.ID == id }) {
			return topic, nil, fmt.Errorf("%w: question %q of topic %q is asked only after other answers", ErrForm, id, topic.ID)
		}
	}
	return topic, answers, nil
}

func chooseTopic(f charter.Form, id string, given Given) (charter.Topic, error) {
	var ids []string
	for _, t := range f.Topics {
		ids = append(ids, t.ID)
		if id == "" && hasAll(t, given) || id == t.ID && hasAll(t, given) {
			return t, nil
		}
		if id == t.ID {
			return t, fmt.Errorf("%w: topic %q has the questions %s", ErrForm, id, questionIDs(t))
		}
	}
	if id != "" {
		return charter.Topic{}, fmt.Errorf("%w: the topics are %s", ErrForm, strings.Join(ids, ", "))
	}
	return charter.Topic{}, fmt.Errorf("%w: no topic has all of these questions; the topics are %s", ErrForm, strings.Join(ids, ", "))
}

func questionIDs(t charter.Topic) string {
	var ids []string
	for _, q := range t.Questions {
		ids = append(ids, q.ID)
	}
	if len(ids) == 0 {
		return "none"
	}
	return strings.Join(ids, ", ")
}

func hasAll(t charter.Topic, given Given) bool {
	for id := range given {
		if !slices.ContainsFunc(t.Questions, func(q charter.Question) bool { return q.ID == id }) {
			return false
		}
	}
	return true
}

// Asked returns the questions whose conditions hold, in order (SPEC §2). An answer to one that is not asked counts for nothing.
func Asked(t charter.Topic, given Given) (open []charter.Question) {
	for _, q := range t.Questions {
		holds := true
		for _, c := range q.When {
			isAsked := slices.ContainsFunc(open, func(o charter.Question) bool { return o.ID == c.Question })
			isSo := slices.ContainsFunc(given[c.Question], func(v string) bool { return slices.Contains(c.Is, v) })
			holds = holds && isAsked && isSo
		}
		if holds {
			open = append(open, q)
		}
	}
	return open
}

// answer words an answer, so that it can be read whatever becomes of the form.
func answer(q charter.Question, values []string, language string) (message.Answer, error) {
	a := message.Answer{ID: q.ID, Question: q.Title.In(language), Values: []string{}, Answer: strings.Join(values, "\n")}
	if q.Type == charter.TypeLine || q.Type == charter.TypeText {
		if len(values) > 1 || q.Type == charter.TypeLine && strings.Contains(a.Answer, "\n") {
			return a, fmt.Errorf("%w: question %q takes one text, and of type line no line ends", ErrForm, q.ID)
		}
		return a, nil
	}
	var titles, ids []string
	for _, o := range q.Options { // in the form's order, each once
		ids = append(ids, o.ID)
		if slices.Contains(values, o.ID) {
			a.Values, titles = append(a.Values, o.ID), append(titles, o.Title.In(language))
		}
	}
	for _, v := range values {
		if !slices.Contains(ids, v) {
			return a, fmt.Errorf("%w: question %q has the options %s", ErrForm, q.ID, strings.Join(ids, ", "))
		}
	}
	if q.Type == charter.TypeChoice && len(a.Values) > 1 {
		return a, fmt.Errorf("%w: question %q takes one option", ErrForm, q.ID)
	}
	a.Answer = strings.Join(titles, "; ")
	return a, nil
}
