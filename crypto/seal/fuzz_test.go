package seal_test

import (
	"testing"

	"filippo.io/age"

	"luwte/crypto/message"
	"luwte/crypto/seal"
	"luwte/internal/fuzzing"
)

// FuzzCheckRecipient: only what age reads as a hybrid recipient is one, in its one spelling, and can be sealed to.
func FuzzCheckRecipient(f *testing.F) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		f.Fatal(err)
	}
	fuzzing.Add(f, 100, id.Recipient().String())
	f.Add("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		if seal.CheckRecipient(text) != nil {
			return
		}
		if _, err := seal.Own(text, make([]byte, message.NotePlaintextSize)); err != nil {
			t.Fatal(err)
		}
		if r, err := age.ParseHybridRecipient(text); err != nil || r.String() != text {
			t.Fatalf("%q, %v", text, err)
		}
	})
}
