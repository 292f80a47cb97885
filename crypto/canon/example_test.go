package canon_test

import (
	"fmt"

	"luwte/crypto/canon"
)

// There is one way to write a thing. Everything else is refused by the same comparison, what encoding/json would let pass too.
func ExampleUnmarshal() {
	var v struct {
		Inbox string `json:"inbox"`
	}
	for _, text := range []string{`{"inbox":"a"}`, `{"Inbox":"a"}`, `{"inbox":"b","inbox":"a"}`, `{"inbox": "a"}`, `{"inbox":"a","more":1}`, `{}`} {
		fmt.Println(text, canon.Unmarshal([]byte(text), &v) == nil)
	}
	// Output:
	// {"inbox":"a"} true
	// {"Inbox":"a"} false
	// {"inbox":"b","inbox":"a"} false
	// {"inbox": "a"} false
	// {"inbox":"a","more":1} false
	// {} false
}
