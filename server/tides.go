package server

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"luwte/crypto/day"
	"luwte/server/store"
)

// Tides come each night, after each dispatch, and when the operator says so. Variables for tests.
var (
	// tideDelay is how long a dispatch waits for others: couriers of several bureaus come at the same hour.
	tideDelay = time.Minute
	// tidePause is how long ago the last tide must be, and tideShare times as long as it took: a bureau that sends dispatches all the time gets one
	// tide for many of them, and the disk stays the visitors'.
	tidePause = 15 * time.Minute
	// tideFirst is how long after the start the first comes by itself: a drop that is started each morning has its tide too.
	tideFirst = time.Hour
)

const (
	tideShare = 10
	tideTick  = 10 * time.Second // how exactly all that is kept

	// Nights are UTC's, from 2 to 4 o'clock: when the tide is says nothing, and not all drops of a machine should have it at once.
	nightBegins = 2 * time.Hour
	nightLasts  = 2 * time.Hour
)

// Tide writes the store anew, so that what was released or ran out before cannot be read from the disk any more.
func (d *Drop) Tide(ctx context.Context) (*store.Tided, error) {
	defer d.traces.left.Store(true) // parcels and ids have gone through memory
	rewritten, err := d.rewrite(ctx)
	if err != nil {
		return nil, err
	}
	defer rewritten()
	done, err := d.store.Tide(ctx, nil)
	if err != nil {
		return nil, err
	}
	today := day.Today()
	d.tided.Store(&today)
	err = d.forgetTimes()
	if done.Lost > 0 {
		err = errors.Join(err, d.refresh(ctx)) // there are fewer
	}
	return &done, err
}

// WashJournal makes the disk's journal forget when parcels came: see store.WashJournal. It writes as much as the journal can hold.
func (d *Drop) WashJournal(ctx context.Context) error {
	washed, err := d.rewrite(ctx)
	if err != nil {
		return err
	}
	defer washed()
	return store.WashJournal(ctx, d.dir.store())
}

// rewrite has tides and washings take turns: a tide clears away what it does not know, and two washings would do so with each other's files.
func (d *Drop) rewrite(ctx context.Context) (done func(), err error) {
	select {
	case d.rewriting <- struct{}{}:
		return func() { <-d.rewriting }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// lastTide is the day of the last tide since the drop was opened, or nil. It is in memory only: the disk is to show no day.
func (d *Drop) lastTide() *day.Day { return d.tided.Load() }

// wantTide asks for a tide and does not wait for it.
func (d *Drop) wantTide() {
	select {
	case d.tideWanted <- struct{}{}:
	default: // it is asked for already
	}
}

// schedule says when a tide is due.
type schedule struct {
	wanted   bool      // by a dispatch after which no tide has begun
	earliest time.Time // not before
	night    time.Time // the next nightly one
}

func (s *schedule) due(now time.Time) bool {
	return !now.Before(s.earliest) && (s.wanted || !now.Before(s.night))
}

// want is for a dispatch.
func (s *schedule) want(now time.Time) {
	if after := now.Add(tideDelay); !s.wanted && after.After(s.earliest) {
		s.earliest = after
	}
	s.wanted = true
}

// ended plans what follows a tide from begin to end.
func (s *schedule) ended(begin, end time.Time, err error) {
	s.earliest = end.Add(max(tidePause, tideShare*end.Sub(begin)))
	if err != nil {
		s.wanted = true
		return
	}
	s.night = nextNight(end)
}

// nextNight is a random moment of the night that begins next.
func nextNight(now time.Time) time.Time {
	begins := now.UTC().Truncate(24 * time.Hour).Add(nightBegins)
	if !begins.After(now) {
		begins = begins.Add(24 * time.Hour)
	}
	return now.Add(begins.Sub(now) + rand.N(nightLasts)) // from now, so that a clock that is set right does not count
}

// tides runs them in time, until the serving ends.
func (s *serving) tides() {
	plan, said := schedule{night: time.Now().Add(tideFirst)}, ""
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.tideWanted:
			plan.want(time.Now())
		case <-time.After(min(tideTick, tideDelay)):
		}
		begin := time.Now()
		if !plan.due(begin) {
			continue
		}
		plan.wanted = false // what a dispatch removes from here on may need another one
		err := s.tide(!begin.Before(plan.night))
		plan.ended(begin, time.Now(), err)
		switch {
		case s.ctx.Err() != nil:
			return
		case errors.Is(err, store.ErrUnsettled):
			s.fail(err)
			return
		case err != nil && err.Error() != said:
			s.say("warning: %v; it is tried again", err)
		}
		said = textOf(err)
	}
}

// tide is one in time. The journal is washed once a day, since that writes more than most tides.
func (s *serving) tide(nightly bool) error {
	_, err := s.Tide(s.ctx)
	if errors.Is(err, store.ErrNoRoom) {
		err = store.ErrNoRoom // alone: how much is live is a figure of what waits, and whoever keeps what a service says keeps the time with it
	}
	if err != nil {
		return fmt.Errorf("what was released could still be read from the disk, which could not be written anew: %w", err)
	}
	if !nightly {
		return nil
	}
	if err := s.WashJournal(s.ctx); err != nil {
		return fmt.Errorf("the journal of the disk could still show when parcels came: %w", err)
	}
	return nil
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
