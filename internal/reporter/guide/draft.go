package guide

import (
	"slices"
	"strings"

	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/internal/reporter"
)

// draft is what a reporter has chosen and written so far; going back and forth loses nothing of it.
type draft struct {
	danger     string // yes, no, unsure, or "" before it was asked
	bureaus    []*reporter.Bureau
	cards      map[*reporter.Bureau]*card
	recognised []int // signals, by their place in the list of all
	fits       bool  // the topic was chosen by them
	topic      string
	given      map[string]reporter.Given // by topic
	text       string
	files      []*reporter.File
	codes      map[*reporter.Bureau]code.Code
	letters    map[*reporter.Bureau]*reporter.Letter // sealed, perhaps in part
	sent       map[*reporter.Bureau]bool
	checked    bool // the overview was reached: what is changed leads back there
}

// card is the words of a bureau's card that are asked for, and how that ended.
type card struct {
	places []int // from 1
	state  string
}

// States of a card.
const (
	cardRight = "right"
	cardNone  = "none"
)

func newDraft(bureaus []*reporter.Bureau) *draft {
	d := &draft{
		cards: map[*reporter.Bureau]*card{}, given: map[string]reporter.Given{}, codes: map[*reporter.Bureau]code.Code{},
		letters: map[*reporter.Bureau]*reporter.Letter{}, sent: map[*reporter.Bureau]bool{},
	}
	if len(bureaus) == 1 {
		d.bureaus = bureaus
	}
	return d
}

// form is the one whose questions are asked: the first bureau's.
func (d *draft) form() charter.Form { return d.bureaus[0].Charter.Form }

func (d *draft) chosen() (charter.Topic, bool) {
	if len(d.bureaus) == 0 {
		return charter.Topic{}, false
	}
	topics := d.form().Topics
	i := slices.IndexFunc(topics, func(t charter.Topic) bool { return t.ID == d.topic })
	if i < 0 {
		return charter.Topic{}, false
	}
	return topics[i], true
}

// answers returns what was answered to the questions that are asked, the one about danger among them.
func (d *draft) answers() reporter.Given {
	t, ok := d.chosen()
	if !ok {
		return nil
	}
	all := reporter.Given{}
	for id, values := range d.given[t.ID] {
		all[id] = values
	}
	if d.danger != "" && slices.ContainsFunc(t.Questions, isDanger) {
		all["danger"] = []string{d.danger}
	}
	asked := reporter.Given{}
	for _, q := range reporter.Asked(t, all) {
		if values := all[q.ID]; len(values) > 0 {
			asked[q.ID] = values
		}
	}
	return asked
}

// questions returns those that are asked one by one.
func (d *draft) questions() []charter.Question {
	t, ok := d.chosen()
	if !ok {
		return nil
	}
	return slices.DeleteFunc(reporter.Asked(t, d.answers()), isDanger)
}

// isDanger says whether a question is the guide's own, which it asks before all others.
func isDanger(q charter.Question) bool {
	has := func(id string) bool {
		return slices.ContainsFunc(q.Options, func(o charter.Option) bool { return o.ID == id })
	}
	return q.ID == "danger" && has("yes") && has("no") && has("unsure")
}

// inWords returns an answer as it is read.
func (g *Guide) inWords(q charter.Question, values []string) string {
	if len(q.Options) == 0 {
		return strings.Join(values, "\n")
	}
	var titles []string
	for _, o := range q.Options {
		if slices.Contains(values, o.ID) {
			titles = append(titles, reporter.OneLine(o.Title.In(g.tag)))
		}
	}
	return strings.Join(titles, "; ")
}

// close forgets what was sealed and not sent: it is made again.
func (d *draft) close() {
	for b, l := range d.letters {
		l.Close()
		delete(d.letters, b)
	}
}
