package plain_test

import (
	"fmt"

	"luwte/internal/desk/plain"
)

// What a terminal would obey, and what turns a line around, is shown as what it is.
func ExampleLine() {
	fmt.Println(plain.Line("rapport\x1b[2J\u202efdp.exe, café"))
	// Output:
	// rapport\x1b[2J\u202efdp.exe, café
}
