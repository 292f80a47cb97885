package torchild

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"errors"
)

// ErrClientKey is returned when a text is not the private key of an onion service's client. The text isn't quoted.
var ErrClientKey = errors.New("this is not the private key of an onion service's client")

// ClientKey is the x25519 key with which a client opens the descriptor of an onion service that is not for everyone.
type ClientKey struct{ key *ecdh.PrivateKey }

// NewClientKey makes a new key.
func NewClientKey() (ClientKey, error) {
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	return ClientKey{key}, err
}

// ParseClientKey reads what Private returned.
func ParseClientKey(text string) (ClientKey, error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || base64.StdEncoding.EncodeToString(raw) != text { // the decoder passes over line ends
		return ClientKey{}, ErrClientKey
	}
	key, err := ecdh.X25519().NewPrivateKey(raw)
	if err != nil {
		return ClientKey{}, ErrClientKey
	}
	return ClientKey{key}, nil
}

// Public returns the public key as it stands in a service's authorized_clients: 52 characters of base32 in capitals,
// without padding.
func (k ClientKey) Public() string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(k.key.PublicKey().Bytes())
}

// Private returns the private key as the control protocol takes it: 44 characters of base64. It is a secret.
func (k ClientKey) Private() string { return base64.StdEncoding.EncodeToString(k.key.Bytes()) }

// String keeps the key out of logs and errors.
func (ClientKey) String() string { return "ClientKey(secret)" }

// GoString does the same for %#v.
func (ClientKey) GoString() string { return "ClientKey(secret)" }
