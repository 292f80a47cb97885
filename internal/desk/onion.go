package desk

import (
	"bytes"
	"crypto/sha3"
	"encoding/base32"
	"errors"
	"strings"
)

// ErrOnion is returned when a text is not the address of a version 3 onion service.
var ErrOnion = errors.New("not an onion address: 56 letters and digits with a checksum, then .onion")

// parseOnion returns an address in its one form. It forgives case, http:// before and a slash after, which come with copying. Empty
// stays empty: no address.
//
// base32(public key, 32 ‖ checksum, 2 ‖ 3), checksum = SHA3-256(".onion checksum" ‖ public key ‖ 3)[:2] (tor's rend-spec-v3, §6).
func parseOnion(text string) (string, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	text = strings.TrimSuffix(strings.TrimPrefix(text, "http://"), "/")
	if text == "" {
		return "", nil
	}
	name, ok := strings.CutSuffix(text, ".onion")
	raw, err := base32.StdEncoding.DecodeString(strings.ToUpper(name))
	if !ok || err != nil || len(raw) != 35 || raw[34] != 3 {
		return "", ErrOnion
	}
	sum := sha3.Sum256(append(append([]byte(".onion checksum"), raw[:32]...), 3))
	if !bytes.Equal(sum[:2], raw[32:34]) {
		return "", ErrOnion
	}
	return text, nil
}
