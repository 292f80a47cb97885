package guide

import (
	"errors"
	"strings"

	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/words"
	"luwte/internal/reporter"
)

// look asks for a code and shows what there is, until somebody goes back.
func (g *Guide) look() error {
	for {
		g.title(g.one("enter.title"))
		i, err := g.choose([]string{g.one("enter.menu"), g.one("enter.lost")}, 0, false)
		if err != nil {
			return err
		}
		if i == 1 {
			if err := g.lost(); !errors.Is(err, errBack) && !errors.Is(err, errAgain) {
				return err
			}
			continue
		}
		g.say(g.one("enter.privacy"))
		c, err := g.code()
		if err == nil {
			err = g.results(c, false)
		}
		if !errors.Is(err, errBack) && !errors.Is(err, errAgain) {
			return err
		}
	}
}

// lost says what a lost code means. A code cannot be had again.
func (g *Guide) lost() error {
	g.title(g.one("enter.lostTitle"))
	for _, line := range g.list("enter.lostWhat") {
		g.say(line)
	}
	i, err := g.choose([]string{g.one("result.report"), g.one("back")}, -1, false)
	if err == nil && i == 0 {
		return g.report()
	}
	if err == nil {
		return errBack
	}
	return err
}

// code asks for a code, which is not shown. Each mistake is named; a word that is not on the list can be typed again by itself.
func (g *Guide) code() (code.Code, error) {
	g.say(g.one("enter.hidden"))
	text, err := g.secretWords()
	for err == nil {
		var c code.Code
		var wrong error
		if c, wrong = code.Parse(text); wrong == nil {
			return c, nil
		}
		place, says := g.mistake(wrong)
		g.say(says)
		read := code.Split(text)
		if place == 0 || len(read) != code.Count {
			text, err = g.secretWords()
			continue
		}
		var word string
		if word, err = g.secret(g.one("enter.word", place)); len(code.Split(word)) == 1 {
			read[place-1] = word
			text = strings.Join(read, " ")
		} else if word != "" {
			text = word // all of them again
		}
	}
	return code.Code{}, err
}

// secretWords asks for the words of a code, which may come on several lines, up to the eighth or to an empty one. What is left over must not go
// to the next question.
func (g *Guide) secretWords() (string, error) {
	var read []string
	for {
		prompt := g.one("enter.code")
		if len(read) > 0 {
			prompt = g.one("enter.more", len(read)+1)
		}
		line, err := g.secret(prompt)
		if err != nil {
			return "", err
		}
		words := code.Split(line)
		if read = append(read, words...); len(words) == 0 || len(read) >= code.Count {
			return strings.Join(read, " "), nil
		}
	}
}

// mistake says what is wrong with a code, and at which word, from 1, if at one.
func (g *Guide) mistake(err error) (int, string) {
	var unknown *words.UnknownError
	var other *words.OtherListError
	var count *code.CountError
	switch {
	case errors.As(err, &unknown):
		return unknown.Position, g.one("enter.unknown", unknown.Position, shown(unknown.Word)) + " " + g.one("enter.nearest") + " " + strings.Join(unknown.Nearest, ", ")
	case errors.As(err, &other):
		return other.Position, g.one("enter.other", other.Position, shown(other.Word))
	case errors.As(err, &count):
		return 0, g.one("enter.count", count.Got)
	}
	return 0, g.one("enter.check")
}

// shown is as much of a word as can be shown: it may be a whole code, written without spaces.
func shown(word string) string {
	if letters := []rune(word); len(letters) > 12 {
		return string(letters[:12]) + "…"
	}
	return word
}

// results looks and shows what there is, with the ways to go on from there. found says that the code is one that was noted on an earlier try.
func (g *Guide) results(c code.Code, found bool) error {
	for {
		g.say(g.one("enter.looking"))
		var seen *reporter.Seen
		err := g.fetch()
		if err == nil {
			seen, err = reporter.Look(g.public.Bureaus, c, day.Today())
		}
		switch {
		case errors.Is(err, reporter.ErrBoard):
			g.say(g.one("result.boards"))
			seen = &reporter.Seen{Outcome: reporter.Nothing}
		case err != nil:
			if err := g.failed(err); err != nil {
				return err
			}
			continue
		}
		if found {
			g.say(g.one("turn.found"))
		}
		g.show(seen)
		if err := g.goOn(c, seen); !errors.Is(err, errAgain) {
			return err
		}
	}
}

