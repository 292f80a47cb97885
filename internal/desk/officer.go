package desk

import (
	"errors"
	"strings"
	"unicode/utf8"

	"luwte/internal/desk/cases"
)

// ErrText is returned when an answer is empty or not UTF-8.
var ErrText = errors.New("the answer is empty, or not UTF-8 text")

// Contents is everything that the desk lists.
type Contents struct {
	Cases   []cases.Summary
	Waiting []cases.PendingView // parcels whose report or predecessor has not come
	Aside   []cases.Listed      // parcels that could not be read, or that waited too long
}

// List returns what there is. The texts of what waits are left out unless they are asked for.
func (d *Desk) List(texts bool) (all Contents, err error) {
	err = d.read(func(c *cases.Register, kept cases.Kept) error {
		if !texts {
			kept = nil
		}
		all = Contents{c.List(), c.Pending(kept), c.Listed()}
		return nil
	})
	return all, err
}

// Show returns a case with its letters from this number on, as many as it can, or cases.ErrNoCase.
func (d *Desk) Show(id string, from int) (v *cases.View, err error) {
	err = d.read(func(c *cases.Register, kept cases.Kept) error {
		v, err = c.Show(id, from, kept)
		return err
	})
	return v, err
}

// Reply adds an answer to a case, to be published with the next export, and returns its number. It returns ErrText or an error of
// cases.Register.Reply.
func (d *Desk) Reply(id, text string) (answer int, err error) {
	text = strings.TrimRight(text, "\r\n")
	if strings.TrimSpace(text) == "" || !utf8.ValidString(text) {
		return 0, ErrText
	}
	err = d.change(d.event("reply", id, nil), func(c *cases.Register) error {
		answer, err = c.Reply(d.by(), id, text)
		return err
	})
	return answer, err
}

// Keep decides a fork for a branch; see cases.Register.Keep.
func (d *Desk) Keep(id string, branch int) error {
	return d.change(d.event("keep", id, map[string]any{"branch": branch}), func(c *cases.Register) error { return c.Keep(d.by(), id, branch) })
}

// Accept says that a closed branch is the same reporter's; see cases.Register.Accept.
func (d *Desk) Accept(id string, branch int) error {
	return d.change(d.event("accept", id, map[string]any{"branch": branch}), func(c *cases.Register) error { return c.Accept(d.by(), id, branch) })
}

// CloseAll closes a case for good.
func (d *Desk) CloseAll(id string) error {
	return d.change(d.event("close-all", id, nil), func(c *cases.Register) error { return c.CloseAll(d.by(), id) })
}
