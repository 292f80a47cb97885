package sign_test

import (
	"bytes"
	"fmt"

	"luwte/crypto/label"
	"luwte/crypto/sign"
)

// What was signed as a board is not a charter, whatever its bytes: the label is signed too.
func ExampleVerify() {
	key, err := sign.NewKey(bytes.Repeat([]byte{1}, sign.SeedSize))
	if err != nil {
		fmt.Println(err)
		return
	}
	signature, err := key.Sign(label.SignBoard, []byte("what is signed"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(signature), "bytes, by", key)
	fmt.Println(sign.Verify(key.Public(), label.SignBoard, []byte("what is signed"), signature))
	fmt.Println(sign.Verify(key.Public(), label.SignCharter, []byte("what is signed"), signature))
	// Output:
	// 3373 bytes, by [signing key]
	// <nil>
	// signature does not verify
}
