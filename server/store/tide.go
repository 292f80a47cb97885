package store

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"slices"

	"golang.org/x/crypto/chacha20poly1305"
)

// tideKeySize is the length of a generation's key in bytes.
const tideKeySize = 32

// tag stands for an inbox or a parcel in bbolt's keys: HMAC-SHA-256, cut to 16
// bytes, so that who has the file but not its key learns no id from it.
type tag [16]byte

// place is where a value belongs. It is authenticated with the value, so that
// values cannot be exchanged. parcel is zero for what belongs to the inbox.
type place struct{ inbox, parcel tag }

// Kinds of sealed values, authenticated with them.
const (
	kindInbox  = 'i' // index, key inbox tag: the inbox
	kindEntry  = 'e' // index, key inbox tag ‖ parcel tag: id and week
	kindState  = 's' // values, in the bucket of the inbox tag: the state
	kindParcel = 'p' // values, in the bucket of the parcel tag: week and parcel
)

// tide holds what is derived from a generation's key.
type tide struct {
	mac  []byte
	aead cipher.AEAD
}

func newTide(key []byte) (*tide, error) {
	if len(key) != tideKeySize {
		return nil, fmt.Errorf("%w: the key has %d bytes, not %d", ErrDamaged, len(key), tideKeySize)
	}
	mac, err := hkdf.Key(sha256.New, key, nil, labelKeys, sha256.Size)
	if err != nil {
		return nil, err
	}
	values, err := hkdf.Key(sha256.New, key, nil, labelValues, chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	aead, err := chacha20poly1305.NewX(values)
	return &tide{mac, aead}, err
}

func (t *tide) inbox(in Inbox) place {
	return place{inbox: t.tag(kindInbox, in[:], nil)}
}

func (t *tide) parcel(in Inbox, id ID) place {
	return place{t.tag(kindInbox, in[:], nil), t.tag(kindParcel, in[:], id[:])}
}

func (t *tide) tag(kind byte, inbox, id []byte) tag {
	h := hmac.New(sha256.New, t.mac)
	h.Write([]byte{kind})
	h.Write(inbox)
	h.Write(id)
	return tag(h.Sum(nil)[:16])
}

// seal returns nonce ‖ ciphertext ‖ 16 bytes of authentication. A random nonce
// of 24 bytes does not repeat in the life of a key.
func (t *tide) seal(kind byte, at place, plain ...[]byte) []byte {
	return t.sealInto(nil, kind, at, plain...)
}

// sealInto is seal into a buffer, if it is large enough. Nothing of plain may lie there.
func (t *tide) sealInto(buf []byte, kind byte, at place, plain ...[]byte) []byte {
	n, size := t.aead.NonceSize(), 0
	for _, p := range plain {
		size += len(p)
	}
	buf = slices.Grow(buf[:0], n+size+t.aead.Overhead())[:n]
	rand.Read(buf)
	for _, p := range plain {
		buf = append(buf, p...)
	}
	return t.aead.Seal(buf[:n], buf[:n], buf[n:], associated(kind, at))
}

// open undoes seal, or returns ErrDamaged.
func (t *tide) open(kind byte, at place, sealed []byte) ([]byte, error) {
	n := t.aead.NonceSize()
	if len(sealed) < n {
		return nil, ErrDamaged
	}
	plain, err := t.aead.Open(nil, sealed[:n], sealed[n:], associated(kind, at))
	if err != nil {
		return nil, ErrDamaged
	}
	return plain, nil
}

func associated(kind byte, at place) []byte {
	ad := append([]byte{kind}, at.inbox[:]...)
	return append(ad, at.parcel[:]...)
}
