package onion

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"luwte/internal/onionaddr"
)

// secretSize is the length of tor's form of a private key: the clamped scalar and the prefix (RFC 8032, 5.1.5).
const secretSize = 64

// Keys are what makes an onion service the same one on another machine. Secret is a secret: who has it has the address.
type Keys struct {
	Secret  []byte   `json:"secret"` // 64 bytes, expanded as tor keeps it
	Public  []byte   `json:"public"` // 32 bytes
	Clients []Client `json:"clients"`
}

// Client is who may open the service.
type Client struct {
	Name string `json:"name"`
	Key  string `json:"key"` // x25519, public, as luwte-courier init prints it
}

// OK says whether the keys have the right shape.
func (k Keys) OK() bool {
	badClient := func(c Client) bool { return !clientName.MatchString(c.Name) || CheckClientKey(c.Key) != nil }
	return len(k.Secret) == secretSize && len(k.Public) == publicSize && k.Clients != nil && !slices.ContainsFunc(k.Clients, badClient)
}

// Address is the service's onion address.
func (k Keys) Address() string { return onionaddr.Of(k.Public) }

// ReadKeys reads the keys in a HiddenServiceDir, and who may open it: of a front door nobody by name. It returns ErrAddress where the files do
// not fit together, and ErrHandedOver where the secret is tor's alone.
func ReadKeys(dir string) (Keys, error) {
	if _, err := Address(dir); err != nil {
		return Keys{}, err
	}
	if isHandedOver(dir) {
		return Keys{}, fmt.Errorf("%w (%q)", ErrHandedOver, dir)
	}
	secret, err1 := readKey(dir, secretFile, secretHeader, secretSize)
	public, err2 := readKey(dir, publicFile, publicHeader, publicSize)
	k := Keys{Secret: secret, Public: public, Clients: []Client{}}
	if err := errors.Join(err1, err2); err != nil {
		return Keys{}, err
	}
	names, err := Clients(dir)
	if err != nil && !errors.Is(err, ErrNoClients) {
		return Keys{}, err
	}
	for _, name := range names {
		key, err := ClientKey(dir, name)
		if err != nil {
			return Keys{}, err
		}
		k.Clients = append(k.Clients, Client{name, key})
	}
	return k, nil
}

func readKey(dir, name, header string, size int) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("read an onion key: %w", err)
	}
	if len(data) != headerSize+size || !bytes.Equal(data[:headerSize], withHeader(header, nil)) {
		return nil, fmt.Errorf("%w in %q", ErrAddress, dir)
	}
	return data[headerSize:], nil
}

// WriteKeys makes a HiddenServiceDir at dir of keys that ReadKeys returned. dir's parent must be there, and no key in dir.
func WriteKeys(dir string, k Keys) error {
	if err := makeKeyDir(dir); err != nil {
		return err
	}
	for _, c := range k.Clients { // before the secret: without clients tor would open a bureau's door to everyone
		if err := Authorize(dir, c.Name, c.Key); err != nil {
			return err
		}
	}
	return writeKeyFiles(dir, k.Public, k.Secret)
}
