package guide

import (
	"errors"
	"fmt"
	"slices"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/internal/reporter"
)

// report leads through a report until it is sent.
func (g *Guide) report() error {
	d := newDraft(g.public.Bureaus)
	defer d.close()
	key := "danger"
	for {
		if err := g.walk(func() []step { return g.steps(d) }, func() bool { return d.checked }, key); err != nil {
			return err
		}
		err := g.noteCodes(d)
		if err == nil {
			err = g.sendAll(d)
		}
		var to toStep
		switch {
		case errors.As(err, &to):
			key = string(to)
		case errors.Is(err, errBack):
			key = "check"
		default:
			return err
		}
	}
}

func (g *Guide) steps(d *draft) []step {
	all := []step{
		{key: "danger", done: true, ask: func() error { return g.askDanger(d) }},
		{key: "bureaus", done: len(d.bureaus) > 0, ask: func() error { return g.askBureaus(d) }, says: len(g.public.Bureaus) == 1},
	}
	for _, b := range d.bureaus {
		all = append(all, step{key: "card-" + b.Charter.Bureau.String(), done: g.cardOf(d, b).state != "", ask: func() error { return g.askCard(d, b) }})
	}
	all = append(all,
		step{key: "topic", done: d.topic != "", ask: func() error { return g.askTopic(d) }},
		step{key: "text", done: d.text != "", ask: func() error { return g.askText(d) }})
	questions := d.questions()
	for i, q := range questions {
		all = append(all, step{key: "question-" + q.ID, done: true, ask: func() error { return g.askQuestion(d, q, i+1, len(questions)) }})
	}
	return append(all,
		step{key: "files", done: true, ask: func() error { return g.askFiles(&d.files) }},
		step{key: "check", done: false, ask: func() error { return g.check(d) }})
}

func (g *Guide) askDanger(d *draft) error {
	ids := []string{"yes", "no", "unsure"}
	g.title(g.one("danger.title"))
	g.say(g.one("danger.hint"))
	i, err := g.choose([]string{g.one("danger.yes"), g.one("danger.no"), g.one("danger.unsure")}, slices.Index(ids, d.danger), true)
	if err != nil {
		return err
	}
	d.danger = ""
	if i >= 0 {
		d.danger = ids[i]
	}
	if d.danger != "yes" {
		return nil
	}
	g.title(g.one("danger.nowTitle"))
	g.items(g.list("danger.now"))
	g.say(g.one("danger.nowLater"))
	_, err = g.choose([]string{g.one("danger.nowNext")}, -1, false)
	if errors.Is(err, errBack) {
		return errAgain
	}
	return err
}

func (g *Guide) askBureaus(d *draft) error {
	g.title(g.one("bureau.title"))
	all := g.public.Bureaus
	var titles []string
	var current []int
	for i, b := range all {
		title := g.name(b) + ". " + reporter.OneLine(b.Charter.About.In(g.tag))
		if !b.Open(day.Today()) {
			title += " " + g.one("bureau.closed")
		}
		titles = append(titles, title)
		if slices.Contains(d.bureaus, b) {
			current = append(current, i)
		}
	}
	if len(all) == 1 {
		g.say(g.one("bureau.one", titles[0]))
		if !all[0].Open(day.Today()) {
			return errHome
		}
		return nil
	}
	g.say(g.one("bureau.choose"))
	g.say(g.one("bureau.about"))
	chosen, err := g.several(titles, current)
	if err != nil {
		return err
	}
	if len(chosen) == 0 || slices.ContainsFunc(chosen, func(i int) bool { return !all[i].Open(day.Today()) }) {
		g.say(g.one("bureau.missing"))
		return errAgain
	}
	d.bureaus = nil
	for _, i := range chosen {
		d.bureaus = append(d.bureaus, all[i])
	}
	if len(chosen) > 1 {
		g.say(g.one("bureau.codes", len(chosen)))
	}
	if _, ok := d.chosen(); !ok { // the questions are the first bureau's
		d.topic = ""
	}
	return nil
}

