package store

// Domain separation within a generation. Both are HKDF-SHA-256 info strings
// over the tide key, 32 bytes out.
const (
	labelKeys   = "luwte/1 tide keys"   // the HMAC key of bbolt's keys
	labelValues = "luwte/1 tide values" // the XChaCha20-Poly1305 key of the values
)
