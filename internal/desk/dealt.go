package desk

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/quorum"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
)

var (
	// ErrNotDealt is returned when shares are given to a desk whose keys are dealt to nobody.
	ErrNotDealt = errors.New("the keys of this desk are not dealt to custodians")
	// ErrCustodians is returned when a custodian has no name, or two have the same.
	ErrCustodians = errors.New("every custodian needs a name of their own")
	// ErrMonths is returned when a number of months is out of range.
	ErrMonths = fmt.Errorf("epochs can be made for 1 to %d months ahead", MaxMonths)
)

const (
	custodyBucket = "custody" // dealings, by number
	lastDealtKey  = "dealt"   // the highest number of a dealing
)

// Quorum says to whom keys are dealt, and for how long.
type Quorum struct {
	Needed     int      // how many of the custodians open the keys
	Custodians []string // names, of custodians 1, 2, …
	Months     int      // how many months ahead, after the one that it is, have an epoch
}

// Check returns quorum.ErrQuorum, ErrCustodians or ErrMonths.
func (q Quorum) Check() error {
	if n := len(q.Custodians); q.Needed < 1 || q.Needed > n || n > quorum.MaxCustodians {
		return quorum.ErrQuorum
	}
	if q.Months < 1 || q.Months > MaxMonths {
		return ErrMonths
	}
	seen := map[string]bool{"": true}
	for _, name := range q.Custodians {
		name = strings.Join(strings.Fields(strings.ToLower(name)), " ")
		if seen[name] {
			return ErrCustodians
		}
		seen[name] = true
	}
	return nil
}

// Custody is to whom a dealing was made.
type Custody struct {
	Dealing    uint64
	Day        day.Day
	Needed     int
	Custodians []string
	Commitment [32]byte // quorum.Share.Commitment of all shares
	Profile    string   // how the desk is opened: one of the two below
	Backup     []string // recipients to which backups are sealed, of custodians 1, 2, …
}

// Profiles of a dealing.
const (
	everySession = "session" // custodians open the desk every time
	dailyWork    = "daily"   // custodians release each month's key to the desk, which a passphrase opens
)

func profile(daily bool) string {
	if daily {
		return dailyWork
	}
	return everySession
}

// Dealt is keys that were dealt and are not in use yet. First every custodian must have a share that was read back; then Finish makes them the desk's.
// Until then nothing has changed, and the shares are those of nothing.
type Dealt struct {
	Custody
	Bureau charter.Fingerprint
	Epochs []charter.Epoch
	Shares []*quorum.Share      // of custodians 1, 2, …
	Void   *Custody             // what this dealing ends: nil for a new bureau; Dealing is 0 where one passphrase opened everything
	Root   charter.Fingerprint  // whose words are on the card
	Before *charter.Fingerprint // the root that Root succeeds with this dealing, or nil

	dealing    *quorum.Dealing
	succession *succession
	passphrase string
	finish     func() error
}

// Passphrase is for the keyring of a desk that has none, and is to have one for daily work.
func (d *Dealt) Passphrase(passphrase string) { d.passphrase = passphrase }

// Charter returns the charter that comes into force with the dealing, or nil.
func (d *Dealt) Charter() *charter.Charter {
	if d.succession == nil {
		return nil
	}
	return d.succession.charter
}

// Check returns what a gathering of the new dealing says to a key or a share that was read back.
func (d *Dealt) Check(s *quorum.Share) error { return d.dealing.Gather().AddShare(s) }

// Finish puts the keys in their place. When it returns nil, they are on disk.
func (d *Dealt) Finish() error { return d.finish() }

// Found makes a bureau whose keys are dealt to custodians. With a passphrase, the desk keeps its own keys and those of released epochs, at first the
// one that it is, in a keyring; without one, custodians open every session. It returns what Init returns, quorum.ErrQuorum, ErrCustodians or ErrMonths.
func Found(dir, passphrase, actor string, s Settings, q Quorum) (*Dealt, error) {
	return found(dir, passphrase, actor, s, q, clock)
}

func found(dir, passphrase, actor string, s Settings, q Quorum, now func() time.Time) (*Dealt, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	if err := s.change(Change{Onion: &s.Onion, Colour: &s.Colour}); err != nil {
		return nil, err
	}
	if err := empty(dir); err != nil {
		return nil, err
	}
	today := day.Of(now())
	keys, err := newKeys(s, today, q.Months)
	if err != nil {
		return nil, err
	}
	d, err := deal(keys, q, 1, today)
	if err != nil {
		return nil, err
	}
	d.Profile = profile(passphrase != "")
	d.finish = func() error {
		event := Event{Time: now(), Actor: actor, Action: "ceremony", Detail: d.detail()}
		if err := makeRegisterWith(filepath.Join(dir, newRegister), keys, s, event, d.Custody); err != nil {
			return err
		}
		if err := writeDealing(dir, d.dealing); err != nil {
			return err
		}
		if passphrase != "" {
			if err := keys.WithoutRoot().Only(today+clockDays).Save(filepath.Join(dir, keyringFile), passphrase); err != nil {
				return err
			}
		}
		return finishInit(dir)
	}
	return d, nil
}

