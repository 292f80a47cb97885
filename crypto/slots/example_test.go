package slots_test

import (
	"fmt"

	"luwte/crypto/slots"
)

// Two boards show nothing in common of the same conversation: the label depends on the board's nonce. The handle, by which the desk knows a code, does not give S away.
func ExampleSecret_Label() {
	s := slots.Secret{1}
	fmt.Printf("%x\n", s.Label([32]byte{1}, 0))
	fmt.Printf("%x\n", s.Label([32]byte{2}, 0))
	fmt.Println(s.Handle(), s)
	// Output:
	// d608f894db2d1f696f459fd72703f69b
	// 3f1b5d597489420dff5f27c0ac2b6765
	// abc7387c112b078dcd5b153243262237 [secret]
}
