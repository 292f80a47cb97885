package desk

import (
	"luwte/crypto/charter"
	"luwte/internal/desk/card"
	"luwte/internal/desk/register"
)

// Card returns what stands on the bureau's card in a language, but for the number to call when in danger. Onion is empty if the bureau has
// no address yet.
func (d *Desk) Card(language string) (c card.Card, err error) {
	root, err := d.CardRoot()
	if err != nil {
		return c, err
	}
	err = d.reg.View(func(tx *register.Tx) error {
		s, err := settings(tx)
		c = card.Card{Language: language, Bureau: s.Name.In(language), Onion: s.Onion, Words: root.Words(language), Replaces: root != d.bureau}
		return err
	})
	return c, err
}

// CardRoot returns the fingerprint whose words are on the card: that of the bureau's newest root.
func (d *Desk) CardRoot() (root charter.Fingerprint, err error) {
	if key, err := d.keys.Root(); err == nil {
		return charter.FingerprintOf(key.Public()), nil
	}
	root = d.bureau
	err = d.reg.View(func(tx *register.Tx) error {
		last, err := lastCharter(tx)
		if last != nil {
			root = charter.FingerprintOf(last.Root)
		}
		return err
	})
	return root, err
}
