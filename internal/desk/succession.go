package desk

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/sign"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
)

var (
	// ErrOldRegister is returned when the root key is another than the register's last charter has: the register is older than the keys.
	ErrOldRegister = errors.New("this register is from before the root key was replaced")
	// ErrSuccessions is returned when a bureau's root key was replaced as often as it can be.
	ErrSuccessions = fmt.Errorf("a bureau's root key can be replaced %d times", charter.MaxPredecessors)
)

const ownKey = "own" // in settingsBucket: the settings before a charter was adopted that another dispatch key came with

// pendingKey is where in charterBucket the charter lies that comes into force with a dealing.
func pendingKey(dealing uint64) string { return fmt.Sprintf("of dealing %d", dealing) }

// succession is a root key that is to succeed another, when the dealing that brings it is in force.
type succession struct {
	before   charter.Fingerprint // the root that is succeeded
	dispatch string              // the dispatch key that ends with it, as keyName
	settings Settings
	charter  *charter.Charter // signed by the new root
}

// ReplaceRoot makes a new root key, which the old one names as its successor, because that was stolen or may have been, and deals it. Whoever has the root key may
// have all keys: so the dispatch key and the keys that open reports from today on are new too. Those for what is under way stay, and the
// bureau's fingerprint, so that every conversation goes on. The charter that announces it is in the next dispatch. It returns what DealAnew returns, ErrSuccessions,
// ErrOldRegister, or ErrDaily where the keyring's passphrase is not here.
func (d *Desk) ReplaceRoot(q Quorum, daily bool) (*Dealt, error) {
	if err := d.need(Keeper); err != nil {
		return nil, err
	}
	if daily && d.passphrase == "" && OpenedBy(d.dir) == Passphrase {
		return nil, ErrDaily
	}
	return d.dealAnew(q, daily, func(tx *register.Tx, keys *keyring.Keys) (*keyring.Keys, *succession, error) {
		old, err := keys.Root()
		if err != nil {
			return nil, nil, err
		}
		root, err1 := sign.GenerateKey()
		dispatch, err2 := sign.GenerateKey()
		if err := errors.Join(err1, err2); err != nil {
			return nil, nil, fmt.Errorf("make keys: %w", err)
		}
		next := keys.WithRoot(root).WithDispatch(dispatch)
		if err := d.renewEpochs(tx, next, q.Months); err != nil {
			return nil, nil, err
		}
		s := &succession{before: charter.FingerprintOf(old.Public()), dispatch: d.dispatchName()}
		return next, s, s.sign(tx, d, old, next)
	})
}

// sign makes the charter by which the successor begins.
func (s *succession) sign(tx *register.Tx, d *Desk, old *sign.Key, next *keyring.Keys) error {
	last, err := lastCharter(tx)
	if err != nil {
		return err
	}
	earlier, err := d.predecessors(last, old.Public())
	if err != nil {
		return err
	}
	root, err := next.Root()
	if err != nil {
		return err
	}
	chain, err := charter.Succeed(d.bureau, earlier, old, root.Public())
	if errors.Is(err, charter.ErrMalformed) {
		return ErrSuccessions
	}
	if err != nil {
		return err
	}
	if s.settings, err = d.ownSettings(tx); err != nil {
		return err
	}
	serial := uint64(1)
	if last != nil && last.Serial < canon.MaxInteger/2 { // else a thief has used them up; the longer chain comes after all of them
		serial = last.Serial + 1
	}
	s.charter = s.settings.charter(next, serial, d.today())
	s.charter.Predecessors = chain
	_, err = s.charter.Sign(root)
	return err
}

// renewEpochs makes epochs from this day on, which go before those that there are: a report is sealed to the highest-numbered one. There are as many that none is sealed to the others any more.
// The others stay, for what was sealed to them; but where they are too many for a charter, those furthest off go, to which only a clock that is far ahead has sealed.
func (d *Desk) renewEpochs(tx *register.Tx, keys *keyring.Keys, months int) error {
	last, err := lastEpoch(tx, keys)
	if err != nil {
		return err
	}
	old := keys.Epochs()
	for _, e := range old {
		for monthAfter(d.today(), months+1)+1 < e.Until {
			months++
		}
	}
	slices.SortStableFunc(old, func(a, b charter.Epoch) int { return int(b.From) - int(a.From) })
	for _, e := range old {
		if len(keys.Epochs())+1+months <= charter.MaxEpochs {
			break
		}
		if e.From <= d.today()+clockDays {
			return ErrMonths
		}
		if err := keys.Destroy(e.Epoch); err != nil {
			return err
		}
	}
	return keys.Extend(last+1, firstPeriods(d.today(), months)...)
}

