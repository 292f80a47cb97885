package clocks_test

import (
	"fmt"
	"time"

	"luwte/crypto/day"
	"luwte/internal/desk/clocks"
)

// Seven days to acknowledge, three months to say what was done, and 72 hours once somebody judged that it is a breach.
func ExampleTerms_Of() {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, c := range clocks.Default.Of(clocks.Case{ID: "2026-7", Received: day.Of(now) - 3, Aware: clocks.At(now.Add(-24 * time.Hour))}, now) {
		fmt.Println(c.Kind, c.State, c.Until().Format("2006-01-02 15:04"))
	}
	// Output:
	// acknowledgment running 2026-11-28 00:00
	// feedback running 2027-02-28 00:00
	// breach running 2026-11-25 09:00
}
