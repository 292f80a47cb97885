package desk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
)

// ErrThere is returned when a directory holds a desk, or part of one, already.
var ErrThere = errors.New("there is a desk here already")

// Init makes a desk in a directory: keys under a passphrase, and an empty register with the bureau's name and words. It returns the
// bureau's fingerprint, ErrThere, ErrColour, or charter.ErrMalformed if name or about cannot stand in a charter.
//
// The keyring is what makes a desk: until it is in its place, Init can be repeated; from then on Open finishes the rest.
func Init(dir, passphrase, actor string, s Settings) (charter.Fingerprint, error) {
	if err := s.change(Change{Onion: &s.Onion, Colour: &s.Colour}); err != nil {
		return charter.Fingerprint{}, err
	}
	if err := empty(dir); err != nil {
		return charter.Fingerprint{}, err
	}
	keys, err := newKeys(s, day.Of(clock()), DefaultMonths)
	if err != nil {
		return charter.Fingerprint{}, err
	}
	if err := makeRegister(filepath.Join(dir, newRegister), keys, actor, s); err != nil {
		return charter.Fingerprint{}, err
	}
	if err := keys.Save(filepath.Join(dir, keyringFile), passphrase); err != nil {
		return charter.Fingerprint{}, err
	}
	return keys.Bureau(), finishInit(dir)
}

// newKeys makes keys, and sees whether what the bureau says can stand in a charter.
func newKeys(s Settings, today day.Day, months int) (*keyring.Keys, error) {
	keys, err := keyring.New(firstPeriods(today, months)...)
	if err != nil {
		return nil, err
	}
	root, err := keys.Root()
	if err != nil {
		return nil, err
	}
	_, err = s.charter(keys, 1, today).Sign(root)
	return keys, err
}

// empty makes the directory if it is not there, and returns ErrThere if it holds a keyring, or a register without one.
func empty(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	for _, name := range []string{keyringFile, dealingFile, registerFile} {
		if _, err := os.Lstat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			return ErrThere
		}
	}
	return nil
}

func makeRegister(path string, keys keyring.Keyring, actor string, s Settings) error {
	return makeRegisterWith(path, keys, s, Event{Time: clock(), Actor: actor, Action: "init"})
}

func makeRegisterWith(path string, keys keyring.Keyring, s Settings, e Event, custody ...Custody) error {
	reg, err := register.Create(path, keys.Register())
	if err != nil {
		return err
	}
	defer reg.Close()
	err = reg.Update(func(tx *register.Tx) error {
		if err := tx.PutJSON(settingsBucket, settingsKey, s); err != nil {
			return err
		}
		for _, c := range custody {
			if err := putCustody(tx, c); err != nil {
				return err
			}
		}
		return logEvent(tx, e)
	})
	if err != nil {
		return err
	}
	return durable.SyncDir(filepath.Dir(path))
}
