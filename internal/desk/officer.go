package desk

import (
	"errors"
	"strings"
	"unicode/utf8"

	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
)

// ErrText is returned when an answer is empty or not UTF-8.
var ErrText = errors.New("the answer is empty, or not UTF-8 text")

// Contents is everything that the desk lists.
type Contents struct {
	Cases   []cases.Summary
	Waiting []cases.PendingView // parcels whose report or predecessor has not come
	Aside   []cases.Listed      // parcels that could not be read, or that waited too long
}

// List returns what there is, of cases those that the handler may see. The texts of what waits are left out unless a register keeper asks for them: to which case they
// belong is not known.
func (d *Desk) List(texts bool) (all Contents, err error) {
	err = d.read(func(tx *register.Tx, c *cases.Register) error {
		var loose cases.Kept
		if texts && d.self.Role == Keeper {
			loose = d.kept(tx, "")
		}
		all = Contents{d.summaries(tx, c), c.Pending(loose), c.Listed()}
		return nil
	})
	return all, err
}

// Loose returns how many parcels belong to no case.
func (d *Desk) Loose() (n int, err error) {
	err = d.read(func(tx *register.Tx, c *cases.Register) error {
		n = len(c.Pending(nil)) + len(c.Listed())
		return nil
	})
	return n, err
}

// summaries are those of the cases that the handler may see.
func (d *Desk) summaries(tx *register.Tx, c *cases.Register) (all []cases.Summary) {
	for _, s := range c.List() {
		if d.sees(tx, s.ID) {
			c.Describe(&s, d.kept(tx, s.ID))
			all = append(all, s)
		}
	}
	return all
}

// Show returns a case with its letters from this number on, as many as it can, or cases.ErrNoCase. That it was read is in the log before it is shown.
func (d *Desk) Show(id string, from int) (v *cases.View, err error) {
	if d.identity == nil {
		return nil, ErrWho
	}
	err = d.reg.Update(func(tx *register.Tx) error {
		if err := d.may(tx, id); err != nil {
			return err
		}
		return d.logEvent(tx, d.event("show", id, nil))
	})
	if err != nil {
		return nil, err
	}
	return d.show(id, from)
}

func (d *Desk) show(id string, from int) (v *cases.View, err error) {
	err = d.read(func(tx *register.Tx, c *cases.Register) error {
		if err := d.may(tx, id); err != nil {
			return err
		}
		v, err = c.Show(id, from, d.kept(tx, id))
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
	err = d.change(d.event("reply", id, nil), func(_ *register.Tx, c *cases.Register) error {
		answer, err = c.Reply(d.by(), id, text)
		return err
	})
	return answer, err
}

// Keep decides a fork for a branch; see cases.Register.Keep.
func (d *Desk) Keep(id string, branch int) error {
	return d.change(d.event("keep", id, map[string]any{"branch": branch}), func(_ *register.Tx, c *cases.Register) error { return c.Keep(d.by(), id, branch) })
}

// Accept says that a closed branch is the same reporter's; see cases.Register.Accept.
func (d *Desk) Accept(id string, branch int) error {
	return d.change(d.event("accept", id, map[string]any{"branch": branch}), func(_ *register.Tx, c *cases.Register) error { return c.Accept(d.by(), id, branch) })
}

// CloseAll closes a case for good.
func (d *Desk) CloseAll(id string) error {
	return d.change(d.event("close-all", id, nil), func(_ *register.Tx, c *cases.Register) error { return c.CloseAll(d.by(), id) })
}
