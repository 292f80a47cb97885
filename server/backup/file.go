package backup

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"regexp"

	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/crypto/scrypt"

	"luwte/crypto/label"
)

// A file is
//
//	label.DropBackup ‖ salt (32) ‖ u32be n ‖ n bytes ‖ SHA-256 of all that comes before (32)
//
// where the n bytes are the configuration in canonical JSON under XChaCha20-Poly1305, with a nonce of zeros, since each key is used once, and
// label, salt and n as associated data. The key is scrypt of passphrase and salt with N = 2^18, r = 8, p = 1: age's own setting, by which the
// desk's keys are sealed; 256 MiB of memory and about a second. The hash tells a file that was cut or altered from a wrong passphrase; whoever
// altered it on purpose can make the hash again, and not the seal.
const (
	saltSize   = 32
	headerSize = len(label.DropBackup) + saltSize + 4
	workFactor = 1 << 18

	// MaxSize bounds what is read for a backup, in bytes: some thousand charters of the largest kind.
	MaxSize = 64 << 20
)

// Errors of Open.
var (
	ErrNotBackup  = errors.New("this is not a drop's backup")
	ErrVersion    = errors.New("this backup is of another version of luwte-drop")
	ErrCut        = errors.New("this backup was cut: its end is missing")
	ErrAltered    = errors.New("this backup was altered or damaged")
	ErrPassphrase = errors.New("the passphrase does not open this backup")
)

var otherVersion = regexp.MustCompile(`^luwte/[0-9]+ drop backup\n`)

// Seal makes a file of a configuration. What passphrase is good enough is the caller's to say.
func Seal(c *Configuration, passphrase string) ([]byte, error) {
	plain, err := c.marshal()
	if err != nil {
		return nil, fmt.Errorf("write a backup: %w", err)
	}
	header := make([]byte, headerSize)
	salt := header[copy(header, label.DropBackup):][:saltSize]
	rand.Read(salt)
	binary.BigEndian.PutUint32(header[headerSize-4:], uint32(len(plain)+chacha20poly1305.Overhead))
	key, err := scrypt.Key([]byte(passphrase), salt, workFactor, 8, 1, chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	file := aead.Seal(bytes.Clone(header), make([]byte, aead.NonceSize()), plain, header)
	sum := sha256.Sum256(file)
	return append(file, sum[:]...), nil
}

// Check says whether a file is a whole backup, before anyone is asked for its passphrase: ErrNotBackup, ErrVersion, ErrCut or ErrAltered.
func Check(file []byte) error {
	switch {
	case len(file) < len(label.DropBackup) && bytes.HasPrefix([]byte(label.DropBackup), file) && len(file) > 0:
		return ErrCut
	case !bytes.HasPrefix(file, []byte(label.DropBackup)):
		if otherVersion.Match(file) {
			return ErrVersion
		}
		return ErrNotBackup
	case len(file) < headerSize:
		return ErrCut
	}
	body := headerSize + int(binary.BigEndian.Uint32(file[headerSize-4:headerSize]))
	switch {
	case len(file) < body+sha256.Size:
		return ErrCut
	case len(file) > body+sha256.Size:
		return ErrAltered
	}
	if sha256.Sum256(file[:body]) != [sha256.Size]byte(file[body:]) {
		return ErrAltered
	}
	return nil
}

// Open returns the configuration in a file, or Check's errors, or ErrPassphrase.
func Open(file []byte, passphrase string) (*Configuration, error) {
	if err := Check(file); err != nil {
		return nil, err
	}
	header, sealed := file[:headerSize], file[headerSize:len(file)-sha256.Size]
	salt := header[len(label.DropBackup):][:saltSize]
	key, err := scrypt.Key([]byte(passphrase), salt, workFactor, 8, 1, chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, make([]byte, aead.NonceSize()), sealed, header)
	if err != nil {
		return nil, ErrPassphrase
	}
	c, err := unmarshal(plain)
	if err != nil { // sealed, and not as this version writes it
		return nil, fmt.Errorf("%w (%w)", ErrVersion, err)
	}
	return c, nil
}
