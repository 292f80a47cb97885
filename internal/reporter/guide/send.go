package guide

import (
	"errors"
	"math"
	"time"

	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/internal/reporter"
)

// noteCodes shows the code of each bureau in turn and has it confirmed; nothing was sent before.
func (g *Guide) noteCodes(d *draft) error {
	for i := 0; i < len(d.bureaus); {
		b := d.bureaus[i]
		if _, ok := d.codes[b]; !ok {
			d.codes[b] = code.New()
		}
		title, why := g.one("code.title"), g.one("code.why")
		if len(d.bureaus) > 1 {
			title = g.one("code.titleOf", i+1, len(d.bureaus), g.name(b))
		}
		if i > 0 {
			why = g.one("code.whyOf")
		}
		err := g.showCode(d.codes[b], title, why, false)
		switch {
		case err == nil:
			i++
		case errors.Is(err, errBack) && i > 0:
			i--
		default:
			return err
		}
	}
	return nil
}

// sendAll sends to each bureau that has not got its report yet.
func (g *Guide) sendAll(d *draft) error {
	for _, b := range d.bureaus {
		if d.sent[b] {
			continue
		}
		l, err := g.letter(d, b)
		if err != nil {
			return err
		}
		if err := g.send(l); err != nil {
			if errors.Is(err, reporter.ErrFileChanged) {
				delete(d.letters, b)
				d.files = nil
				g.say(g.one("files.changed"))
				return toStep("files")
			}
			return err
		}
		d.sent[b] = true
	}
	g.title(g.one("sent.title"))
	for _, b := range d.bureaus {
		g.say(g.one("sent.arrived", g.name(b)))
	}
	if n := len(d.bureaus); n == 1 {
		g.say(g.one("sent.keep"))
	} else {
		g.say(g.count("sent.keepAll", n, n))
	}
	g.say(g.whenBack(d.bureaus[0]))
	return g.done()
}

// letter makes a bureau's report, or returns the one that is on its way.
func (g *Guide) letter(d *draft, b *reporter.Bureau) (*reporter.Letter, error) {
	if l := d.letters[b]; l != nil {
		return l, nil
	}
	form := d.form()
	draft := reporter.Draft{Language: g.tag, Form: &form, Topic: d.topic, Given: d.answers(), Text: d.text, Files: d.files}
	l, err := b.Report(d.codes[b], draft, day.Today())
	switch {
	case errors.Is(err, message.ErrTooLong):
		g.say(g.one("text.tooLong"))
		return nil, toStep("text")
	case errors.Is(err, reporter.ErrClosed):
		g.say(g.one("bureau.closed"))
		return nil, toStep("bureaus")
	case err != nil:
		g.say(g.failure(err))
		return nil, errBack
	}
	d.letters[b] = l
	return l, nil
}

// send sends a letter, as often as somebody wants to try. It returns errBack if somebody wants to change it, which nobody is asked who may
// have sent it already; ErrFileChanged; or ErrLeft.
func (g *Guide) send(l *reporter.Letter) error {
	g.title(g.one("sending.title", g.name(l.Bureau)))
	g.say(g.one("sending.wait"))
	var meter reporter.Meter
	for {
		err := g.drop.Send(g.ctx, l, func(p reporter.Progress) { g.progress(&meter, p) })
		switch {
		case err == nil:
			g.sent = true
			return nil
		case errors.Is(err, reporter.ErrFileChanged):
			return err
		}
		if err := g.notSent(l, err); err != nil {
			return err
		}
	}
}

func (g *Guide) progress(meter *reporter.Meter, p reporter.Progress) {
	s, worth := meter.Take(p)
	if !worth {
		return
	}
	if s.Lost != nil {
		g.say(g.one("sending.lost", int(math.Ceil(s.Again.Seconds()))))
		return
	}
	says := g.one("sending.progress", s.Percent, s.LeftMiB)
	if minutes := int(s.Left.Round(time.Minute).Minutes()); minutes > 0 {
		says += ", " + g.one("sending.minutes", minutes)
	}
	g.say(says)
}

// notSent says what happened, and asks what to do; nil means to send once more.
func (g *Guide) notSent(l *reporter.Letter, err error) error {
	unsure := l.MayHaveArrived()
	if unsure {
		g.title(g.one("sending.unsureTitle"))
		g.say(g.failure(err))
		g.say(g.one("sending.unsure"))
	} else {
		g.title(g.one("sending.failedTitle"))
		g.say(g.failure(err))
	}
	if g.ctx.Err() != nil {
		return ErrLeft
	}
	g.say(g.one("sending.stay"))
	options := []string{g.one("sending.repeat"), g.one("leave")}
	if !unsure {
		options = append(options, g.one("sending.back"))
	}
	i, err := g.choose(options, 0, false)
	switch {
	case errors.Is(err, errBack), errors.Is(err, errAgain), err == nil && i == 0:
		return nil
	case err == nil && i == 2:
		return errBack
	}
	return ErrLeft
}
