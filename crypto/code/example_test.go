package code_test

import (
	"fmt"

	"luwte/crypto/charter"
	"luwte/crypto/code"
)

// People write a code down and type it back months later: case, accents, hyphens, numbers and endings are forgiven, and a word that is on no list is named.
func ExampleParse() {
	written, err := code.Parse("1. Aambeeld 2. AAMB 3-aambeeld, áambeeld aambeeld aamb aambee armband")
	fmt.Println(written, written.Words("en"), err)

	_, err = code.Parse("abandon abandno abandon abandon abandon abandon abandon abandon")
	fmt.Println(err)
	// Output:
	// [code] [abandon abandon abandon abandon abandon abandon abandon argue] <nil>
	// word 2, "abandno", is not on the list; near it are abandon, banana, absent
}

// A code is the same code in either language, and gives each bureau other keys.
func ExampleCode_Derive() {
	c := code.New()
	again, err := code.Parse(fmt.Sprint(c.Words("nl")))
	if err != nil {
		fmt.Println(err)
	}
	here, err := c.Derive(charter.Fingerprint{1})
	if err != nil {
		fmt.Println(err)
	}
	there, err := again.Derive(charter.Fingerprint{2})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(c == again, here.Slots == there.Slots, here)
	// Output:
	// true false [keys]
}
