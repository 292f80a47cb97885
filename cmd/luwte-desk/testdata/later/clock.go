// Package desk is here for one file, which stands in the program of the tests in the place of desk/clock.go: a clock that DAYS moves.
package desk

import (
	"os"
	"strconv"
	"time"
)

func clock() time.Time {
	days, _ := strconv.Atoi(os.Getenv("DAYS"))
	return time.Now().AddDate(0, 0, days)
}
