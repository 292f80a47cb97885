// Package slots derives from a code's secret S what links a conversation: the labels under which its notes stand on a board, the
// handle that a follow-up names, and the key that proves who wrote a note (SPEC §5).
//
// Desk and reporter import it. S is as secret as the code itself: who has it recognises the conversation on every board.
package slots

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"

	"luwte/crypto/canon"
	"luwte/crypto/label"
)

// Count is the number of slots of a code: 0 for a receipt or an alarm, 1 to 15 for answers.
const Count = 16

// Secret is S. It marshals as base64, for messages and the desk's register, and prints as "[secret]".
type Secret [32]byte

// Handle names a code towards the desk without giving the code away. JSON shows it as 32 hex digits.
type Handle [16]byte

// Label returns the board label of slot i (0 to 15) on the board with this nonce.
func (s Secret) Label(nonce [32]byte, i int) [16]byte {
	m := hmac.New(sha256.New, s[:])
	m.Write([]byte(label.SlotLabel))
	m.Write(nonce[:])
	m.Write(binary.BigEndian.AppendUint32(nil, uint32(i)))
	return [16]byte(m.Sum(nil)[:16])
}

// Handle returns the code's handle.
func (s Secret) Handle() Handle { return Handle(s.derive(label.Handle)[:16]) }

// MACKey returns the key under which the desk binds a note to this conversation.
func (s Secret) MACKey() [32]byte { return [32]byte(s.derive(label.MACKey)) }

func (s Secret) derive(what string) []byte {
	m := hmac.New(sha256.New, s[:])
	m.Write([]byte(what))
	return m.Sum(nil)
}

// String returns 32 hex digits.
func (h Handle) String() string { return hex.EncodeToString(h[:]) }

// MarshalText returns 32 hex digits.
func (h Handle) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText takes 32 lower-case hex digits; it returns canon.ErrHex for anything else.
func (h *Handle) UnmarshalText(text []byte) error { return canon.ParseHex(h[:], text) }

// MarshalText returns padded standard base64.
func (s Secret) MarshalText() ([]byte, error) {
	return base64.StdEncoding.AppendEncode(nil, s[:]), nil
}

// UnmarshalText takes the padded standard base64 of 32 bytes; it returns ErrSecret for anything else, without quoting it.
func (s *Secret) UnmarshalText(text []byte) error {
	b, err := base64.StdEncoding.Strict().DecodeString(string(text))
	if err != nil || len(b) != len(s) || bytes.ContainsAny(text, "\r\n") { // which encoding/base64 skips
		return ErrSecret
	}
	copy(s[:], b)
	return nil
}

// ErrSecret is returned when a text is not the base64 of 32 bytes.
var ErrSecret = errors.New("not the base64 of 32 bytes")

// Format keeps S out of printed text. It does not reach a Secret in an unexported field of another struct, where fmt calls no
// methods: such a struct is not to be printed.
func (s Secret) Format(f fmt.State, verb rune) { fmt.Fprint(f, "[secret]") }
