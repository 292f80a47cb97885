package desk

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/internal/desk/register"
	"luwte/internal/onionaddr"
)

const (
	charterBucket = "charter"
	charterKey    = "last"
)

// ErrSerials is returned when a charter that the desk was shown has a serial that no bureau comes to: it is a thief's.
var ErrSerials = errors.New("the drop's charter has a serial that this bureau cannot have come to: somebody has the root key")

// ErrPages is returned for pages that cannot stand in a charter.
var ErrPages = fmt.Errorf("not the SHA-256 of a page, or more than %d of them", charter.MaxPages)

// Change is what a new charter is to say otherwise; nil leaves it as it is.
type Change struct {
	Onion  *string   // the drop's address, or empty for none
	Colour *string   // the page's colour, or empty for its own
	Pages  *[]string // SHA-256, hex, of each page that the bureau compared with a release, or none
}

// Charter returns the bureau's charter. If nothing changed since the last one and it has still some time to run, it is that one, byte for
// byte; otherwise a new one with the next serial, durable before it is returned. It returns onionaddr.ErrAddress, ErrColour or ErrPages for a change
// that cannot be made.
func (d *Desk) Charter(change Change) (c *charter.Charter, err error) {
	if err := d.need(Keeper); err != nil {
		return nil, err
	}
	err = d.reg.Update(func(tx *register.Tx) error {
		s, err := settings(tx)
		if err != nil {
			return err
		}
		if change != (Change{}) {
			if err := s.change(change); err != nil {
				return err
			}
			if err := errors.Join(tx.PutJSON(settingsBucket, settingsKey, s), changeOwn(tx, change)); err != nil {
				return err
			}
		}
		c, err = d.charter(tx, s)
		return err
	})
	return c, err
}

func (s *Settings) change(to Change) (err error) {
	if to.Onion != nil {
		if s.Onion = *to.Onion; s.Onion != "" { // empty takes it out
			s.Onion, err = onionaddr.Parse(s.Onion)
		}
	}
	if to.Colour != nil && err == nil {
		s.Colour, err = parseColour(*to.Colour)
	}
	if to.Pages != nil && err == nil {
		s.Pages, err = parsePages(*to.Pages)
	}
	return err
}

// parsePages returns pages in the one form and order that they have in a charter.
func parsePages(texts []string) ([]string, error) {
	pages := []string{}
	for _, text := range texts {
		pages = append(pages, strings.ToLower(strings.TrimSpace(text)))
	}
	slices.Sort(pages)
	if pages = slices.Compact(pages); !charter.PagesOK(pages) {
		return nil, ErrPages
	}
	return pages, nil
}

// charter returns the last charter if it still says what s and the keys say, else makes the next.
func (d *Desk) charter(tx *register.Tx, s Settings) (*charter.Charter, error) {
	last, err := lastCharter(tx)
	if err := errors.Join(err, d.mayDispatch(tx)); err != nil {
		return nil, err
	}
	serial := uint64(1)
	if last != nil {
		if d.says(last, s) && last.Expires >= d.today()+renewDays {
			return last, nil
		}
		if last.Serial >= canon.MaxInteger {
			return nil, ErrSerials
		}
		serial = last.Serial + 1
	}
	root, err := d.keys.Root()
	if err != nil {
		return nil, err
	}
	c := s.charter(d.keys, serial, d.today())
	if c.Predecessors, err = d.predecessors(last, root.Public()); err != nil {
		return nil, err
	}
	line, err := c.Sign(root)
	if err != nil {
		return nil, err
	}
	if err := noteRetention(tx, c.Retention.Parcels); err != nil {
		return nil, err
	}
	if err := tx.Put(charterBucket, charterKey, line); err != nil {
		return nil, err
	}
	return c, d.logEvent(tx, d.event("charter", "", map[string]any{"serial": serial}))
}

// says says whether a charter is what would be made now but for serial and dates. Epochs that were destroyed may still stand in it: no report is
// sealed to them any more, and a desk without its root key destroys them too.
func (d *Desk) says(last *charter.Charter, s Settings) bool {
	again := s.charter(d.keys, last.Serial, last.Made)
	again.Format, again.Root, again.Predecessors, again.Bureau, again.Expires = last.Format, last.Root, last.Predecessors, last.Bureau, last.Expires
	if root, err := d.keys.Root(); err == nil {
		again.Root = root.Public()
	}
	for i := len(last.Epochs) - 1; i >= 0; i-- {
		if e := last.Epochs[i]; e.Until <= d.today() && len(again.Epochs) > 0 && e.Epoch < again.Epochs[0].Epoch {
			again.Epochs = append([]charter.Epoch{e}, again.Epochs...)
		}
	}
	a, err1 := canon.Marshal(last)
	b, err2 := canon.Marshal(again)
	return err1 == nil && err2 == nil && bytes.Equal(a, b)
}

func lastCharter(tx *register.Tx) (*charter.Charter, error) {
	line, ok, err := tx.Get(charterBucket, charterKey)
	if err != nil || !ok {
		return nil, err
	}
	return charter.Parse(line)
}