// prepareSuccession makes durable what putForce takes up when the dealing is in force, so that a power cut leaves either root and never neither.
func (d *Desk) prepareSuccession(tx *register.Tx, out *Dealt) error {
	s := out.succession
	if s == nil {
		return nil
	}
	return errors.Join(
		tx.Put(formerBucket, replacedKey, []byte(s.dispatch)),
		tx.Put(charterBucket, pendingKey(out.Dealing), s.charter.Raw()),
		tx.PutJSON(settingsBucket, pendingKey(out.Dealing), s.settings),
		d.logEvent(tx, d.event("replace-root-key", "", map[string]any{"serial": s.charter.Serial, "root": charter.FingerprintOf(s.charter.Root).String()})),
	)
}

// takeSuccession makes the charter that came with a dealing the last one.
func takeSuccession(tx *register.Tx, dealing uint64) error {
	line, ok, err := tx.Get(charterBucket, pendingKey(dealing))
	if err != nil || !ok {
		return err
	}
	c, err := charter.Parse(line)
	if err != nil {
		return err
	}
	var s Settings
	if _, err := tx.GetJSON(settingsBucket, pendingKey(dealing), &s); err != nil {
		return err
	}
	return errors.Join(
		tx.Put(charterBucket, charterKey, line), tx.Delete(charterBucket, pendingKey(dealing)),
		tx.PutJSON(settingsBucket, settingsKey, s), tx.Delete(settingsBucket, pendingKey(dealing)),
		noteRetention(tx, c.Retention.Parcels), beginNumbers(tx),
	)
}

// beginNumbers lets the numbers of boards begin anew where a thief has used them up: under a new charter a drop takes any. Otherwise they go on rising.
func beginNumbers(tx *register.Tx) error {
	burned, err := getNumber(tx, dispatchBucket, burnedKey)
	if err != nil || burned < canon.MaxInteger/2 {
		return err
	}
	return errors.Join(putNumber(tx, dispatchBucket, burnedKey, 0), tx.Delete(dispatchBucket, sentKey))
}

// predecessors returns the chain that ends before root, which is in the last charter. It returns ErrOldRegister if that one has another root.
func (d *Desk) predecessors(last *charter.Charter, root []byte) ([]charter.Predecessor, error) {
	switch {
	case last == nil && charter.FingerprintOf(root) == d.bureau:
		return nil, nil
	case last == nil || !bytes.Equal(last.Root, root):
		return nil, ErrOldRegister
	}
	return last.Predecessors, nil
}

// ownSettings are what this desk last chose, not what a charter says that came with another dispatch key: its signer may be the thief of the root key.
func (d *Desk) ownSettings(tx *register.Tx) (s Settings, err error) {
	if d.mayDispatch(tx) == nil {
		return settings(tx)
	}
	ok, err := tx.GetJSON(settingsBucket, ownKey, &s)
	if err == nil && !ok {
		return settings(tx)
	}
	return s, err
}

// strangeRoot compares the roots of a charter of this bureau with ours. It returns nil if they are the same, else charter.ErrSucceeded for one of a root that was
// replaced here, or charter.ErrRival for one that is not here.
func (d *Desk) strangeRoot(tx *register.Tx, c *charter.Charter) error {
	if root, err := d.keys.Root(); err == nil && bytes.Equal(c.Root, root.Public()) {
		return nil
	}
	last, err := lastCharter(tx)
	if err != nil {
		return err
	}
	known := charter.Position{Roots: []charter.Fingerprint{d.bureau}}
	if last != nil {
		known = last.Position()
	}
	err = charter.Order(known, c.Position())
	switch {
	case errors.Is(err, charter.ErrSucceeded):
		return err
	case errors.Is(err, charter.ErrRival) || len(c.Roots()) > len(known.Roots):
		return charter.ErrRival
	}
	return nil
}
