package onionaddr_test

import (
	"crypto/ed25519"
	"fmt"
	"strings"

	"luwte/internal/onionaddr"
)

// A mistyped address is told from its checksum, before anybody waits for Tor.
func ExampleParse() {
	address := onionaddr.Of(make(ed25519.PublicKey, ed25519.PublicKeySize))
	fmt.Println(address)
	parsed, err := onionaddr.Parse("http://" + strings.ToUpper(address) + "/")
	fmt.Println(parsed == address, err)
	_, err = onionaddr.Parse(strings.Replace(address, "a", "b", 1))
	fmt.Println(err)
	// Output:
	// aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaam2dqd.onion
	// true <nil>
	// not an onion address: 56 letters and digits with a checksum, then .onion
}
