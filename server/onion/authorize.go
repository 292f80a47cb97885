package onion

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// ErrClientKey is returned when a text is not the public key of a client.
var ErrClientKey = errors.New("not a client's public key: luwte-courier init prints one, 52 capital letters and digits")

// ErrClientName is returned when a client's name could not be the name of a file.
var ErrClientName = errors.New("a client's name has 1 to 32 small letters, digits and hyphens")

// ErrNoClients is returned when nobody is authorised at a door. tor would open such a door to everyone.
var ErrNoClients = errors.New("no client is authorised at this door")

const (
	clientsDir   = "authorized_clients" // tor's name for it
	clientSuffix = ".auth"
	clientPrefix = "descriptor:x25519:"
)

var (
	clientName   = regexp.MustCompile(`^[a-z0-9-]{1,32}$`)
	clientBase32 = base32.StdEncoding.WithPadding(base32.NoPadding)
)

// Authorize lets the client with this x25519 public key (52 characters of base32, in capitals) open the onion service,
// from tor's next start. The same name again replaces the key.
func Authorize(dir, name, publicKey string) error {
	if !clientName.MatchString(name) {
		return ErrClientName
	}
	if err := CheckClientKey(publicKey); err != nil {
		return err
	}
	clients := filepath.Join(dir, clientsDir)
	if err := os.Mkdir(clients, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("authorise a client: %w", err)
	}
	if err := checkPrivate(clients); err != nil {
		return err
	}
	if err := writeSynced(filepath.Join(clients, name+clientSuffix), []byte(clientPrefix+publicKey+"\n")); err != nil {
		return fmt.Errorf("authorise a client: %w", err)
	}
	return nil
}

// ClientKey returns the public key with which a client may open the onion service, fs.ErrNotExist if there is no such client.
func ClientKey(dir, name string) (string, error) {
	if !clientName.MatchString(name) {
		return "", ErrClientName
	}
	data, err := os.ReadFile(filepath.Join(dir, clientsDir, name+clientSuffix))
	line, _ := strings.CutSuffix(string(data), "\n")
	key, _ := strings.CutPrefix(line, clientPrefix)
	return key, err
}

// Clients returns the names of those who may open the onion service, and ErrNoClients if there are none. A file that tor
// would pass over is an error: if it were the only one, the door would stand open.
func Clients(dir string) ([]string, error) { return clientsIn(os.DirFS(dir), dir) }

// clientsIn is Clients for a directory that is read through service, and named dir in errors.
func clientsIn(service fs.FS, dir string) ([]string, error) {
	entries, err := fs.ReadDir(service, clientsDir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		name, ok := strings.CutSuffix(entry.Name(), clientSuffix)
		if !ok {
			continue
		}
		data, err := fs.ReadFile(service, path.Join(clientsDir, entry.Name()))
		if err != nil {
			return nil, err
		}
		line, _ := strings.CutSuffix(string(data), "\n")
		key, ok := strings.CutPrefix(line, clientPrefix)
		if !ok || CheckClientKey(key) != nil || !clientName.MatchString(name) {
			return nil, fmt.Errorf("%q: %w", filepath.Join(dir, clientsDir, entry.Name()), ErrClientKey)
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%w (%q)", ErrNoClients, dir)
	}
	return names, nil
}

// CheckClientKey returns ErrClientKey unless the text is a client's public key. It takes exactly one spelling, and no point with which any
// secret would be known.
func CheckClientKey(text string) error {
	raw, err := clientBase32.DecodeString(text)
	if err != nil || clientBase32.EncodeToString(raw) != text { // the decoder passes over line ends and spare bits
		return ErrClientKey
	}
	public, err := ecdh.X25519().NewPublicKey(raw)
	if err != nil {
		return ErrClientKey
	}
	probe, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	if _, err := probe.ECDH(public); err != nil { // all zeros: a point of small order
		return ErrClientKey
	}
	return nil
}
