package message_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"luwte/crypto/label"
	"luwte/crypto/message"
	"luwte/crypto/slots"
)

// bound makes a note's plaintext with the MAC that the zero S, bureau and nonce give it.
func bound(object string, slot int) ([]byte, bool) {
	const macAt = message.NotePlaintextSize - sha256.Size
	if 4+len(object) > macAt {
		return nil, false
	}
	p := make([]byte, macAt)
	binary.BigEndian.PutUint32(p, uint32(len(object)))
	copy(p[4:], object)
	key := slots.Secret{}.MACKey()
	m := hmac.New(sha256.New, key[:])
	m.Write([]byte(label.BindNote))
	m.Write(make([]byte, 64))
	m.Write(binary.BigEndian.AppendUint32(nil, uint32(slot)))
	m.Write(p)
	return m.Sum(p), true
}
