package replies_test

import (
	"fmt"

	"luwte/internal/desk/replies"
)

// Whoever finds a live code reads the answer, and nothing else. So it should repeat nothing of the report.
func ExampleCheck() {
	report := "Op 3 november bood Henk de Vries mij in het stadhuis van Almelo 5.000 euro voor kentekens."
	for _, w := range replies.Check("Dank u. Was meneer De Vries alleen, en waar bleef de 5.000 euro?", []string{report}) {
		fmt.Println(w.Kind, w.Excerpt)
	}
	fmt.Println(len(replies.Check("Dank u. Was hij alleen?", []string{report})))
	// Output:
	// name meneer De
	// name Vries
	// number 5.000
	// 0
}
