package guide

import (
	"errors"
	"slices"

	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/internal/reporter"
	"luwte/internal/reporter/giveaway"
)

// turning is a reply on its way to being sent, which moves the conversation to a new code.
type turning struct {
	bureaus []*reporter.Bureau // on which it may be: the one that shows something, or one that was chosen
	seen    *reporter.Seen
	turn    reporter.Turn
	next    code.Code
	cards   draft // whose words were asked for
}

// maxNoted is how many next codes can be given: one to use again, and the 16 siblings of SPEC §6.
const maxNoted = 17

// turn leads through a reply until it is sent.
func (g *Guide) turn(c code.Code, seen *reporter.Seen) error {
	t := &turning{seen: seen, next: code.New(), turn: reporter.Turn{Code: c, Language: g.tag, Unseen: seen.Bureau == nil}}
	t.cards.cards = map[*reporter.Bureau]*card{}
	if seen.Bureau != nil {
		t.bureaus = []*reporter.Bureau{seen.Bureau}
	} else if len(g.public.Bureaus) == 1 {
		t.bureaus = g.public.Bureaus
	}
	var found *foundNext
	steps := func() []step {
		all := []step{
			{key: "next", ask: func() error { return g.askNext(t) }},
			{key: "text", ask: func() error { return g.askReply(t) }},
			{key: "files", ask: func() error { return g.askFiles(&t.turn.Files) }},
			{key: "advice", ask: func() error { return g.adviseReply(t) }, says: len(giveaway.Find(t.turn.Text)) == 0},
		}
		if seen.Bureau == nil {
			all = append(g.choosing(t), all...)
		}
		return append(all, step{key: "send", ask: func() error { return g.sendTurn(t) }})
	}
	err := g.walk(steps, func() bool { return false }, steps()[0].key)
	if errors.As(err, &found) {
		return g.results(found.code, true)
	}
	return err
}

// choosing are the steps to the bureau where nothing was found: a note would have shown that it is the one that got the report, and a drop that was
// taken over can show another in its place.
func (g *Guide) choosing(t *turning) (all []step) {
	if len(g.public.Bureaus) > 1 {
		all = append(all, step{key: "bureau", ask: func() error { return g.askBureau(t) }})
	}
	for _, b := range t.bureaus {
		all = append(all, step{key: "card", ask: func() error { return g.askCard(&t.cards, b) }})
	}
	return all
}

// foundNext says that a next code of an earlier try shows something: that try has arrived, and the conversation goes on there.
type foundNext struct{ code code.Code }

func (f *foundNext) Error() string { return "a next code shows something" }

func (g *Guide) askBureau(t *turning) error {
	g.title(g.one("turn.bureau"))
	var names []string
	for _, b := range g.public.Bureaus {
		names = append(names, g.name(b))
	}
	i, err := g.choose(names, -1, false)
	if err == nil {
		t.bureaus = []*reporter.Bureau{g.public.Bureaus[i]}
	}
	return err
}

// askNext asks whether a next code was noted already; if so it looks with that one, and otherwise uses it again.
func (g *Guide) askNext(t *turning) error {
	g.title(g.one("turn.nextTitle"))
	g.say(g.one("turn.nextWhy"))
	i, err := g.choose([]string{g.one("turn.no"), g.one("turn.yes")}, -1, false)
	if err != nil {
		return err
	}
	t.turn.Noted = nil
	if i == 0 {
		return nil
	}
	g.title(g.one("turn.entryTitle"))
	g.say(g.one("turn.entryHint"))
	for len(t.turn.Noted) < maxNoted {
		c, err := g.code()
		if errors.Is(err, errBack) {
			return errAgain
		}
		if err != nil {
			return err
		}
		switch {
		case c == t.turn.Code:
			g.say(g.one("enter.same"))
			continue
		case slices.Contains(t.turn.Noted, c):
			g.say(g.one("enter.twice"))
			continue
		}
		t.turn.Noted = append(t.turn.Noted, c)
		i, err := g.choose([]string{g.one("turn.first"), g.one("turn.another")}, 0, false)
		if err != nil {
			return err
		}
		if i == 0 {
			break
		}
	}
	return g.lookWithNext(t)
}

func (g *Guide) lookWithNext(t *turning) error {
	for _, c := range t.turn.Noted {
		seen, err := reporter.Look(g.public.Bureaus, c, day.Today())
		if err != nil && !errors.Is(err, reporter.ErrBoard) {
			return err
		}
		if err == nil && seen.Outcome != reporter.Nothing && !(seen.Outcome == reporter.Alarm && len(t.turn.Noted) > 1) {
			return &foundNext{c}
		}
	}
	g.say(g.one("turn.reused"))
	return nil
}

func (g *Guide) askReply(t *turning) error {
	mayBeEmpty := len(t.seen.Answers) > 0
	g.title(g.one("turn.text"))
	if mayBeEmpty {
		g.say(g.one("turn.textEmpty"))
	} else {
		g.say(g.one("questions.textHint"))
	}
	text, err := g.text(t.turn.Text, mayBeEmpty)
	t.turn.Text = text
	if err == nil && text == "" && !mayBeEmpty {
		g.say(g.one("turn.missing"))
		return errAgain
	}
	return err
}

func (g *Guide) adviseReply(t *turning) error {
	if len(giveaway.Find(t.turn.Text)) == 0 {
		return nil
	}
	g.advise(t.turn.Text)
	i, err := g.choose([]string{g.one("next"), g.one("check.change", g.one("turn.text"))}, -1, false)
	if err == nil && i == 1 {
		return toStep("text")
	}
	return err
}

// sendTurn seals the reply, shows its code unless that was noted before, and sends it.
func (g *Guide) sendTurn(t *turning) error {
	t.turn.Next = &t.next
	sealed, err := t.turn.Seal(t.bureaus, day.Today())
	switch {
	case errors.Is(err, message.ErrTooLong):
		g.say(g.one("text.tooLong"))
		return toStep("text")
	case errors.Is(err, reporter.ErrClosed):
		g.say(g.one("turn.closed"))
		return toStep("text")
	case err != nil:
		g.say(g.failure(err))
		return errBack
	}
	defer sealed.Letter.Close()
	if !sealed.Again {
		if err := g.showCode(sealed.Next, g.one("code.titleNext"), g.one("code.whyNext"), true); err != nil {
			return err
		}
	}
	if err := g.send(sealed.Letter); err != nil {
		if errors.Is(err, reporter.ErrFileChanged) {
			t.turn.Files = nil
			g.say(g.one("files.changed"))
			return toStep("files")
		}
		return err
	}
	g.title(g.one("sent.turnTitle"))
	g.say(g.one("sent.turnKeep"))
	if len(t.turn.Noted) > 1 {
		g.say(g.one("sent.turnFirst"))
	}
	g.say(g.one("sent.turnWhy"))
	g.say(g.one("sent.turnArrived", g.name(sealed.Bureau)))
	g.say(g.whenBack(sealed.Bureau))
	return g.done()
}
