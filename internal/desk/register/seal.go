package register

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

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

// Sealed is a record that is ready to be written.
type Sealed struct {
	bucket string
	name   []byte
	value  []byte
}

// Seal makes a record ready for Tx.PutSealed, in room if that is large enough. Several may seal at once, without a transaction.
func (r *Register) Seal(room []byte, bucket, key string, value []byte) Sealed {
	return r.keys.record(room, bucket, key, value)
}

// Seal is Register.Seal.
func (t *Tx) Seal(room []byte, bucket, key string, value []byte) Sealed {
	return t.keys.record(room, bucket, key, value)
}

// Room returns what a record was sealed in: it can be used again when the transaction has ended.
func (s *Sealed) Room() []byte { return s.value }

func (k *keys) record(room []byte, bucket, key string, value []byte) Sealed {
	name := k.name(bucket, key)
	return Sealed{bucket, name, k.seal(room, bucket, key, name, value)}
}

// seal returns nonce ‖ sealed(u32be length of key ‖ u32be length of value ‖ key ‖ value ‖ zeros), bound to bucket and name. The key is inside so that a
// walk over a bucket, which sees only HMACs, can tell it. Nonces of 192 random bits do not repeat. The text is sealed where it is put together, and so is nowhere else.
func (k *keys) seal(room []byte, bucket, key string, name, value []byte) []byte {
	const head = chacha20poly1305.NonceSizeX
	n := int(padme.Length(int64(8+len(key)+len(value)), shortest))
	out := slices.Grow(room[:0], head+n+chacha20poly1305.Overhead)[:head+n]
	rand.Read(out[:head])
	text := binary.BigEndian.AppendUint32(out[head:head], uint32(len(key)))
	text = binary.BigEndian.AppendUint32(text, uint32(len(value)))
	text = append(append(text, key...), value...)
	clear(out[head+len(text):])
	return k.values.Seal(out[:head], out[:head], out[head:], place(bucket, name))
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
