package sign_test

import (
	"testing"

	"luwte/crypto/label"
	"luwte/crypto/sign"
)

// BenchmarkVerify verifies what is as long as a dispatch. Hashing it takes a tenth of the time, unless something keeps the processor from it.
func BenchmarkVerify(b *testing.B) {
	key, err := sign.GenerateKey()
	if err != nil {
		b.Fatal(err)
	}
	data := make([]byte, 85_000)
	signature, err := key.Sign(label.SignDispatch, data)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := sign.Verify(key.Public(), label.SignDispatch, data, signature); err != nil {
			b.Fatal(err)
		}
	}
}
