// Package onionaddr reads and makes the addresses of version 3 onion services (rend-spec-v3, section 6). A mistyped address is told from the
// checksum in it, before anybody waits for Tor.
//
// Everything may import it; it reaches no network.
package onionaddr

import (
	"crypto/ed25519"
	"crypto/sha3"
	"encoding/base32"
	"errors"
	"strings"
)

// ErrAddress is returned when a text is not the address of a version 3 onion service.
var ErrAddress = errors.New("not an onion address: 56 letters and digits with a checksum, then .onion")

const version = 3

// Of returns the address of the service with this public key: base32(key ‖ SHA3-256(".onion checksum" ‖ key ‖ 3)[:2] ‖ 3), 56 characters, and
// ".onion".
func Of(public ed25519.PublicKey) string {
	sum := sha3.Sum256(append(append([]byte(".onion checksum"), public...), version))
	raw := append(append([]byte{}, public...), sum[0], sum[1], version)
	return strings.ToLower(base32.StdEncoding.EncodeToString(raw)) + ".onion"
}

// Parse returns an address in its one form. It forgives case, white space around it, http:// before it and a slash after it, which come
// with copying. It returns ErrAddress for anything else, also for one wrong letter.
func Parse(text string) (string, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	text = strings.TrimSuffix(strings.TrimPrefix(text, "http://"), "/")
	name, _ := strings.CutSuffix(text, ".onion")
	raw, err := base32.StdEncoding.DecodeString(strings.ToUpper(name))
	if err != nil || len(raw) != ed25519.PublicKeySize+3 || Of(raw[:ed25519.PublicKeySize]) != text {
		return "", ErrAddress
	}
	return text, nil
}
