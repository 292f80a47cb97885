package words_test

import (
	"fmt"

	"luwte/crypto/words"
)

// A word may be cut after four letters, and a mistyped one is named with those that look like it.
func ExampleRead() {
	indices, list, err := words.Read([]string{"aban", "zoo"})
	fmt.Println(indices, list.Language(), err)

	_, _, err = words.Read([]string{"abandon", "zooo"})
	fmt.Println(err)
	// Output:
	// [0 2047] en <nil>
	// word 2, "zooo", is not on the list; near it are zoo, book, cook
}
