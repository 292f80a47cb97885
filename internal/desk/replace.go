package desk

import (
	"errors"
	"fmt"
	"path/filepath"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/dispatch"
	"luwte/crypto/quorum"
	"luwte/crypto/sign"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
)

const formerBucket = "former" // dispatch keys that were replaced: by keyName

// ReplaceDispatch makes a new dispatch key, because the one that there is was stolen or may have been, and the charter that announces it. Once the next
// dispatch is at the drop, nothing that is signed with the old key is taken there. On a dealt desk the custodians must have given their shares. It
// returns keyring.ErrRoot where they have not, ErrDaily, or ErrSerials.
func (d *Desk) ReplaceDispatch() (c *charter.Charter, err error) {
	if err := d.need(Keeper); err != nil {
		return nil, err
	}
	if d.passphrase == "" && OpenedBy(d.dir) == Passphrase {
		return nil, ErrDaily
	}
	root, err := d.root()
	if err != nil {
		return nil, err
	}
	if err := d.reg.View(checkSerial); err != nil {
		return nil, err
	}
	key, err := sign.GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("make dispatch key: %w", err)
	}
	keys, dealing, err := d.withDispatch(key)
	if err != nil {
		return nil, err
	}
	old := d.dispatchName()
	err = d.reg.Update(func(tx *register.Tx) error { return tx.Put(formerBucket, replacedKey, []byte(old)) })
	if err != nil {
		return nil, err
	}
	if err := d.takeDispatch(keys, dealing); err != nil {
		return nil, err
	}
	err = d.reg.Update(func(tx *register.Tx) error {
		if err := errors.Join(d.endReplacing(tx, old, true), putForce(tx, d.dealing), beginNumbers(tx), d.logEvent(tx, d.event("replace-dispatch-key", "", nil))); err != nil {
			return err
		}
		s, err := settings(tx)
		if err != nil {
			return err
		}
		with := *d
		with.keys = keys.WithRoot(root)
		c, err = with.charter(tx, s)
		return err
	})
	return c, err
}

// checkSerial returns ErrSerials where a new dispatch key is no answer: the charter that was shown here is of somebody who has the root key, and would be gone on from.
func checkSerial(tx *register.Tx) error {
	last, err := lastCharter(tx)
	if err == nil && last != nil && last.Serial >= canon.MaxInteger/2 {
		return ErrSerials
	}
	return err
}

// takeDispatch writes keys with another dispatch key, the dealing first: from then on they are the desk's (settle).
func (d *Desk) takeDispatch(keys *keyring.Keys, dealing *quorum.Dealing) error {
	if dealing != nil {
		g, err := dealing.Take(d.gathered)
		if err != nil {
			return err
		}
		if err := writeDealing(d.dir, dealing); err != nil {
			return err
		}
		d.dealing, d.gathered = dealing, g
	}
	d.keys = keys
	if d.passphrase == "" {
		return nil
	}
	return d.keys.Replace(filepath.Join(d.dir, keyringFile), d.passphrase)
}

// root returns the root key, which a desk for daily work has only from its custodians.
func (d *Desk) root() (*sign.Key, error) {
	if d.dealing == nil || d.gathered == nil {
		return d.keys.Root()
	}
	seed, err := d.gathered.Root()
	if err != nil {
		return nil, err
	}
	return sign.NewKey(seed)
}

// former says whether a dispatch bears a dispatch key of this desk that was replaced.
func former(tx *register.Tx, raw []byte) bool {
	held, err := dispatch.Parse(raw)
	if err != nil {
		return false
	}
	return tx.Has(formerBucket, keyName(held.Charter.Dispatch))
}

// ErrEverySession is returned when a desk that custodians open every time would get a passphrase unasked.
var ErrEverySession = errors.New("custodians open this desk every time, and no passphrase does")

// ChangePassphrase seals the keyring under another passphrase. Where custodians opened the desk, so is one that was forgotten replaced. It returns ErrEverySession where
// there is no keyring.
func (d *Desk) ChangePassphrase(passphrase string) error {
	if d.dealing != nil && OpenedBy(d.dir) == Custodians {
		return ErrEverySession
	}
	return d.putPassphrase(passphrase, "passphrase")
}

// BeginDaily gives a desk that custodians open every time a keyring with what daily work needs, under a passphrase. It returns quorum.ErrTooFew unless the
// custodians gave their shares.
func (d *Desk) BeginDaily(passphrase string) error {
	switch {
	case d.dealing == nil:
		return ErrNotDealt
	case d.gathered == nil:
		return quorum.ErrTooFew
	}
	return d.putPassphrase(passphrase, "begin-daily-work")
}

func (d *Desk) putPassphrase(passphrase, action string) error {
	if err := d.need(Keeper); err != nil {
		return err
	}
	if passphrase == "" {
		return keyring.ErrPassphrase
	}
	keys := d.keys
	if d.passphrase == "" && d.dealing != nil {
		keys = d.keys.WithoutRoot().Only(d.today() + clockDays)
	}
	err := d.reg.Update(func(tx *register.Tx) error { return d.logEvent(tx, d.event(action, "", nil)) })
	if err != nil {
		return err
	}
	if err := keys.Replace(filepath.Join(d.dir, keyringFile), passphrase); err != nil {
		return err
	}
	d.keys, d.passphrase = keys, passphrase
	return nil
}
