package sign_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"

	"luwte/crypto/label"
	"luwte/crypto/sign"
	"luwte/crypto/vectors"
)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestVerify_Vectors_Agree(t *testing.T) {
	v := vectors.Load[vectors.Signatures]("sign.json")
	public := unhex(t, v.Public)
	for _, c := range v.Cases {
		t.Run(c.Name, func(t *testing.T) {
			err := sign.Verify(public, c.Label, unhex(t, c.Data), unhex(t, c.Signature))
			vectors.Expect(t, c.Error, err, map[string]error{vectors.Signature: sign.ErrSignature})
		})
	}
	vectors.ExpectCount(t, len(v.Cases), 12)
	key, err := sign.NewKey(unhex(t, v.Seed))
	if err != nil || !bytes.Equal(key.Public(), public) {
		t.Errorf("the seed gives another public key (%v)", err)
	}
}

func TestSign_Twice_DiffersAndBothHold(t *testing.T) {
	key, err := sign.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	a, errA := key.Sign(label.SignBoard, []byte("x"))
	b, errB := key.Sign(label.SignBoard, []byte("x"))
	if errA != nil || errB != nil || bytes.Equal(a, b) {
		t.Fatalf("signing is not hedged: %v %v", errA, errB)
	}
	for _, s := range [][]byte{a, b} {
		if err := sign.Verify(key.Public(), label.SignBoard, []byte("x"), s); err != nil {
			t.Error(err)
		}
	}
}

func TestVerify_KeyOfWrongSize_IsRefused(t *testing.T) {
	key, err := sign.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	s, err := key.Sign(label.SignBoard, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, public := range [][]byte{nil, key.Public()[:32], append(key.Public(), 0)} {
		if err := sign.Verify(public, label.SignBoard, nil, s); !errors.Is(err, sign.ErrSignature) {
			t.Errorf("key of %d bytes: %v", len(public), err)
		}
	}
	if _, err := sign.NewKey(make([]byte, 63)); !errors.Is(err, sign.ErrSeed) {
		t.Errorf("seed of 63 bytes: %v", err)
	}
}