func deal(keys *keyring.Keys, q Quorum, number uint64, today day.Day) (*Dealt, error) {
	secrets, err := keys.Secrets()
	if err != nil {
		return nil, err
	}
	dealing, shares, err := quorum.Deal(keys.Bureau(), secrets, q.Needed, len(q.Custodians), number)
	if err != nil {
		return nil, err
	}
	custody := Custody{Dealing: number, Day: today, Needed: q.Needed, Custodians: q.Custodians, Commitment: shares[0].Commitment()}
	if custody.Backup, err = backupRecipients(shares); err != nil {
		return nil, err
	}
	root, err := keys.Root()
	if err != nil {
		return nil, err
	}
	return &Dealt{Custody: custody, Bureau: keys.Bureau(), Root: charter.FingerprintOf(root.Public()), Epochs: keys.Epochs(), Shares: shares, dealing: dealing}, nil
}

func (c *Custody) detail() map[string]any {
	return map[string]any{"dealing": c.Dealing, "needed": c.Needed, "custodians": c.Custodians}
}

func putCustody(tx *register.Tx, c Custody) error {
	if err := putNumber(tx, custodyBucket, lastDealtKey, c.Dealing); err != nil {
		return err
	}
	return tx.PutJSON(custodyBucket, fmt.Sprint(c.Dealing), c)
}

// Custody returns the dealing in force, or ErrNotDealt.
func (d *Desk) Custody() (c Custody, err error) {
	if d.dealing == nil {
		return c, ErrNotDealt
	}
	err = d.reg.View(func(tx *register.Tx) error {
		ok, err := tx.GetJSON(custodyBucket, fmt.Sprint(d.dealing.Number), &c)
		if err == nil && !ok { // the register was put back from an older copy
			c = Custody{Dealing: d.dealing.Number, Needed: d.dealing.K, Custodians: make([]string, d.dealing.N)}
		}
		return err
	})
	return c, err
}

// Gathered gives the desk the shares of its custodians, which it needs for Release and DealAnew. It returns ErrNotDealt, quorum.ErrTooFew, or what
// quorum.Gathering.Add returns.
func (d *Desk) Gathered(g *quorum.Gathering) error {
	if d.dealing == nil {
		return ErrNotDealt
	}
	if g.Missing() > 0 {
		return quorum.ErrTooFew
	}
	own, err := d.dealing.Take(g) // what is replaced is replaced in the desk's own
	if err == nil {
		d.gathered = own
	}
	return err
}

// Forget forgets shares that were given to a desk that its passphrase opened: they are for one command, and whoever goes on afterwards is one person
// again. A desk that its custodians opened keeps them until it is closed.
func (d *Desk) Forget() {
	if d.passphrase != "" {
		d.gathered = nil
	}
}

// HasCustodians says whether enough shares were given to this desk, and not forgotten since.
func (d *Desk) HasCustodians() bool { return d.gathered != nil }

// Name returns the bureau's name in a language.
func (d *Desk) Name(language string) (name string, err error) {
	err = d.reg.View(func(tx *register.Tx) error {
		s, err := settings(tx)
		name = s.Name.In(language)
		return err
	})
	return name, err
}

// Dealing returns what is dealt to the custodians, or nil. A gathering for it is one for the desk.
func (d *Desk) Dealing() *quorum.Dealing { return d.dealing }

// DealAnew deals all keys to other custodians, or to the same, and makes epochs up to q.Months ahead. A desk whose keys were dealt to nobody keeps them no more:
// its keyring loses the root key and the epochs to come, or, without daily, is removed. It returns quorum.ErrQuorum, ErrCustodians, ErrMonths, or quorum.ErrTooFew.
func (d *Desk) DealAnew(q Quorum, daily bool) (*Dealt, error) {
	return d.dealAnew(q, daily, func(tx *register.Tx, keys *keyring.Keys) (*keyring.Keys, *succession, error) {
		return keys, nil, d.extend(tx, keys, q.Months)
	})
}

