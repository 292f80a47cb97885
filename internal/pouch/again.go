package pouch

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"fmt"

	"luwte/crypto/parcel"
)

// again knows the bytes of a parcel again that were verified once. An id would do it too, and costs seven times as much: this is GMAC, under a key that is made for
// one open pouch and never leaves it. Who changes a stick under the reader sees neither key nor tags, so that all he can do is guess: two tags of different bytes at
// one place agree by a chance of 2^-114, whatever the bytes.
type again struct {
	gmac cipher.AEAD
	tags []tag // by place in the pouch
}

type tag [16]byte

func newAgain() (*again, error) {
	var key [16]byte
	rand.Read(key[:])
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, fmt.Errorf("key of a pouch's tags: %w", err)
	}
	gmac, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("key of a pouch's tags: %w", err)
	}
	return &again{gmac: gmac}, nil
}

// tag is of the bytes at a place. The place is the nonce, so that parcels cannot change theirs either.
func (a *again) tag(place int, data []byte) (t tag) {
	var nonce [12]byte
	binary.BigEndian.PutUint32(nonce[8:], uint32(place))
	a.gmac.Seal(t[:0], nonce[:], nil, data)
	return t
}

// add is for the next place.
func (a *again) add(data []byte) { a.tags = append(a.tags, a.tag(len(a.tags), data)) }

// same says whether a parcel's bytes are those that were added.
func (a *again) same(place int, data []byte) bool {
	return len(data) == parcel.Size && a.tag(place, data) == a.tags[place]
}
