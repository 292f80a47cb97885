package quorum

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/cloudflare/circl/group"
	"golang.org/x/crypto/chacha20poly1305"

	"luwte/crypto/charter"
	"luwte/crypto/label"
)

// sealOverhead is what sealing adds: the nonce in front and the tag behind.
const sealOverhead = chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

// part names a secret, with all that is public about it: it is bound to what is sealed, so that an epoch's seed cannot be announced under
// another's days or recipient.
type part string

const (
	rootPart part = "root"
	deskPart part = "desk"
)

func epochPart(e charter.Epoch) part {
	return part(fmt.Sprintf("epoch %d %s %s %s", e.Epoch, e.From, e.Until, e.Recipient))
}

// place is the additional data of what is sealed: F ‖ u64be dealing ‖ u8 k ‖ u8 n ‖ u8 custodian ‖ part. Custodian is 0 for a secret.
func (d *Dealing) place(p part, custodian int) []byte {
	b := binary.BigEndian.AppendUint64(d.Bureau[:], d.Number)
	b = append(b, byte(d.K), byte(d.N), byte(custodian))
	return append(b, p...)
}

// secretPlace is the place of a secret. That of the desk's names the revision, so that no older one can be put under a newer's number.
func (d *Dealing) secretPlace(p part) []byte {
	b := d.place(p, 0)
	if p == deskPart && d.Revision > 0 {
		b = binary.BigEndian.AppendUint64(b, d.Revision)
	}
	return b
}

func (d *Dealing) sealSecret(p part, scalar group.Scalar, secret []byte) ([]byte, error) {
	key, err := scalar.MarshalBinary()
	if err != nil {
		return nil, fmt.Errorf("encode a scalar: %w", err)
	}
	return sealUnder(key, d.Bureau, label.QuorumSecret, d.secretPlace(p), secret)
}

func (d *Dealing) openSecret(p part, scalar group.Scalar, sealed []byte) ([]byte, error) {
	key, err := scalar.MarshalBinary()
	if err != nil {
		return nil, fmt.Errorf("encode a scalar: %w", err)
	}
	return openUnder(key, d.Bureau, label.QuorumSecret, d.secretPlace(p), sealed)
}

func (d *Dealing) sealValue(p part, k Key, value []byte) ([]byte, error) {
	return sealUnder(k.secret[:], d.Bureau, label.QuorumValue, d.place(p, k.Custodian), value)
}

func (d *Dealing) openValue(p part, k Key, sealed []byte) ([]byte, error) {
	return openUnder(k.secret[:], d.Bureau, label.QuorumValue, d.place(p, k.Custodian), sealed)
}

// sealUnder returns nonce ‖ XChaCha20-Poly1305(plaintext) under HKDF-SHA-256(key, salt F, info). Nonces are random: a secret that changes is
// sealed again under the same key.
func sealUnder(key []byte, bureau charter.Fingerprint, info string, place, plaintext []byte) ([]byte, error) {
	derived, err := hkdf.Key(sha256.New, key, bureau[:], info, chacha20poly1305.KeySize)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	aead, err := chacha20poly1305.NewX(derived)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	nonce := make([]byte, chacha20poly1305.NonceSizeX, len(plaintext)+sealOverhead)
	rand.Read(nonce)
	return aead.Seal(nonce, nonce, plaintext, place), nil
}

// openUnder opens what sealUnder made; any error means that it does not open.
func openUnder(key []byte, bureau charter.Fingerprint, info string, place, sealed []byte) ([]byte, error) {
	derived, err := hkdf.Key(sha256.New, key, bureau[:], info, chacha20poly1305.KeySize)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	aead, err := chacha20poly1305.NewX(derived)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	return aead.Open(nil, sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:], place)
}
