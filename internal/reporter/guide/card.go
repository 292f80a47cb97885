package guide

import (
	"context"
	"errors"
	"slices"
	"strings"

	"luwte/crypto/code"
	"luwte/internal/reporter"
)

func (g *Guide) cardOf(d *draft, b *reporter.Bureau) *card {
	if d.cards[b] == nil {
		d.cards[b] = &card{places: b.Cards().Places(2)}
	}
	return d.cards[b]
}

// askCard asks for two words of the card or more, at places that nobody could know before, instead of showing them to be nodded at.
func (g *Guide) askCard(d *draft, b *reporter.Bureau) error {
	c := g.cardOf(d, b)
	g.title(g.one("card.title"))
	g.say(g.one("card.why", g.name(b)))
	current := slices.Index([]string{cardRight, cardNone}, c.state)
	i, err := g.choose([]string{g.one("card.have"), g.one("card.none")}, current, false)
	if err != nil {
		return err
	}
	if i == 1 {
		return g.withoutCard(c, b)
	}
	c.state = ""
	cards := b.Cards()
	for _, place := range c.places {
		for right := false; !right; {
			text, err := g.line(g.one("card.word", place) + ":")
			if errors.Is(err, errBack) {
				return errAgain
			}
			if err != nil {
				return err
			}
			fitting := cards.With(place, text)
			if right = len(fitting) > 0; right {
				cards = fitting
			} else if text == "" {
				g.say(g.one("card.empty", place))
			} else {
				g.say(g.one("card.wrong", place))
			}
		}
	}
	c.state = cardRight
	return nil
}

func (g *Guide) withoutCard(c *card, b *reporter.Bureau) error {
	g.title(g.one("card.noneTitle"))
	g.say(g.one("card.noneSure", g.name(b)))
	_, err := g.choose([]string{g.one("card.noneNext")}, -1, false)
	if errors.Is(err, errBack) {
		return errAgain
	}
	if err == nil {
		c.state = cardNone
	}
	return err
}

// Note shows a code at a terminal, takes it from the screen once it was written down, and has some of its words given back. next says that it follows
// an earlier one. It returns ErrLeft if somebody did not go through with it.
func Note(ctx context.Context, t *Terminal, language string, c code.Code, next bool) error {
	g := &Guide{Terminal: t, ctx: ctx, all: load()}
	g.texts = g.all[strings.SplitN(language, "-", 2)[0]]
	if g.texts == nil {
		g.texts = g.all["en"]
	}
	title, why := g.one("code.title"), g.one("code.why")
	if next {
		title, why = g.one("code.titleNext"), g.one("code.whyNext")
	}
	for {
		if err := g.showCode(c, title, why, next); !errors.Is(err, errBack) {
			return err
		}
	}
}

// showCode shows a code, takes it from the screen once it was written down, and has some of its words given back. errBack leads to what was before.
func (g *Guide) showCode(c code.Code, title, why string, next bool) error {
	list := c.Words(g.tag)
	for {
		g.title(title)
		g.say(why)
		g.items(g.list("code.keep"))
		if next {
			g.say(g.one("code.keepOld"))
		}
		if _, err := g.line(g.one("code.ready")); err != nil && !errors.Is(err, errAgain) {
			return err
		}
		g.title(g.one("code.words"))
		for i, w := range list {
			g.item(number(i+1), w)
		}
		_, err := g.line(g.one("code.note"))
		if errors.Is(err, ErrLeft) {
			return err
		}
		g.clear()
		g.say(g.one("code.gone"))
		if errors.Is(err, errBack) {
			return err
		}
		if err := g.confirm(list); !errors.Is(err, errBack) && !errors.Is(err, errAgain) {
			return err
		}
	}
}

// confirm asks for words of a code. errBack and errAgain lead to the code.
func (g *Guide) confirm(list []string) error {
	g.title(g.one("confirm.title"))
	g.say(g.one("confirm.why"))
	for _, place := range reporter.Places(3, code.Count) {
		for {
			text, err := g.secret(g.one("confirm.word", place) + ":")
			if err == nil && strings.TrimSpace(text) == "" {
				err = errAgain
			}
			if err != nil {
				return err
			}
			if reporter.SameWord(text, list[place-1]) {
				break
			}
			g.say(g.one("confirm.wrong", place))
		}
	}
	return nil
}
