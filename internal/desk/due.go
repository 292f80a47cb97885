package desk

import (
	"errors"
	"fmt"

	"luwte/crypto/day"
)

// ErrDay is returned when the day that somebody says it is is not that of this machine's clock.
var ErrDay = errors.New("this machine's clock has another day")

// Due returns the epochs whose keys Destroy would destroy, ascending.
func (d *Desk) Due() (due []uint64, err error) {
	states, _, err := d.Epochs()
	for _, e := range states {
		if e.Due <= d.today() {
			due = append(due, e.Epoch.Epoch)
		}
	}
	return due, err
}

// CheckToday compares the clock with the day that somebody says it is: a clock that is ahead would have keys destroyed for which parcels still come. The day
// may be another one by one, for midnight is not everywhere at once. It returns ErrDay.
func (d *Desk) CheckToday(said day.Day) error {
	if said < d.today()-1 || said > d.today()+1 {
		return fmt.Errorf("%w: %s", ErrDay, d.today())
	}
	return nil
}
