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
	"luwte/crypto/day"
	"luwte/crypto/label"
	"luwte/crypto/sign"
	"luwte/internal/desk/durable"
)

// format is the first member of the sealed JSON. The file leaves no other trace of what it is than age's own header.
const format = label.Keyring

// sealed is the JSON inside the file.
type sealed struct {
	Format   string        `json:"format"`
	Root     []byte        `json:"root"`     // seed, 64 bytes
	Dispatch []byte        `json:"dispatch"` // seed, 64 bytes
	Register []byte        `json:"register"` // 32 bytes
	Epochs   []sealedEpoch `json:"epochs"`
}

type sealedEpoch struct {
	Epoch    uint64  `json:"epoch"`
	From     day.Day `json:"from"`
	Until    day.Day `json:"until"`
	Identity string  `json:"identity"` // AGE-SECRET-KEY-PQ-1…
	Marks    []byte  `json:"marks"`    // 32 bytes
}

// Save seals the keys under a passphrase, by age's scrypt recipient, into a new file that only the user can read. It returns ErrThere if
// the file exists. When it returns nil the file is on disk.
func (k *Keys) Save(path, passphrase string) error {
	if _, err := os.Lstat(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return ErrThere
	}
	plaintext, err := canon.Marshal(k.sealed())
	if err != nil {
		return err
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return fmt.Errorf("use passphrase: %w", err)
	}
	var file bytes.Buffer
	w, err := age.Encrypt(&file, recipient)
	if err != nil {
		return fmt.Errorf("seal keyring: %w", err)
	}
	if _, err := w.Write(plaintext); err != nil {
		return fmt.Errorf("seal keyring: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("seal keyring: %w", err)
	}
	return durable.WriteFile(path, file.Bytes())
}

func (k *Keys) sealed() sealed {
	s := sealed{Format: format, Root: k.root.Seed(), Dispatch: k.dispatch.Seed(), Register: k.register[:]}
	for _, e := range k.epochs {
		s.Epochs = append(s.Epochs, sealedEpoch{e.public.Epoch, e.public.From, e.public.Until, e.identity.String(), e.marks[:]})
	}
	return s
}

// Load opens a sealed file with its passphrase, which takes about a second of scrypt. It returns ErrPassphrase, ErrDamaged, or what
// reading the file gave; none quotes contents.
func Load(path, passphrase string) (*Keys, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read keyring: %w", err)
	}
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, ErrPassphrase
	}
	r, err := age.Decrypt(bytes.NewReader(file), identity)
	if noMatch := new(age.NoIdentityMatchError); errors.As(err, &noMatch) {
		return nil, ErrPassphrase
	}
	if err != nil {
		return nil, ErrDamaged
	}
	plaintext, err := io.ReadAll(r)
	if err != nil {
		return nil, ErrDamaged
	}
	return parse(plaintext)
}

// parse reads the JSON of an opened file. Errors are only ErrDamaged: what is inside is all secret.
func parse(plaintext []byte) (*Keys, error) {
	var s sealed
	if err := canon.Unmarshal(plaintext, &s); err != nil || s.Format != format || len(s.Register) != 32 {
		return nil, ErrDamaged
	}
	root, err1 := sign.NewKey(s.Root)
	dispatch, err2 := sign.NewKey(s.Dispatch)
	if err1 != nil || err2 != nil {
		return nil, ErrDamaged
	}
	k := &Keys{root: root, dispatch: dispatch, register: [32]byte(s.Register)}
	last := uint64(0)
	for _, e := range s.Epochs {
		identity, err := age.ParseHybridIdentity(e.Identity)
		if err != nil || e.Epoch <= last || len(e.Marks) != 32 {
			return nil, ErrDamaged
		}
		last = e.Epoch
		k.epochs = append(k.epochs, newEpoch(e.Epoch, e.From, e.Until, identity, [32]byte(e.Marks)))
	}
	if len(k.epochs) == 0 {
		return nil, ErrDamaged
	}
	return k, nil
}
