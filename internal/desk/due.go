package desk

import (
	"errors"
	"fmt"

	"luwte/crypto/day"
	"luwte/internal/desk/register"
)

// ErrDay is returned when the day that somebody says it is is not that of this machine's clock.
var ErrDay = errors.New("this machine's clock has another day")

const clockAction = "clock" // in the log: somebody said what day it is

// Option changes how a desk is opened.
type Option func(*Desk)

// Today says what day it is, for a desk at which something was done under a clock that was ahead: it opens all the same if the machine's clock says that day too, and the log has it. Otherwise
// opening returns ErrDay.
func Today(said day.Day) Option { return func(d *Desk) { d.said = &said } }

// saidToday takes the day that somebody said in place of the last one in the log.
func (d *Desk) saidToday(behind error) error {
	if d.said == nil {
		return behind
	}
	if err := d.CheckToday(*d.said); err != nil || behind == nil {
		return err
	}
	return d.reg.Update(func(tx *register.Tx) error {
		last, err := lastEvent(tx)
		return errors.Join(err, d.logEvent(tx, d.event(clockAction, "", map[string]any{"was": day.Of(last).String()})))
	})
}

// CheckToday compares the clock with the day that somebody says it is: a clock that is ahead would have keys destroyed for which parcels still come. The day
// may be another one by one, for midnight is not everywhere at once. It returns ErrDay.
func (d *Desk) CheckToday(said day.Day) error {
	if said < d.today()-1 || said > d.today()+1 {
		return fmt.Errorf("%w: %s", ErrDay, d.today())
	}
	return nil
}
