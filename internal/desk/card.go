package desk

import (
	"luwte/internal/desk/card"
	"luwte/internal/desk/register"
)

// Card returns what stands on the bureau's card in a language, but for the number to call when in danger. Onion is empty if the bureau has
// no address yet.
func (d *Desk) Card(language string) (c card.Card, err error) {
	err = d.reg.View(func(tx *register.Tx) error {
		s, err := settings(tx)
		c = card.Card{Language: language, Bureau: s.Name.In(language), Onion: s.Onion, Words: d.bureau.Words(language)}
		return err
	})
	return c, err
}
