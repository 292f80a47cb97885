package server

import (
	"time"

	"io"
	"net/http"

	"luwte/crypto/charter"
)

// Serving says whether all doors are open.
func (d *Drop) Serving() bool { return d.serving.Load() != nil }

// FrontDoor is the front door's handler, to be put behind a listener of the test's.
func (d *Drop) FrontDoor() http.Handler { return d.front() }

// ReadingDoor is a handler that reads a body by the rules for slow visitors, whom others wait for or not, and says what became of it.
func ReadingDoor(othersWait bool) http.Handler {
	d := new(Drop)
	return d.resource(func(r *http.Request) answer {
		r.Body.(*body).hurry = func() bool { return othersWait }
		if _, err := io.ReadAll(r.Body); err != nil {
			return sentence(refusalOf(readError(err)))
		}
		return answer{status: http.StatusNoContent}
	})
}

// PanickingDoor is a handler that panics.
func PanickingDoor(d *Drop) http.Handler {
	return d.resource(func(r *http.Request) answer { panic("at " + r.RemoteAddr) })
}

// CheckDoor is what AddInbox asks of an inbox's id.
func (d *Drop) CheckDoor(in charter.Inbox) error { return d.checkDoor(in) }

// HideTimes is what every tick does.
func (d *Drop) HideTimes() error { return d.dir.hideTimes(d.systemTor) }

// SweepEvery shortens the time between removals of what is past its week, until the returned function is called.
func SweepEvery(d time.Duration) (restore func()) {
	old := sweepInterval
	sweepInterval = d
	return func() { sweepInterval = old }
}
