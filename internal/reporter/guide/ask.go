package guide

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"luwte/internal/reporter"
)

var (
	errBack  = errors.New("back")
	errAgain = errors.New("say it again")
	errHome  = errors.New("to the beginning")
	errDone  = errors.New("done")
)

// toStep leads to a step by its key.
type toStep string

func (s toStep) Error() string { return "to " + string(s) }

// step is one thing that is asked.
type step struct {
	key  string
	done bool // once the overview has been reached, steps that are done are passed over
	ask  func() error
	says bool // asks nothing: on the way back it is passed over
}

// What somebody types at any question to go back, to hear it again, and to take an answer away.
const (
	keyBack  = "<"
	keyAgain = "?"
	keyClear = "-"
)

// title begins a question.
func (g *Guide) title(text string) {
	g.write("\n" + g.bold(g.wrap(reporter.Harmless(text), "")) + "\n")
}

// say says a paragraph.
func (g *Guide) say(text string) { g.write(g.wrap(reporter.Harmless(text), "") + "\n") }

// item says a line of a list.
func (g *Guide) item(mark, text string) {
	indent := strings.Repeat(" ", len([]rune(mark))+1)
	g.write(mark + " " + g.wrap(reporter.Harmless(text), indent) + "\n")
}

func (g *Guide) items(lines []string) {
	for _, line := range lines {
		g.item("-", line)
	}
}

// line asks for a line. It returns errBack, errAgain or ErrLeft.
func (g *Guide) line(prompt string) (string, error) {
	return g.answer(prompt, func() (string, error) { return g.Terminal.line(g.ctx) })
}

// secret asks for a line that is not shown.
func (g *Guide) secret(prompt string) (string, error) {
	return g.answer(prompt, func() (string, error) { return g.Terminal.secret(g.ctx) })
}

func (g *Guide) answer(prompt string, get func() (string, error)) (string, error) {
	g.write(g.wrap(prompt, "") + " ")
	text, err := get()
	switch text = strings.TrimSpace(text); {
	case err != nil:
		g.write("\n")
		return "", err
	case text == keyBack:
		return "", errBack
	case text == keyAgain:
		return "", errAgain
	}
	return text, nil
}

// choose asks for one of the options. An empty answer is current, or -1 where it may be empty.
func (g *Guide) choose(options []string, current int, mayBeEmpty bool) (int, error) {
	for i, o := range options {
		g.item(fmt.Sprintf("%2d", i+1), o)
	}
	if current >= 0 {
		g.say(g.one("keep", options[current]))
	} else if mayBeEmpty {
		g.say(g.one("skip"))
	}
	for {
		text, err := g.line(g.one("number"))
		if err != nil {
			return 0, err
		}
		if text == "" && (current >= 0 || mayBeEmpty) {
			return current, nil
		}
		if n, err := strconv.Atoi(text); err == nil && 1 <= n && n <= len(options) {
			return n - 1, nil
		}
		if mayBeEmpty && text == keyClear {
			return -1, nil
		}
		g.say(g.one("notNumber"))
	}
}

// several asks for any of the options. An empty answer is current.
func (g *Guide) several(options []string, current []int) ([]int, error) {
	for i, o := range options {
		g.item(fmt.Sprintf("%2d", i+1), o)
	}
	if len(current) > 0 {
		var titles []string
		for _, i := range current {
			titles = append(titles, options[i])
		}
		g.say(g.one("keep", strings.Join(titles, "; ")))
		g.say(g.one("clear"))
	} else {
		g.say(g.one("skip"))
	}
	for {
		text, err := g.line(g.one("numbers"))
		switch {
		case err != nil:
			return nil, err
		case text == "":
			return current, nil
		case text == keyClear:
			return nil, nil
		}
		if chosen, ok := numbers(text, len(options)); ok {
			return chosen, nil
		}
		g.say(g.one("notNumber"))
	}
}

// numbers reads numbers from 1 to most, and returns them from 0, ascending, each once.
func numbers(text string, most int) (chosen []int, ok bool) {
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		n, err := strconv.Atoi(field)
		if err != nil || n < 1 || n > most {
			return nil, false
		}
		chosen = append(chosen, n-1)
	}
	slices.Sort(chosen)
	return slices.Compact(chosen), true
}

// MaxLine is how many bytes of a line terminals take; what follows is lost without a word.
const MaxLine = 4095

// text asks for a text of several lines, ended by a full stop on a line of its own. What was written before can be kept, added to, or
// written anew. One that may be left out is passed over with an empty line. Also with errBack and errAgain it returns all that was typed.
func (g *Guide) text(before string, mayBeEmpty bool) (string, error) {
	if before != "" {
		g.say(g.one("text.have"))
		g.item(" ", before)
		i, err := g.choose([]string{g.one("text.keep"), g.one("text.more"), g.one("text.anew")}, 0, false)
		switch {
		case err != nil || i == 0:
			return before, err
		case i == 1:
			before += "\n"
		default:
			before = ""
		}
	}
	g.say(g.one("text.end"))
	if mayBeEmpty {
		g.say(g.one("skip"))
	}
	lines, err := g.lines(mayBeEmpty)
	return strings.TrimSpace(before + strings.Join(lines, "\n")), err
}

// lines reads lines up to a full stop, or to the end of input after some.
func (g *Guide) lines(mayBeEmpty bool) (lines []string, err error) {
	cut := false
	for {
		line, err := g.Terminal.line(g.ctx)
		switch typed := strings.TrimSpace(line); {
		case err != nil && len(lines) == 0:
			return nil, err
		case err != nil || typed == ".":
			if cut {
				g.say(g.one("text.cut"))
			}
			return lines, nil
		case typed == keyBack:
			return lines, errBack
		case typed == keyAgain:
			return lines, errAgain
		case typed == "" && len(lines) == 0 && mayBeEmpty:
			return nil, nil
		case typed == "" && len(lines) == 0: // nothing yet
			continue
		}
		cut = cut || len(line) >= MaxLine
		lines = append(lines, line)
	}
}

// walk goes through steps, which follow from what has been chosen, from the one with a key. After the last it returns nil, before the
// first errBack.
func (g *Guide) walk(steps func() []step, checked func() bool, key string) error {
	for {
		all := steps()
		at := max(0, slices.IndexFunc(all, func(s step) bool { return s.key == key }))
		err := all[at].ask()
		var to toStep
		switch {
		case errors.Is(err, errAgain):
		case errors.As(err, &to):
			key = string(to)
		case errors.Is(err, errBack):
			switch {
			case checked() && at < len(all)-1:
				key = all[len(all)-1].key
			case before(all, at) < 0:
				return errBack
			default:
				key = all[before(all, at)].key
			}
		case err != nil:
			return err
		default:
			next, ok := following(steps(), key, checked())
			if !ok {
				return nil
			}
			key = next
		}
	}
}

// before returns the place of the last step before another that asks something, or -1.
func before(all []step, at int) int {
	for at--; at >= 0 && all[at].says; at-- {
	}
	return at
}

// following returns the step after one: where the overview was reached already, the next that is not done.
func following(all []step, key string, checked bool) (string, bool) {
	at := slices.IndexFunc(all, func(s step) bool { return s.key == key })
	for _, s := range all[at+1:] {
		if !checked || !s.done {
			return s.key, true
		}
	}
	return "", false
}
