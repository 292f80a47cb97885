package desk

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// outgoingDir holds, in the desk's directory, files that the screens made and that were not fetched yet, or that they were given: sealed ones, and dossiers.
const outgoingDir = "outgoing"

// ErrOutgoing is returned when files that were made are not there any more.
var ErrOutgoing = errors.New("this file was taken away already")

var outgoingName = regexp.MustCompile(`^[0-9a-f]{32}$`)

// NewOutgoing makes an empty directory for what is on its way in or out, and returns a name that nobody can guess, and its path.
func (d *Desk) NewOutgoing() (name, path string, err error) {
	var random [16]byte
	rand.Read(random[:])
	name = hex.EncodeToString(random[:])
	path = filepath.Join(d.dir, outgoingDir, name)
	if err := os.MkdirAll(path, 0o700); err != nil {
		return "", "", fmt.Errorf("make directory: %w", err)
	}
	return name, path, nil
}

// Outgoing returns the path of such a directory, or ErrOutgoing.
func (d *Desk) Outgoing(name string) (string, error) {
	path := filepath.Join(d.dir, outgoingDir, name)
	if info, err := os.Stat(path); !outgoingName.MatchString(name) || err != nil || !info.IsDir() {
		return "", ErrOutgoing
	}
	return path, nil
}

// ForgetOutgoing takes such a directory away, or, without a name, all.
func (d *Desk) ForgetOutgoing(name string) error {
	if name != "" && !outgoingName.MatchString(name) {
		return ErrOutgoing
	}
	return os.RemoveAll(filepath.Join(d.dir, outgoingDir, name))
}
