package register

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"

	"luwte/crypto/label"
	"luwte/internal/desk/padme"
)

// Domain separation under the register key: HKDF-SHA-256 info strings, 32 bytes out.
const (
	labelKeys   = label.RegisterKeys   // the HMAC key of bbolt's keys
	labelValues = label.RegisterValues // the XChaCha20-Poly1305 key of the values
)

type keys struct {
	names  []byte
	values cipher.AEAD
}

func deriveKeys(key [32]byte) (k keys, err error) {
	derive := func(label string) []byte {
		out, e := hkdf.Key(sha256.New, key[:], nil, label, 32)
		if e != nil {
			err = fmt.Errorf("derive register keys: %w", e)
		}
		return out
	}
	values := derive(labelValues)
	k.names = derive(labelKeys)
	if err != nil {
		return keys{}, err
	}
	k.values, err = chacha20poly1305.NewX(values)
	return k, err
}

// name returns the bbolt key of a record: 32 bytes that depend on bucket and key.
func (k *keys) name(bucket, key string) []byte {
	m := hmac.New(sha256.New, k.names)
	m.Write(binary.BigEndian.AppendUint32(nil, uint32(len(bucket))))
	m.Write([]byte(bucket))
	m.Write([]byte(key))
	return m.Sum(nil)
}

// seal returns nonce ‖ sealed(u32be length of key ‖ u32be length of value ‖ key ‖ value ‖ zeros), bound to bucket and name. The key is inside so that a
// walk over a bucket, which sees only HMACs, can tell it. Nonces of 192 random bits do not repeat.
func (k *keys) seal(bucket, key string, name, value []byte) []byte {
	plaintext := make([]byte, 0, padme.Length(int64(8+len(key)+len(value)), shortest))
	plaintext = binary.BigEndian.AppendUint32(plaintext, uint32(len(key)))
	plaintext = binary.BigEndian.AppendUint32(plaintext, uint32(len(value)))
	plaintext = append(append(plaintext, key...), value...)
	plaintext = plaintext[:cap(plaintext)]
	nonce := make([]byte, chacha20poly1305.NonceSizeX, chacha20poly1305.NonceSizeX+len(plaintext)+chacha20poly1305.Overhead)
	rand.Read(nonce)
	return k.values.Seal(nonce, nonce, plaintext, place(bucket, name))
}

// open returns key and value of a sealed record, or ErrDamaged.
func (k *keys) open(bucket string, name, sealed []byte) (key string, value []byte, err error) {
	if len(sealed) < chacha20poly1305.NonceSizeX {
		return "", nil, ErrDamaged
	}
	nonce, sealed := sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:]
	plaintext, err := k.values.Open(nil, nonce, sealed, place(bucket, name))
	if err != nil || len(plaintext) < 8 {
		return "", nil, ErrDamaged
	}
	n, m := uint64(binary.BigEndian.Uint32(plaintext)), uint64(binary.BigEndian.Uint32(plaintext[4:]))
	if n+m > uint64(len(plaintext)-8) {
		return "", nil, ErrDamaged
	}
	return string(plaintext[8 : 8+n]), plaintext[8+n : 8+n+m : 8+n+m], nil
}

// shortest is what every record has at least, in bytes: most of those that tell apart what was decided or named are shorter.
const shortest = 256

// place is a value's additional data. name has a fixed length, so there is one way to read it.
func place(bucket string, name []byte) []byte { return append([]byte(bucket), name...) }
