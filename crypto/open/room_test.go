package open_test

import (
	"bytes"
	"errors"
	"testing"

	"filippo.io/age"

	"luwte/crypto/charter"
	"luwte/crypto/message"
	"luwte/crypto/open"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
)

// TestRoom_ManyParcels_OpenWithTheKeyOfTheirEpoch opens in one room, in an order that has every size after every other.
func TestRoom_ManyParcels_OpenWithTheKeyOfTheirEpoch(t *testing.T) {
	var keys []open.Key
	for epoch := range uint64(3) {
		identity, err := age.GenerateHybridIdentity()
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, open.Key{Epoch: epoch + 1, Identity: identity})
	}
	sealed := func(k open.Key, body []byte) []byte {
		p, err := seal.Parcel(k.Identity.Recipient().String(), &message.File{Head: message.Head{Epoch: k.Epoch}, Body: body})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	var room open.Room
	for _, n := range []int{message.MaxBody, 1, 70_000, message.MaxBody, 5} {
		for _, k := range keys {
			body := bytes.Repeat([]byte{byte(k.Epoch)}, n)
			m, epoch, err := room.Parcel(sealed(k, body), charter.Fingerprint{}, keys...)
			if err != nil || epoch != k.Epoch || !bytes.Equal(m.(*message.File).Body, body) {
				t.Errorf("%d bytes for epoch %d: epoch %d, %v", n, k.Epoch, epoch, err)
			}
			body = m.(*message.File).Body
			if room.Wipe(); !bytes.Equal(body, make([]byte, n)) {
				t.Errorf("%d bytes are left", n)
			}
		}
	}
	for name, c := range map[string]struct {
		spoil func(p []byte)
		keys  []open.Key
		want  error
		epoch uint64
	}{
		"no key for it":       {func([]byte) {}, keys[1:], open.ErrSealed, 0},
		"no key":              {func([]byte) {}, nil, open.ErrSealed, 0},
		"of another epoch":    {func([]byte) {}, []open.Key{{Epoch: 9, Identity: keys[0].Identity}}, open.ErrBound, 9},
		"damaged in the MAC":  {func(p []byte) { p[parcel.HeaderSize-10] ^= 1 }, keys, open.ErrSealed, 1},
		"damaged in front":    {func(p []byte) { p[parcel.HeaderSize+100] ^= 1 }, keys, open.ErrDamaged, 1},
		"damaged in a middle": {func(p []byte) { p[100_000] ^= 1 }, keys, open.ErrDamaged, 1},
		"damaged at its end":  {func(p []byte) { p[parcel.Size-1] ^= 1 }, keys, open.ErrDamaged, 1},
		"with another nonce":  {func(p []byte) { p[parcel.HeaderSize] ^= 1 }, keys, open.ErrDamaged, 1},
	} {
		p := sealed(keys[0], []byte("a piece"))
		c.spoil(p)
		m, epoch, err := room.Parcel(p, charter.Fingerprint{}, c.keys...)
		if m != nil || epoch != c.epoch || !errors.Is(err, c.want) || errors.Is(err, open.ErrDamaged) != (c.want == open.ErrDamaged) {
			t.Errorf("%s: epoch %d, %v", name, epoch, err)
		}
	}
}
