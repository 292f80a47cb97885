// Package desk is the bureau's offline side: it takes in what a pouch brings, keeps the register of cases, writes answers, and makes the
// board and the dispatch that go back.
//
// It is the one part of Luwte that is trusted with everything. What comes in a pouch is believed only as far as it is signed by the bureau's
// own keys or opens with them; strings inside reports come from strangers and are made harmless before they are shown. It has no
// network. Only cmd/luwte-desk, and internal/bench to measure it, import it.
package desk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/quorum"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
	"luwte/internal/desk/vault"
)

// Names of the files in a desk's directory.
const (
	keyringFile  = "keyring.age"
	dealingFile  = "dealing.json" // where keys are dealt to custodians
	registerFile = "register.db"
	newRegister  = "register.db.new" // of an init that has not finished
)

var (
	// ErrNoDesk is returned when a directory holds no desk.
	ErrNoDesk = errors.New("there is no desk here")
	// ErrNoPassphrase is returned when a desk has no passphrase: its custodians open it.
	ErrNoPassphrase = errors.New("this desk is opened by its custodians")
	// ErrClock is returned when the machine's clock is before the day of the last thing that was done here.
	ErrClock = errors.New("this machine's clock is behind")
)

// Desk is an open desk. It holds the register's lock until it is closed.
type Desk struct {
	dir        string
	keys       *keyring.Keys
	dealing    *quorum.Dealing   // nil where nothing is dealt
	gathered   *quorum.Gathering // nil where custodians did not open it
	passphrase string            // of the keyring's file; empty where custodians opened it
	reg        *register.Register
	bureau     charter.Fingerprint
	actor      string
	now        func() time.Time
	said       *day.Day // what day somebody said it is

	self     handler               // who is at the desk
	identity *age.HybridIdentity   // his; nil: nobody has said who it is
	ring     map[string]*vault.Key // keys of cases that were opened
	cached   *cases.Register       // as it is on disk; nil: to be read
	index    map[string]*indexed   // by case
	held     int                   // bytes of words in it
}

// Open opens the desk in a directory with the passphrase of its keyring. Actor is the name under which everything done with it is recorded. It
// returns ErrNoDesk, ErrNoPassphrase, ErrClock, ErrRolledBack, ErrFormer, keyring.ErrPassphrase, register.ErrInUse, or ErrDamaged of either.
func Open(dir, passphrase, actor string, options ...Option) (*Desk, error) {
	return openAt(dir, passphrase, actor, clock, options...)
}

func openAt(dir, passphrase, actor string, now func() time.Time, options ...Option) (*Desk, error) {
	switch OpenedBy(dir) {
	case Nobody:
		return nil, ErrNoDesk
	case Custodians:
		return nil, ErrNoPassphrase
	}
	keys, err := keyring.Load(filepath.Join(dir, keyringFile), passphrase)
	if err != nil {
		return nil, err
	}
	d := &Desk{dir: dir, keys: keys, passphrase: passphrase, actor: actor, now: now}
	for _, o := range options {
		o(d)
	}
	d.dealing, err = ReadDealing(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case d.dealing.Bureau != keys.Bureau():
		return nil, keyring.ErrDamaged
	}
	return d, d.open()
}

// OpenGathered opens the desk with the shares of its custodians: all keys but the identities of epochs that are still to come. It returns quorum.ErrTooFew or
// what Open returns.
func OpenGathered(dir string, dealing *quorum.Dealing, g *quorum.Gathering, actor string, options ...Option) (*Desk, error) {
	return openGatheredAt(dir, dealing, g, actor, clock, options...)
}

func openGatheredAt(dir string, dealing *quorum.Dealing, g *quorum.Gathering, actor string, now func() time.Time, options ...Option) (*Desk, error) {
	own, err := dealing.Take(g)
	if err != nil {
		return nil, err
	}
	d := &Desk{dir: dir, dealing: dealing, gathered: own, actor: actor, now: now}
	for _, o := range options {
		o(d)
	}
	return d, d.openGathered()
}