func (g *Guide) show(seen *reporter.Seen) {
	switch {
	case seen.Outcome == reporter.Alarm:
		g.title(g.one("result.alarm"))
		g.say(g.one("result.alarmText", g.date(seen.Alarm.Date)))
		g.items(g.list("result.alarmDo"))
	case seen.Outcome == reporter.Answers:
		g.title(g.count("result.answers", len(seen.Answers), len(seen.Answers)))
	case seen.Outcome == reporter.Receipt:
		g.title(g.one("result.receipt"))
	case seen.Lacking:
		g.title(g.one("result.damaged"))
	default:
		g.showNothing()
	}
	if seen.Receipt != nil {
		g.showReceipt(seen)
	}
	for _, a := range seen.Answers {
		g.title(g.one("result.answerOf", g.date(a.Date)))
		g.write(g.wrap(reporter.Harmless(a.Text), "") + "\n")
	}
	if len(seen.Answers) > 0 {
		g.write("\n")
		g.say(g.one("result.answersNext"))
	}
	if seen.Lacking {
		g.say(g.one("result.incomplete"))
	}
	for _, b := range g.public.Bureaus {
		if b.BoardErr != nil {
			g.say(g.one("result.boards"))
		}
		if b.Board != nil && b.Board.Old(day.Today()) {
			g.say(g.one("result.old", g.name(b), g.date(b.Board.Next)))
		}
	}
}

func (g *Guide) showReceipt(seen *reporter.Seen) {
	r := seen.Receipt
	g.say(g.count("result.receiptText", int(min(r.Received, 9)), g.date(r.Date), r.Received))
	if len(seen.Answers) == 0 {
		g.say(g.one("result.receiptNext"))
	}
	g.say(g.one("result.receiptOld"))
	if len(r.Missing) > 0 {
		g.say(g.one("result.missing"))
		g.items(r.Missing)
	}
}

func (g *Guide) showNothing() {
	g.title(g.one("result.nothing"))
	g.say(g.one("result.nothingLead"))
	var dates []string
	for _, b := range g.public.Bureaus {
		switch {
		case b.Board == nil && b.BoardErr == nil:
			dates = append(dates, g.one("result.noBoard", g.name(b)))
		case b.Board != nil && b.Board.Next >= day.Today():
			dates = append(dates, g.one("result.earlyDate", g.name(b), g.date(b.Board.Next)))
		}
	}
	g.items([]string{g.one("result.early", strings.Join(dates, " ")), g.one("result.used"), g.one("result.lost")})
}

// goOn asks what to do about what there is; errAgain looks again.
func (g *Guide) goOn(c code.Code, seen *reporter.Seen) error {
	type way struct {
		key string
		do  func() error
	}
	turn := way{"result.turn", func() error { return g.turn(c, seen) }}
	again := way{"result.later", func() error { return errAgain }}
	other := way{"result.other", func() error { return errBack }}
	report := way{"result.report", g.report}
	ways := []way{again, other, turn, report}
	switch seen.Outcome {
	case reporter.Answers:
		turn.key = "result.reply"
		ways = []way{turn, again}
	case reporter.Receipt:
		ways = []way{again, turn}
	case reporter.Alarm:
		ways = []way{again, other, report, turn}
	}
	var titles []string
	for _, w := range ways {
		titles = append(titles, g.one(w.key))
	}
	g.title(g.one("start.title"))
	i, err := g.choose(append(titles, g.one("leave")), -1, false)
	switch {
	case errors.Is(err, errAgain):
		return errAgain
	case err != nil:
		return err
	case i == len(ways):
		return ErrLeft
	}
	if err = ways[i].do(); errors.Is(err, errBack) && ways[i].key != "result.other" {
		return errAgain
	}
	return err
}
