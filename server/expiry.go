package server

import (
	"context"
	"time"

	"luwte/crypto/day"
)

const daysPerWeek = 7

// sweepInterval is how often what is past its week is removed, and how long a drop runs before it does so first: a machine whose clock
// starts years ahead would destroy everything at once, and has an hour to set it right. A variable for tests.
var sweepInterval = time.Hour

// weekOf counts weeks since 1970-01-01: the only measure of time that the store has.
func weekOf(d day.Day) uint32 { return uint32(d) / daysPerWeek }

// lastDay is the last day of a week.
func lastDay(week uint32) day.Day { return day.Day(week*daysPerWeek + daysPerWeek - 1) }

// weekOfExpiry is the week to whose end a parcel of today is kept: so many weeks, and up to six days more, so that the week does not
// tell the day.
func weekOfExpiry(today day.Day, weeks uint64) uint32 { return weekOf(today) + uint32(weeks) }

// expire removes what is past its week.
func (d *Drop) expire(ctx context.Context) error {
	n, err := d.store.Expire(ctx, weekOf(day.Today()))
	if n == 0 {
		return err
	}
	if again := d.refresh(ctx); err == nil {
		err = again
	}
	return err
}

// expireHourly expires every hour, first after one, until ctx ends. say is told of errors.
func (d *Drop) expireHourly(ctx context.Context, say func(format string, args ...any)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(sweepInterval):
		}
		d.fitQuota(len(d.public.Load().inboxes)) // the disk may have been made larger, or filled by others
		if err := d.expire(ctx); err != nil && ctx.Err() == nil {
			say("warning: parcels past their week could not be removed, it is tried again in an hour: %v", err)
		}
	}
}
