package giveaway_test

import (
	"fmt"

	"luwte/internal/reporter/giveaway"
)

// Before a report goes, the reporter is shown what in it could tell who wrote it. Nothing is sent for that.
func ExampleFind() {
	for _, f := range giveaway.Find("Mijn collega en ik zagen het op 3 mei; bel 06-12345678.") {
		fmt.Println(f.Kind, f.Text)
	}
	// Output:
	// phone 06-12345678
	// date 3 mei
}
