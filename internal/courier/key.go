package courier

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"luwte/internal/torchild"
)

// ErrNoKey is returned when the directory has no client key.
var ErrNoKey = errors.New("the courier has no key yet")

const keyFile = "client.key" // under the courier's directory: the base64 that the control protocol takes, and a line feed

// Init makes the courier's directory with its client key, and returns the public key in tor's base32. Where there is a key already
// it is left as it is, and its public key returned.
func Init(dir string) (publicKey string, err error) {
	key, err := LoadKey(dir)
	if err == nil || !errors.Is(err, ErrNoKey) {
		return public(key, err)
	}
	key, err = torchild.NewClientKey()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	return public(key, writeKey(filepath.Join(dir, keyFile), key.Private()+"\n"))
}

func public(key torchild.ClientKey, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return key.Public(), nil
}

// writeKey writes and syncs beside the path and then links, which fails where there is a file: no key is ever cut or replaced.
func writeKey(path, text string) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.WriteString(text)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write the client key: %w", err)
	}
	return os.Link(file.Name(), path)
}

// LoadKey reads the courier's client key. It returns ErrNoKey, or torchild.ErrClientKey with the path.
func LoadKey(dir string) (torchild.ClientKey, error) {
	path := filepath.Join(dir, keyFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return torchild.ClientKey{}, ErrNoKey
	}
	if err != nil {
		return torchild.ClientKey{}, err
	}
	key, err := torchild.ParseClientKey(strings.TrimSuffix(string(text), "\n"))
	if err != nil {
		return torchild.ClientKey{}, fmt.Errorf("%q: %w", path, err)
	}
	return key, nil
}