func (d *Desk) openGathered() (err error) {
	d.keys, err = keyring.Gathered(d.dealing, d.gathered, func(e charter.Epoch) bool { return e.From <= d.today()+clockDays })
	if err != nil {
		return err
	}
	return d.open()
}

// open opens the register, and settles the files of keys by it.
func (d *Desk) open() error {
	if err := finishInit(d.dir); err != nil {
		return err
	}
	reg, err := register.Open(filepath.Join(d.dir, registerFile), d.keys.Register())
	if err != nil {
		return err
	}
	d.reg, d.bureau = reg, d.keys.Bureau()
	clockErr := d.checkClock()
	if clockErr == nil || errors.Is(clockErr, ErrClock) {
		clockErr = d.saidToday(clockErr)
	}
	err = clockErr
	if err == nil {
		err = d.admit()
	}
	if err == nil {
		err = d.settle()
	}
	if err == nil {
		err = errors.Join(d.ForgetOutgoing(""), d.forgetPassages()) // of a session that was killed; of cases that are destroyed
	}
	if err != nil {
		return errors.Join(err, reg.Close())
	}
	return nil
}

// checkClock looks whether the clock went back: an epoch that has begun would look as if it were to come, and its parcels as if nobody could
// open them.
func (d *Desk) checkClock() error {
	return d.reg.View(func(tx *register.Tx) error {
		last, err := lastEvent(tx)
		if err != nil || !d.now().Add(24*time.Hour).Before(last) {
			return err
		}
		return fmt.Errorf("%w: it says %s, and something was done here on %s", ErrClock, d.today(), day.Of(last))
	})
}

// finishInit gives the register its name if an init was cut short between the keyring and that.
func finishInit(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, registerFile)); err == nil {
		return nil
	}
	err := os.Rename(filepath.Join(dir, newRegister), filepath.Join(dir, registerFile))
	if errors.Is(err, fs.ErrNotExist) {
		return register.ErrNoRegister
	}
	if err != nil {
		return fmt.Errorf("finish init: %w", err)
	}
	return durable.SyncDir(dir)
}

// Close releases the register, and takes away what the screens made and nobody fetched.
func (d *Desk) Close() error { return errors.Join(d.ForgetOutgoing(""), d.reg.Close()) }

// Bureau returns the bureau's fingerprint.
func (d *Desk) Bureau() charter.Fingerprint { return d.bureau }

// Today is the day that the desk's clock has.
func (d *Desk) Today() day.Day { return d.today() }

func (d *Desk) today() day.Day { return day.Of(d.now()) }

// Ways in which a desk is opened.
const (
	Nobody     = iota // there is no desk
	Passphrase        // of its keyring
	Custodians        // by k of them, every time
)

// OpenedBy says how the desk in a directory is opened.
func OpenedBy(dir string) int {
	for _, way := range []struct {
		file string
		by   int
	}{{keyringFile, Passphrase}, {dealingFile, Custodians}} {
		if _, err := os.Lstat(filepath.Join(dir, way.file)); !errors.Is(err, fs.ErrNotExist) {
			return way.by // one that may not be read is there
		}
	}
	return Nobody
}

// Exists says whether a directory holds a desk's keys.
func Exists(dir string) bool { return OpenedBy(dir) != Nobody }

// ReadDealing returns what is dealt to a desk's custodians. It returns quorum.ErrDealing or quorum.ErrVersion, or fs.ErrNotExist where nothing is.
func ReadDealing(dir string) (*quorum.Dealing, error) {
	line, err := os.ReadFile(filepath.Join(dir, dealingFile))
	if err != nil {
		return nil, fmt.Errorf("read the sealed keys: %w", err)
	}
	return quorum.ParseDealing(line)
}

func writeDealing(dir string, d *quorum.Dealing) error {
	line, err := d.Marshal()
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(dir, dealingFile), line)
}
