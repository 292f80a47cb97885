// Package onion makes and describes the drop's onion services: their keys, their authorised clients, the lines of torrc,
// and the Unix sockets on which tor hands over connections.
//
// The front door is for everyone and shows each circuit as an address of its own, so that limits can be by circuit
// without knowing anyone; a bureau door opens only to clients whose key is authorised. It trusts the tor that runs with
// its torrc and the mode of the directories; it does not run tor, internal/torchild does. Only the drop imports it.
package onion

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha512"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"luwte/internal/onionaddr"
)

// ErrKeyExists is returned by NewKey when the directory already holds a key: its address may be printed on cards.
var ErrKeyExists = errors.New("there is an onion key already")

// ErrAddress is returned by Address when the directory's files don't fit together.
var ErrAddress = errors.New("the onion service's hostname does not fit its key")

// Names and headers of tor's own files in a HiddenServiceDir (tor: src/lib/crypt_ops/crypto_ed25519.c,
// ed25519_seckey_write_to_file); the header is filled with zeros to 32 bytes.
const (
	secretFile   = "hs_ed25519_secret_key"
	publicFile   = "hs_ed25519_public_key"
	hostnameFile = "hostname"
	secretHeader = "== ed25519v1-secret: type0 =="
	publicHeader = "== ed25519v1-public: type0 =="
	headerSize   = 32
	publicSize   = ed25519.PublicKeySize
)

// NewKey makes a HiddenServiceDir at dir, with a new key in tor's own formats, and returns the address, 56 characters and
// ".onion": so it is known before tor ever ran. dir's parent must be there.
func NewKey(dir string) (string, error) {
	if err := makeKeyDir(dir); err != nil {
		return "", err
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", err
	}
	return onionaddr.Of(public), writeKeyFiles(dir, public, expand(private.Seed()))
}

// writeKeyFiles writes a service's key in tor's own formats.
func writeKeyFiles(dir string, public, secret []byte) error {
	files := []struct {
		name string
		data []byte
	}{
		// The secret comes last: a directory without it is one that was not finished, and may be done again.
		{publicFile, withHeader(publicHeader, public)},
		{hostnameFile, []byte(onionaddr.Of(public) + "\n")},
		{secretFile, withHeader(secretHeader, secret)},
	}
	for _, f := range files {
		if err := writeSynced(filepath.Join(dir, f.name), f.data); err != nil {
			return fmt.Errorf("make an onion key: %w", err)
		}
	}
	return nil
}

// makeKeyDir makes dir, or takes an unfinished one.
func makeKeyDir(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("make an onion key: %w", err)
	}
	for _, name := range []string{secretFile, handedOver} {
		_, err := os.Lstat(filepath.Join(dir, name))
		if err == nil {
			return fmt.Errorf("%w in %q", ErrKeyExists, dir)
		}
		if !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return checkPrivate(dir)
}

// Address returns the onion address of the HiddenServiceDir, after checking that the hostname, which a person can edit,
// is that of the public key, which tor uses.
func Address(dir string) (string, error) {
	public, err := os.ReadFile(filepath.Join(dir, publicFile))
	if err != nil {
		return "", fmt.Errorf("read the onion address: %w", err)
	}
	hostname, err := os.ReadFile(filepath.Join(dir, hostnameFile))
	if err != nil {
		return "", fmt.Errorf("read the onion address: %w", err)
	}
	if len(public) != headerSize+publicSize {
		return "", fmt.Errorf("%w in %q", ErrAddress, dir)
	}
	address := onionaddr.Of(public[headerSize:])
	if string(hostname) != address+"\n" || string(public) != string(withHeader(publicHeader, public[headerSize:])) {
		return "", fmt.Errorf("%w in %q", ErrAddress, dir)
	}
	return address, nil
}

// expand gives the form in which tor keeps a private key: the hash of the seed, its scalar clamped (RFC 8032, 5.1.5).
func expand(seed []byte) []byte {
	h := sha512.Sum512(seed)
	h[0] &= 0xf8
	h[31] = h[31]&0x7f | 0x40
	return h[:]
}

func withHeader(header string, key []byte) []byte {
	out := make([]byte, headerSize, headerSize+len(key))
	copy(out, header)
	return append(out, key...)
}
