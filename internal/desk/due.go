package desk

import (
	"errors"
	"fmt"

	"luwte/crypto/day"
)

// ErrDay is returned when the day that somebody says it is is not that of this machine's clock.
var ErrDay = errors.New("this machine's clock has another day")

// CheckToday compares the clock with the day that somebody says it is: a clock that is ahead would have keys destroyed for which parcels still come. The day
// may be another one by one, for midnight is not everywhere at once. It returns ErrDay.
func (d *Desk) CheckToday(said day.Day) error {
	if said < d.today()-1 || said > d.today()+1 {
		return fmt.Errorf("%w: %s", ErrDay, d.today())
	}
	return nil
}
