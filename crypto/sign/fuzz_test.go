package sign_test

import (
	"bytes"
	"testing"

	"luwte/crypto/sign"
	"luwte/internal/fuzzing"
)

// FuzzVerify: of a right signature no change verifies, of the key, the data or itself.
func FuzzVerify(f *testing.F) {
	const label = "luwte/1 fuzz\n"
	key, err := sign.NewKey(bytes.Repeat([]byte{7}, sign.SeedSize))
	if err != nil {
		f.Fatal(err)
	}
	data := []byte("what is signed")
	signature, err := key.Sign(label, data)
	if err != nil {
		f.Fatal(err)
	}
	fuzzing.Add(f, 150, key.Public(), data, signature)
	f.Fuzz(func(t *testing.T, public, signed, by []byte) {
		right := bytes.Equal(public, key.Public()) && bytes.Equal(signed, data) && bytes.Equal(by, signature)
		if err := sign.Verify(public, label, signed, by); err == nil && !right {
			t.Fatal("it verifies")
		} else if err != nil && right {
			t.Fatal(err)
		}
	})
}