// dealAnew deals the keys that prepare makes of all that there are.
func (d *Desk) dealAnew(q Quorum, daily bool, prepare func(*register.Tx, *keyring.Keys) (*keyring.Keys, *succession, error)) (*Dealt, error) {
	if err := d.need(Keeper); err != nil {
		return nil, err
	}
	if err := q.Check(); err != nil {
		return nil, err
	}
	keys, err := d.allKeys()
	if err != nil {
		return nil, err
	}
	var number uint64
	var follows *succession
	err = d.reg.View(func(tx *register.Tx) error {
		if number, err = getNumber(tx, custodyBucket, lastDealtKey); err != nil {
			return err
		}
		keys, follows, err = prepare(tx, keys)
		return err
	})
	if err != nil {
		return nil, err
	}
	void := &Custody{}
	if d.dealing != nil {
		c, err := d.Custody()
		if err != nil {
			return nil, err
		}
		void, number = &c, max(number, d.dealing.Number)
	}
	out, err := deal(keys, q, number+1, d.today())
	if err != nil {
		return nil, err
	}
	out.Void, out.Profile, out.succession = void, profile(daily), follows
	if follows != nil {
		out.Before = &follows.before
	}
	out.finish = func() error { return d.takeDealing(out, keys, daily) }
	return out, nil
}

// allKeys returns every key, those of epochs to come included.
func (d *Desk) allKeys() (*keyring.Keys, error) {
	switch {
	case d.dealing == nil:
		return d.keys.Clone(), nil
	case d.gathered == nil:
		return nil, quorum.ErrTooFew
	}
	return keyring.Gathered(d.dealing, d.gathered, func(charter.Epoch) bool { return true })
}

// ErrDailyPassphrase is returned when keys are dealt for daily work, and there is neither a keyring nor a passphrase for one.
var ErrDailyPassphrase = errors.New("daily work needs a passphrase, and this desk has none")

// takeDealing puts a dealing in the place of the one in force. The old one goes at the moment when the new one's file has its name; what is cut short after that,
// settle finishes.
func (d *Desk) takeDealing(out *Dealt, keys *keyring.Keys, daily bool) error {
	begins := daily && OpenedBy(d.dir) != Passphrase
	if begins && out.passphrase == "" {
		return ErrDailyPassphrase
	}
	if err := d.reg.Update(out.prepare(d)); err != nil {
		return err
	}
	if err := writeDealing(d.dir, out.dealing); err != nil {
		return err
	}
	released, first := d.keys.Marks(), d.dealing == nil || begins || out.succession != nil // whose epochs are new
	if begins {
		d.passphrase = out.passphrase
	}
	d.dealing, d.gathered = out.dealing, nil
	if err := d.keep(keys, released, first, daily); err != nil {
		return err
	}
	return d.reg.Update(func(tx *register.Tx) error {
		if out.succession != nil {
			if err := d.endReplacing(tx, out.succession.dispatch, true); err != nil {
				return err
			}
		}
		return putForce(tx, d.dealing)
	})
}

// prepare notes what comes into force with the dealing's file.
func (out *Dealt) prepare(d *Desk) func(*register.Tx) error {
	return func(tx *register.Tx) error {
		if err := putCustody(tx, out.Custody); err != nil {
			return err
		}
		if err := d.prepareSuccession(tx, out); err != nil {
			return err
		}
		return d.logEvent(tx, d.event("deal", "", out.detail()))
	}
}

// keep keeps of the keys that were dealt what the desk may have.
func (d *Desk) keep(keys *keyring.Keys, released map[uint64][32]byte, first, daily bool) error {
	if !daily {
		d.keys, d.passphrase = keys, ""
		return d.removeKeyring()
	}
	if first {
		d.keys = keys.WithoutRoot().Only(d.today() + clockDays)
	} else {
		d.keys = keys.WithoutRoot().OnlyThese(released)
	}
	if d.passphrase == "" {
		return nil
	}
	return d.keys.Replace(filepath.Join(d.dir, keyringFile), d.passphrase)
}

// extend makes epochs from the last one's end up to months ahead. Their numbers were never used.
func (d *Desk) extend(tx *register.Tx, keys *keyring.Keys, months int) error {
	last, err := lastEpoch(tx, keys)
	if err != nil {
		return err
	}
	from := day.Day(0)
	for _, e := range keys.Epochs() {
		from = max(from, e.Until)
	}
	end := monthAfter(d.today(), months+1)
	switch {
	case from <= d.today(): // nobody takes reports any more
		return keys.Extend(last+1, firstPeriods(d.today(), months)...)
	case from >= end:
		return nil
	}
	first, n := monthAfter(from-1, 0), 0
	for f := first; f < end; f = monthAfter(f, 1) {
		n++
	}
	return keys.Extend(last+1, nextPeriods(first, n)...)
}

// lastEpoch is the highest number of an epoch that ever was.
func lastEpoch(tx *register.Tx, keys *keyring.Keys) (last uint64, err error) {
	gone, err := destroyed(tx)
	for _, g := range gone {
		last = max(last, g.Epoch)
	}
	for _, e := range keys.Epochs() {
		last = max(last, e.Epoch)
	}
	return last, err
}
