package store

import "luwte/crypto/label"

// Domain separation within a generation. Both are HKDF-SHA-256 info strings
// over the tide key, 32 bytes out.
const (
	labelKeys   = label.TideKeys   // the HMAC key of bbolt's keys
	labelValues = label.TideValues // the XChaCha20-Poly1305 key of the values
)