func (g *Guide) askTopic(d *draft) error {
	topics := d.form().Topics
	g.title(g.one("topic.title"))
	if d.fits {
		g.say(g.one("topic.fits"))
	}
	var titles []string
	signals := 0
	for _, t := range topics {
		hint, list := reporter.Signals(t, g.tag)
		signals += len(list)
		title := reporter.OneLine(t.Title.In(g.tag))
		if hint != "" {
			title += ". " + hint
		}
		titles = append(titles, title)
	}
	if signals > 0 {
		titles = append(titles, g.one("topic.help"))
	}
	current := slices.IndexFunc(topics, func(t charter.Topic) bool { return t.ID == d.topic })
	i, err := g.choose(titles, current, false)
	switch {
	case err != nil:
		return err
	case i == len(topics):
		return g.recognise(d, topics)
	}
	d.topic, d.fits = topics[i].ID, d.fits && i == current
	return nil
}

// recognise helps to choose a topic in the manner of a signal card.
func (g *Guide) recognise(d *draft, topics []charter.Topic) error {
	g.title(g.one("signals.title"))
	g.say(g.one("signals.hint"))
	var all []string
	var of []int
	for i, t := range topics {
		_, signals := reporter.Signals(t, g.tag)
		for _, s := range signals {
			all, of = append(all, s), append(of, i)
		}
	}
	chosen, err := g.several(all, d.recognised)
	if errors.Is(err, errBack) {
		return errAgain // the choice of a topic
	}
	if err != nil {
		return err
	}
	d.recognised = chosen
	counts := make([]int, len(topics))
	for _, i := range chosen {
		counts[of[i]]++
	}
	if best := reporter.BestTopic(counts); best >= 0 {
		d.topic, d.fits = topics[best].ID, true
	}
	return errAgain
}

func (g *Guide) askText(d *draft) error {
	g.title(g.one("questions.text"))
	g.say(g.one("questions.textHint"))
	if len(d.questions()) > 0 && !d.checked {
		g.say(g.one("questions.after"))
	}
	text, err := g.text(d.text, false)
	d.text = text
	if err == nil && text == "" {
		g.say(g.one("questions.missing"))
		return errAgain
	}
	return err
}

func (g *Guide) askQuestion(d *draft, q charter.Question, nth, of int) error {
	g.title(g.one("questions.nth", nth, of) + ": " + reporter.OneLine(q.Title.In(g.tag)))
	if hint := q.Hint.In(g.tag); hint != "" {
		g.say(hint)
	}
	given := d.given[d.topic]
	if given == nil {
		given = reporter.Given{}
		d.given[d.topic] = given
	}
	var values []string
	var err error
	switch q.Type {
	case charter.TypeChoice, charter.TypeChoices:
		values, err = g.askOptions(q, given[q.ID])
	case charter.TypeLine:
		values, err = g.askLine(given[q.ID])
	default:
		before := ""
		if len(given[q.ID]) > 0 {
			before = given[q.ID][0]
		}
		var text string
		if text, err = g.text(before, true); text != "" {
			values = []string{text}
		}
		given[q.ID] = values // also on the way back
	}
	if err != nil {
		return err
	}
	given[q.ID] = values
	return nil
}

func (g *Guide) askOptions(q charter.Question, before []string) (values []string, err error) {
	var titles []string
	var chosen []int
	for i, o := range q.Options {
		titles = append(titles, reporter.OneLine(o.Title.In(g.tag)))
		if slices.Contains(before, o.ID) {
			chosen = append(chosen, i)
		}
	}
	if q.Type == charter.TypeChoices {
		g.say(g.one("questions.choices"))
		chosen, err = g.several(titles, chosen)
	} else {
		current := -1
		if len(chosen) > 0 {
			current = chosen[0]
			g.say(g.one("clear"))
		}
		current, err = g.choose(titles, current, true)
		if chosen = []int{current}; current < 0 {
			chosen = nil
		}
	}
	for _, i := range chosen {
		values = append(values, q.Options[i].ID)
	}
	return values, err
}

func (g *Guide) askLine(before []string) ([]string, error) {
	g.say(g.one("questions.free"))
	if len(before) > 0 {
		g.say(g.one("keep", before[0]))
		g.say(g.one("clear"))
	}
	text, err := g.line(g.one("answer"))
	switch {
	case err != nil || text == "":
		return before, err
	case text == keyClear:
		return nil, nil
	}
	return []string{text}, nil
}

func number(i int) string { return fmt.Sprintf("%2d", i) }
