// Package desk is the bureau's offline side: it takes in what a pouch brings, keeps the register of cases, writes answers, and makes the
// board and the dispatch that go back.
//
// It is the one part of Luwte that is trusted with everything. What comes in a pouch is believed only as far as it is signed by the bureau's
// own keys or opens with them; strings inside reports come from strangers and are made harmless before they are shown. It has no
// network. Only cmd/luwte-desk imports it.
package desk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
)

// Names of the files in a desk's directory.
const (
	keyringFile  = "keyring.age"
	registerFile = "register.db"
	newRegister  = "register.db.new" // of an init that has not finished
)

// ErrNoDesk is returned when a directory holds no desk.
var ErrNoDesk = errors.New("there is no desk here")

// Desk is an open desk. It holds the register's lock until it is closed.
type Desk struct {
	keys   keyring.Keyring
	reg    *register.Register
	bureau charter.Fingerprint
	actor  string
	now    func() time.Time
}

// Open opens the desk in a directory. Actor is the name under which everything done with it is recorded. It returns ErrNoDesk,
// keyring.ErrPassphrase, register.ErrInUse, or ErrDamaged of either.
func Open(dir, passphrase, actor string) (*Desk, error) {
	if !Exists(dir) {
		return nil, ErrNoDesk
	}
	keys, err := keyring.Load(filepath.Join(dir, keyringFile), passphrase)
	if err != nil {
		return nil, err
	}
	return openWith(dir, keys, actor)
}

func openWith(dir string, keys keyring.Keyring, actor string) (*Desk, error) {
	if err := finishInit(dir); err != nil {
		return nil, err
	}
	reg, err := register.Open(filepath.Join(dir, registerFile), keys.Register())
	if err != nil {
		return nil, err
	}
	return &Desk{keys, reg, charter.FingerprintOf(keys.Root().Public()), actor, time.Now}, nil
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

// Close releases the register.
func (d *Desk) Close() error { return d.reg.Close() }

// Bureau returns the bureau's fingerprint.
func (d *Desk) Bureau() charter.Fingerprint { return d.bureau }

func (d *Desk) today() day.Day { return day.Of(d.now()) }

// Exists says whether a directory holds a desk's keyring.
func Exists(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, keyringFile))
	return !errors.Is(err, fs.ErrNotExist) // one that may not be read is there
}
