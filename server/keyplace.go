package server

import (
	"bytes"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/crypto/scrypt"

	"luwte/crypto/label"
	"luwte/server/store"
)

// KeyPlace says where the key lies under which everything in the store is sealed, and which each tide destroys. Init writes it down beside the store, and
// whatever opens the drop reads it there. The zero KeyPlace is a file beside the data.
type KeyPlace struct {
	// Dir is a directory on another file system, best one in memory: at power-off what waits is unreadable, to the drop as well.
	Dir string `json:"dir,omitempty"`
	// Secret is a file with at least 32 random bytes under which the key is sealed, such as a systemd credential, which a TPM can hold.
	Secret string `json:"secret,omitempty"`
	// Salt is that of the passphrase under which the key is sealed.
	Salt []byte `json:"salt,omitempty"`
}

// NewPassphrasePlace is for a key that is sealed under a passphrase.
func NewPassphrasePlace() KeyPlace {
	salt := make([]byte, saltSize)
	rand.Read(salt)
	return KeyPlace{Salt: salt}
}

// Option changes what Init, Restore, Open and Operate do.
type Option func(*options)

type options struct {
	place      KeyPlace
	passphrase func() (string, error)
}

// WithKeyPlace has Init and Restore put the store's key there.
func WithKeyPlace(p KeyPlace) Option { return func(o *options) { o.place = p } }

// WithPassphrase says how to ask for the passphrase of the store's key. It is asked only where there is one.
func WithPassphrase(ask func() (string, error)) Option {
	return func(o *options) { o.passphrase = ask }
}

func optionsOf(all []Option) (o options) {
	for _, change := range all {
		change(&o)
	}
	return o
}

var (
	// ErrKeyPlace is returned when the file that says where the store's key lies says something else.
	ErrKeyPlace = errors.New("what says where the store's key lies is damaged")
	// ErrKeySecret is returned when the file that the key is sealed under is not there, or too short.
	ErrKeySecret = errors.New("what the store's key is sealed under cannot be read")
	// ErrKeyPassphrase is returned when the key is sealed under a passphrase, and nobody gives one.
	ErrKeyPassphrase = errors.New("the store's key is sealed under a passphrase")
)

const (
	saltSize      = 32
	minSecretSize = 32
	maxSecretSize = 1 << 20
	workFactor    = 1 << 18 // of scrypt, with r = 8 and p = 1: 256 MiB of memory and about a second
)

// keyPlace reads where the store's key lies.
func (l layout) keyPlace() (p KeyPlace, err error) {
	text, err := os.ReadFile(l.key())
	if errors.Is(err, fs.ErrNotExist) {
		return KeyPlace{}, nil
	}
	if err != nil {
		return p, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return p, fmt.Errorf("%w: %q: %w", ErrKeyPlace, l.key(), err)
	}
	return p, nil
}

// KeyPlaceOf says where the key of the store of the drop in dir lies.
func KeyPlaceOf(dir string) (KeyPlace, error) { return layout(dir).keyPlace() }

// Sealed says whether the key is useless without something else.
func (p KeyPlace) Sealed() bool { return p.Secret != "" || p.Salt != nil }

// writeKeyPlace writes it down, if it is not what there is without.
func (l layout) writeKeyPlace(p KeyPlace) error {
	part := l.key() + ".new"
	if p.Dir == "" && p.Secret == "" && p.Salt == nil {
		return errors.Join(ignoreGone(os.Remove(l.key())), ignoreGone(os.Remove(part))) // of an Init that was cut off
	}
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(part, l.key())
	}
	return errors.Join(err, syncDir(filepath.Dir(part)))
}

// keys are what the store needs to find its key.
func (p KeyPlace) keys(ask func() (string, error)) (k store.Keys, err error) {
	k.Dir = p.Dir
	switch {
	case p.Secret != "":
		k.Wrap, err = p.wrapOfSecret()
	case p.Salt != nil && ask == nil:
		err = ErrKeyPassphrase
	case p.Salt != nil:
		k.Wrap, err = p.wrapOfPassphrase(ask)
	}
	return k, err
}

func (p KeyPlace) wrapOfSecret() ([]byte, error) {
	secret, err := os.ReadFile(p.Secret)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeySecret, err)
	}
	if len(secret) < minSecretSize || len(secret) > maxSecretSize {
		return nil, fmt.Errorf("%w: %q has %d bytes; it must have %d at least, of chance", ErrKeySecret, p.Secret, len(secret), minSecretSize)
	}
	return hkdf.Key(sha256.New, secret, nil, label.TideWrap, sha256.Size)
}

func (p KeyPlace) wrapOfPassphrase(ask func() (string, error)) ([]byte, error) {
	passphrase, err := ask()
	if err != nil {
		return nil, err
	}
	key, err := scrypt.Key([]byte(passphrase), p.Salt, workFactor, 8, 1, sha256.Size)
	if err != nil {
		return nil, err
	}
	return hkdf.Key(sha256.New, key, nil, label.TideWrap, sha256.Size)
}

// openStore opens the drop's store with its key.
func (l layout) openStore(o options) (store.Store, KeyPlace, error) {
	p, err := l.keyPlace()
	if err != nil {
		return nil, p, err
	}
	if !store.Exists(l.store()) { // before anyone is asked for a passphrase
		return nil, p, store.ErrNoStore
	}
	k, err := p.keys(o.passphrase)
	if err != nil {
		return nil, p, err
	}
	s, err := store.Open(l.store(), store.WithKeys(k))
	return s, p, err
}

// createStore makes the drop's store with its key. It returns store.ErrExists and changes nothing where there is one.
func (l layout) createStore(o options) (store.Store, error) {
	if store.Exists(l.store()) {
		return nil, store.ErrExists
	}
	k, err := o.place.keys(o.passphrase)
	if err != nil {
		return nil, err
	}
	if o.place.Dir != "" {
		if err := checkPrivate(o.place.Dir); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) { // of which the store says more
			return nil, fmt.Errorf("the key's directory: %w", err)
		}
	}
	if err := l.writeKeyPlace(o.place); err != nil {
		return nil, err
	}
	return store.Create(l.store(), store.WithKeys(k))
}

// Anew makes the store of a drop anew, empty, whose key is gone: the drop's addresses stay. It returns ErrKeyThere, and changes nothing,
// unless it is.
func Anew(dir string) error {
	l := layout(dir)
	s, p, err := l.openStore(options{})
	switch {
	case err == nil:
		return errors.Join(ErrKeyThere, s.Close())
	case errors.Is(err, store.ErrNoStore):
		return fmt.Errorf("%w (%q)", ErrNoDrop, dir)
	case !errors.Is(err, store.ErrNoKey):
		return err
	}
	if err := os.RemoveAll(l.store()); err != nil {
		return err
	}
	// Cut off here, there is a drop without a store, and Init makes one.
	if s, err = l.createStore(options{place: p}); err != nil {
		return err
	}
	return s.Close()
}

// ErrKeyThere is returned by Anew for a store that can be opened.
var ErrKeyThere = errors.New("the store's key is there: nothing has to be made anew")
