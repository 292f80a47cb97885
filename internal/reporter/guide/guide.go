// Package guide leads a reporter through everything at a terminal, one question at a time, in the words of the page: a report to one or several
// bureaus, with files; looking with a code; answering. It goes back and forth without loss, and keeps what was typed in memory only.
//
// It believes a drop in nothing that package reporter does not verify, and shows no text of a stranger's that could command the terminal.
// Only cmd/luwte-report imports it.
package guide

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"luwte/crypto/day"
	"luwte/internal/reporter"
	"luwte/internal/torchild"
	"luwte/internal/wire"
)

// Options is what is known before anything is asked.
type Options struct {
	Drop     string // address, or ""
	Language string // tag, or ""
	Tor      reporter.Tor
	Memory   *reporter.Memory // of charters seen in earlier runs; nil for none
}

// Guide is one visit.
type Guide struct {
	*Terminal
	*texts
	ctx    context.Context
	o      Options
	all    map[string]*texts
	drop   *reporter.Drop
	public *reporter.Public
	leave  func()
	sent   bool // something was sent
}

// Run leads through a visit until somebody leaves. What went wrong has been said when it returns.
func Run(ctx context.Context, t *Terminal, o Options) {
	g := &Guide{Terminal: t, ctx: ctx, o: o, all: load(), leave: func() {}}
	g.texts = g.all["en"]
	if g.o.Memory == nil {
		g.o.Memory = reporter.NewMemory()
	}
	err := g.visit()
	g.leave()
	g.clear() // what was typed can be read by whoever comes next
	switch {
	case errors.Is(err, errDone):
		g.say(g.one("sent.close"))
		return
	case !errors.Is(err, ErrLeft):
		g.say(g.failure(err))
	}
	if g.sent {
		g.say(g.one("leftSome"))
	} else {
		g.say(g.one("left"))
	}
}

// done lets somebody read what is there before it goes.
func (g *Guide) done() error {
	_, err := g.line(g.one("sent.clear"))
	if errors.Is(err, ErrLeft) {
		return err
	}
	return errDone
}

func (g *Guide) visit() error {
	if err := g.chooseLanguage(); err != nil {
		return err
	}
	g.say(g.one("how"))
	if err := g.reach(); err != nil {
		return err
	}
	for {
		err := g.home()
		if !errors.Is(err, errBack) && !errors.Is(err, errAgain) {
			return err
		}
	}
}

// home asks what somebody came for.
func (g *Guide) home() error {
	g.title(g.one("start.title"))
	g.say(g.one("start.before"))
	g.say(g.one("danger.short"))
	i, err := g.choose([]string{g.one("start.report"), g.one("start.code"), g.one("leave")}, -1, false)
	switch {
	case err != nil:
		if errors.Is(err, errBack) {
			g.say(g.one("first"))
		}
		return err
	case i == 0:
		err = g.report()
	case i == 1:
		err = g.look()
	default:
		return ErrLeft
	}
	if errors.Is(err, errHome) {
		return errAgain
	}
	return err
}

func (g *Guide) chooseLanguage() error {
	if t, ok := g.all[strings.SplitN(g.o.Language, "-", 2)[0]]; ok {
		g.texts = t
		return nil
	}
	var names []string
	for _, tag := range Languages {
		names = append(names, g.all[tag].one("name"))
	}
	g.title("Taal · Language · Idioma")
	for {
		i, err := g.choose(names, -1, false)
		if err == nil {
			g.texts = g.all[Languages[i]]
		}
		if !errors.Is(err, errBack) && !errors.Is(err, errAgain) {
			return err
		}
	}
}

// reach asks for the address unless it is known, connects, and downloads what the drop serves to everyone.
func (g *Guide) reach() error {
	for {
		address, err := reporter.ParseAddress(g.o.Drop)
		if g.o.Drop == "" || err != nil {
			if g.o.Drop != "" {
				g.say(g.addressWrong(err))
			}
			g.title(g.one("address.title"))
			g.say(g.one("address.why"))
			if g.o.Drop, err = g.line(g.one("answer")); err != nil && !errors.Is(err, errBack) && !errors.Is(err, errAgain) {
				return err
			}
			continue
		}
		if !address.Onion {
			g.say(g.one("reach.test"))
			g.o.Tor = reporter.Tor{}
		} else {
			g.say(g.one("reach.tor"))
		}
		g.drop, g.leave, err = reporter.Reach(g.ctx, address, g.o.Tor, func(sentence string) { g.say(sentence) })
		if err == nil {
			if err = g.fetch(); err == nil {
				return nil
			}
			g.leave()
		}
		g.leave = func() {}
		if err := g.failed(err); err != nil {
			return err
		}
		g.o.Drop = "" // it may have been mistyped
	}
}

func (g *Guide) addressWrong(err error) string {
	if errors.Is(err, reporter.ErrNotAnonymous) {
		return g.one("address.bare")
	}
	return g.one("address.wrong")
}

// fetch downloads charters and boards afresh.
func (g *Guide) fetch() error {
	public, err := g.drop.Public(g.ctx)
	if err == nil {
		err = g.o.Memory.Take(public)
	}
	if err != nil {
		return err
	}
	if g.public == nil && public.Refused > 0 {
		g.say(g.one("reach.refused"))
	}
	g.public = public
	return nil
}

// failed says what went wrong and asks whether to try again; nil means yes.
func (g *Guide) failed(err error) error {
	if g.ctx.Err() != nil {
		return ErrLeft
	}
	g.say(g.failure(err))
	i, err := g.choose([]string{g.one("again"), g.one("leave")}, -1, false)
	if errors.Is(err, errBack) || errors.Is(err, errAgain) || err == nil && i == 0 {
		return nil
	}
	return ErrLeft
}

// failure says in a sentence what went wrong and what to do.
func (g *Guide) failure(err error) string {
	var status *wire.StatusError
	var lost *wire.LostError
	switch {
	case errors.Is(err, torchild.ErrNotInstalled), errors.Is(err, torchild.ErrExited):
		return g.one("reach.missing")
	case errors.Is(err, torchild.ErrOnionAddress), errors.Is(err, torchild.ErrOnionUnknown):
		return g.one("failures.strange")
	case errors.Is(err, reporter.ErrNoBureau):
		return g.one("reach.none")
	case errors.Is(err, reporter.ErrWentBack):
		return g.one("reach.wentBack")
	case errors.Is(err, reporter.ErrClosed):
		return g.one("bureau.closed")
	case errors.As(err, &status):
		if _, ok := g.find(fmt.Sprintf("failures.statuses.%d", status.Status)); ok && status.Status != http.StatusRequestTimeout {
			return g.one(fmt.Sprintf("failures.statuses.%d", status.Status))
		}
		return g.one("failures.status", status.Status)
	case errors.As(err, &lost):
		return g.one("failures.connection")
	case errors.Is(err, reporter.ErrAnswer), errors.Is(err, wire.ErrTooLong):
		return g.one("failures.strange")
	}
	return g.one("close.failed") + " (" + err.Error() + ")"
}

func (g *Guide) name(b *reporter.Bureau) string { return reporter.OneLine(b.Charter.Name.In(g.tag)) }

// whenBack says when the bureau's next board is promised, if that is still to come.
func (g *Guide) whenBack(b *reporter.Bureau) string {
	if b.Board != nil && b.Board.Next >= day.Today() {
		return g.one("sent.when", g.date(b.Board.Next))
	}
	return g.one("sent.whenUnknown")
}
