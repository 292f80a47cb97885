package keyring

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"filippo.io/age"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/identity"
	"luwte/crypto/label"
	"luwte/crypto/sign"
	"luwte/internal/desk/durable"
)

// format is the first member of the sealed JSON. The file leaves no other trace of what it is than age's own header.
const format = label.Keyring

// sealed is the JSON inside the file.
type sealed struct {
	Format   string              `json:"format"`
	Bureau   charter.Fingerprint `json:"bureau"`
	Root     []byte              `json:"root"`     // seed, 64 bytes; none where it is with the custodians
	Dispatch []byte              `json:"dispatch"` // seed, 64 bytes
	Register []byte              `json:"register"` // 32 bytes
	Epochs   []sealedEpoch       `json:"epochs"`   // those whose seeds are here
}

type sealedEpoch struct {
	charter.Epoch
	Seed []byte `json:"seed"`
}

// Save seals the keys that are here under a passphrase, by age's scrypt recipient, into a new file that only the user can read. It returns
// ErrThere if the file exists. When it returns nil the file is on disk.
func (k *Keys) Save(path, passphrase string) error {
	if _, err := os.Lstat(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return ErrThere
	}
	return k.Replace(path, passphrase)
}

// Replace is Save in place of a file that may be there.
func (k *Keys) Replace(path, passphrase string) error {
	s, err := k.sealed()
	if err != nil {
		return err
	}
	plaintext, err := canon.Marshal(s)
	if err != nil {
		return err
	}
	return sealFile(path, passphrase, plaintext)
}

// sealFile seals a text under a passphrase, or to a token, into a file.
func sealFile(path, passphrase string, plaintext []byte) error {
	file, err := Seal(passphrase, plaintext)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return durable.WriteFile(path, file)
}

// Seal seals a text under a passphrase, by age's scrypt recipient, or to a token.
func Seal(passphrase string, plaintext []byte) ([]byte, error) {
	recipient, err := Recipient(passphrase)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	w, err := age.Encrypt(&file, recipient)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if _, err := w.Write(plaintext); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return file.Bytes(), nil
}

func (k *Keys) sealed() (sealed, error) {
	s := sealed{Format: format, Bureau: k.bureau, Root: []byte{}, Dispatch: k.dispatch.Seed(), Register: k.register[:], Epochs: []sealedEpoch{}}
	if k.root != nil {
		s.Root = k.root.Seed()
	}
	for _, e := range k.epochs {
		if e.identity == nil {
			continue
		}
		seed, err := identity.Seed(e.identity)
		if err != nil {
			return sealed{}, err
		}
		s.Epochs = append(s.Epochs, sealedEpoch{e.public, seed})
	}
	return s, nil
}

// Load opens a sealed file with its passphrase, which takes about a second of scrypt. It returns ErrPassphrase, ErrDamaged, or what
// reading the file gave; none quotes contents.
func Load(path, passphrase string) (*Keys, error) {
	plaintext, err := openFile(path, passphrase, ErrDamaged)
	if err != nil {
		return nil, err
	}
	return parse(plaintext)
}

// openFile opens a sealed file. It returns ErrPassphrase, damaged, or what reading the file gave.
func openFile(path, passphrase string, damaged error) ([]byte, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return Unseal(file, passphrase, damaged)
}

// Unseal opens what Seal made. It returns ErrPassphrase, ErrToken, or damaged.
func Unseal(file []byte, passphrase string, damaged error) ([]byte, error) {
	identity, err := Identity(passphrase)
	if err != nil {
		return nil, err
	}
	r, err := age.Decrypt(bytes.NewReader(file), identity)
	if noMatch := new(age.NoIdentityMatchError); errors.As(err, &noMatch) {
		return nil, ErrPassphrase
	}
	if err != nil && IsToken(passphrase) {
		return nil, fmt.Errorf("%w: %w", ErrToken, err)
	}
	if err != nil {
		return nil, damaged
	}
	plaintext, err := io.ReadAll(r)
	if err != nil {
		return nil, damaged
	}
	return plaintext, nil
}

// parse reads the JSON of an opened file. Errors are only ErrDamaged: what is inside is all secret.
func parse(plaintext []byte) (*Keys, error) {
	var s sealed
	if err := canon.Unmarshal(plaintext, &s); err != nil || s.Format != format || len(s.Register) != 32 || s.Root == nil || s.Epochs == nil {
		return nil, ErrDamaged
	}
	dispatch, err := sign.NewKey(s.Dispatch)
	if err != nil {
		return nil, ErrDamaged
	}
	k := &Keys{bureau: s.Bureau, dispatch: dispatch, register: [32]byte(s.Register)}
	if len(s.Root) > 0 {
		if k.root, err = sign.NewKey(s.Root); err != nil {
			return nil, ErrDamaged
		}
	}
	last := uint64(0)
	for _, sealed := range s.Epochs {
		e := epoch{public: sealed.Epoch}
		if sealed.Epoch.Epoch <= last || e.open(k.bureau, sealed.Seed) != nil {
			return nil, ErrDamaged
		}
		last = sealed.Epoch.Epoch
		k.epochs = append(k.epochs, e)
	}
	return k, nil
}
