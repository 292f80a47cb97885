package store

import (
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/crypto/chacha20poly1305"
)

// Keys says where the keys of generations lie. What was released is unreadable
// as soon as the key that it was sealed under is nowhere any more: so a key must
// lie where overwriting and unlinking a file destroys it, or must be sealed.
// The zero Keys lie in the directories of their generations.
type Keys struct {
	// Dir is a directory for them, on another file system: best one in memory,
	// which forgets them at power-off, and what waits with them.
	Dir string

	// Wrap, of 32 bytes, seals the keys. It is the caller's to keep elsewhere.
	// Who has it and the disk can open what the medium has kept.
	Wrap []byte
}

// Option changes what Create and Open do.
type Option func(*options)

// WithKeys says where keys lie.
func WithKeys(k Keys) Option { return func(o *options) { o.keys = k } }

func optionsOf(changes []Option) (o options) {
	for _, change := range changes {
		change(&o)
	}
	return o
}

// Check returns ErrMedium if a key of the store in dir, which is there, would
// lie open on a medium of which it is not known that it forgets, or ErrNoKeyDir.
func (k Keys) Check(dir string) error {
	if k.Dir != "" {
		dir = k.Dir
	}
	medium, err := MediumOf(dir)
	if k.Dir != "" && errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %q", ErrNoKeyDir, dir)
	}
	if err != nil {
		return err
	}
	if k.Wrap == nil && !medium.Forgets {
		return fmt.Errorf("%w: %q is on %s", ErrMedium, dir, medium.Name)
	}
	return nil
}

// checkKept returns ErrMedium if the open key of the generation at gen lies in its
// inode. ext4 made with inline_data puts it there, and each change of an inode
// into its journal: a key was found again in the image after it was overwritten
// and unlinked (TestMedium_InlineData_IsRefusedSinceTheKeyIsFoundAgain).
func (k Keys) checkKept(gen string) error {
	var file syscall.Stat_t
	if err := syscall.Stat(k.path(gen), &file); err != nil || k.Wrap != nil {
		return err
	}
	if file.Blocks%2 == 1 { // of 512 bytes; a block of a file system has two at least, and what lies in an inode counts by itself
		return fmt.Errorf("%w: %q is kept in an inode, which the file system's journal copies (inline_data)", ErrMedium, k.path(gen))
	}
	return nil
}

// path is where the key of the generation at gen lies, finished or not.
func (k Keys) path(gen string) string {
	if k.Dir == "" {
		return filepath.Join(gen, keyFile)
	}
	return filepath.Join(k.Dir, strings.TrimSuffix(filepath.Base(gen), unfinished)+"."+keyFile)
}

// make makes a key for the generation at gen, whose directory is there: so
// whoever removes the directory last leaves no key behind.
func (k Keys) make(gen string) error {
	key := make([]byte, tideKeySize)
	rand.Read(key)
	if k.Wrap != nil {
		aead, err := k.wrapping()
		if err != nil {
			return err
		}
		nonce := make([]byte, aead.NonceSize())
		rand.Read(nonce)
		key = aead.Seal(nonce, nonce, key, nil)
	}
	path := k.path(gen)
	return errors.Join(writeSynced(path, key), syncDir(filepath.Dir(path)))
}

func (k Keys) wrapping() (cipher.AEAD, error) {
	if len(k.Wrap) != chacha20poly1305.KeySize {
		return nil, fmt.Errorf("the wrapping key has %d bytes, not %d", len(k.Wrap), chacha20poly1305.KeySize)
	}
	return chacha20poly1305.NewX(k.Wrap)
}

// read returns the key of the generation at gen, ErrNoKey, ErrSealedKey, or ErrDamaged.
func (k Keys) read(gen string) ([]byte, error) {
	key, err := os.ReadFile(k.path(gen))
	switch {
	case k.Dir != "" && errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: it is not in %q", ErrNoKey, k.Dir)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	case k.Wrap == nil && len(key) == tideKeySize+chacha20poly1305.NonceSizeX+chacha20poly1305.Overhead:
		return nil, fmt.Errorf("%w: it is sealed", ErrSealedKey)
	case k.Wrap == nil:
		return key, nil
	}
	aead, err := k.wrapping()
	if err != nil {
		return nil, err
	}
	if len(key) < aead.NonceSize() {
		return nil, fmt.Errorf("%w: the key has %d bytes", ErrDamaged, len(key))
	}
	key, err = aead.Open(nil, key[:aead.NonceSize()], key[aead.NonceSize():], nil)
	if err != nil {
		return nil, ErrSealedKey
	}
	return key, nil
}
