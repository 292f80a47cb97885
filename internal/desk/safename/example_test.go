package safename_test

import (
	"fmt"

	"luwte/internal/desk/safename"
)

// A stranger's name for a file leads nowhere else, hides nothing and is no device.
func ExampleClean() {
	for _, name := range []string{"../../etc/passwd", ".bashrc", "con.txt", "foto's van 3 mei.jpg", "a\u202egpj.exe"} {
		fmt.Printf("%q\n", safename.Clean(name))
	}
	// Output:
	// "passwd"
	// "bashrc"
	// "_con.txt"
	// "foto's van 3 mei.jpg"
	// "a_gpj.exe"
}
