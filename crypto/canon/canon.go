// Package canon reads and writes the one JSON encoding that Luwte's formats allow (SPEC §1): members in order, no white
// space, one way to escape. Unmarshal encodes again what it decoded and compares, so unknown, missing, doubled and differently cased
// members, which encoding/json lets pass, all fail the same test.
//
// It trusts nothing of its input. Everything may import it.
package canon

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// ErrNotCanonical is returned when input is not JSON, not of the expected shape, or not in the canonical encoding.
var ErrNotCanonical = errors.New("not canonical JSON of the expected format")

// ErrText is returned when a text that is to be written is not UTF-8.
var ErrText = errors.New("a text is not UTF-8")

// ErrHex is returned when text is not lower-case hex of the expected length.
var ErrHex = errors.New("not lower-case hex of the right length")

// MaxInteger is the largest integer that JSON may carry: 2^53-1, which JavaScript still holds exactly.
const MaxInteger = 1<<53 - 1

// Marshal returns the canonical encoding of v, or ErrText: encoding/json would write a replacement for what is not UTF-8, in an encoding that
// Unmarshal refuses. Lists and maps must not be nil, which it would write as null; who checks the limits of a format refuses
// those, for Unmarshal takes a null that stands for nil.
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encode canonical JSON: %w", err)
	}
	if replaced(b.Bytes()) {
		return nil, ErrText
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// replaced says whether encoding/json wrote the escape \ufffd, which it does for invalid UTF-8 only: U+FFFD itself it writes as it is.
func replaced(object []byte) bool {
	for i := 0; i < len(object); i++ {
		if object[i] != '\\' {
			continue
		}
		if bytes.HasPrefix(object[i:], []byte(`\ufffd`)) {
			return true
		}
		i++ // what is escaped; it may be a backslash
	}
	return false
}

// Unmarshal decodes data into v, a pointer to a struct whose fields stand in the order of the specification. It returns
// ErrNotCanonical unless data is exactly what Marshal makes of v afterwards. The input is not quoted in the error: it may be secret.
func Unmarshal(data []byte, v any) error {
	if err := json.Unmarshal(data, v); err != nil {
		return ErrNotCanonical
	}
	again, err := Marshal(v)
	if err != nil || !bytes.Equal(again, data) {
		return ErrNotCanonical
	}
	return nil
}

// ParseHex decodes lower-case hex of exactly len(dst) bytes into dst.
func ParseHex(dst, text []byte) error {
	if len(text) != 2*len(dst) || !bytes.Equal(bytes.ToLower(text), text) {
		return ErrHex
	}
	if _, err := hex.Decode(dst, text); err != nil {
		return ErrHex
	}
	return nil
}

// Hex32 is 32 bytes that JSON shows as 64 lower-case hex digits, such as a SHA-256.
type Hex32 [32]byte

// String returns 64 hex digits.
func (h Hex32) String() string { return hex.EncodeToString(h[:]) }

// MarshalText returns 64 hex digits.
func (h Hex32) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText takes 64 lower-case hex digits; it returns ErrHex for anything else.
func (h *Hex32) UnmarshalText(text []byte) error { return ParseHex(h[:], text) }
