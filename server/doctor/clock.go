package doctor

import (
	"fmt"
	"time"

	"luwte/crypto/day"
	"luwte/internal/torchild"
)

// writtenOn is a day before which no clock is right: this program is of later.
var writtenOn = day.Of(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))

// clock compares this machine's clock with what Tor's authorities agreed on last, or at least with what the desks have signed. The time zone does
// not matter: every day here is of UTC.
func (e *examination) clock() {
	now := time.Now()
	if e.network != nil {
		e.clockAgainst(now, *e.network)
		return
	}
	today, latest, what := day.Of(now), writtenOn, "this program was written"
	if e.now != nil {
		for _, in := range e.now.Inboxes {
			if in.Made != nil && *in.Made > latest {
				latest, what = *in.Made, "a bureau made its board"
			}
		}
	}
	if today+1 < latest {
		e.bad("clock", "", fmt.Sprintf("it says %s, which is before %s, on %s", today, what, latest), "set it (timedatectl), and have it kept by NTP: tor refuses its network by a wrong clock, and parcels expire by it")
		return
	}
	e.ok("clock", "", fmt.Sprintf("it says %s, which may be; there was no network of Tor's to compare it with", today))
}

// agrees is by how much a clock may miss the time for which Tor's authorities agreed: it harms nobody, and a network that is late with its agreement is no
// fault of this machine's.
const agrees = 2 * time.Minute

func (e *examination) clockAgainst(now time.Time, n torchild.Network) {
	var off time.Duration
	switch {
	case now.Before(n.After):
		off = n.After.Sub(now)
	case now.After(n.Until):
		off = now.Sub(n.Until)
	}
	if off < agrees {
		e.ok("clock", "", "it agrees with Tor's network")
		return
	}
	e.bad("clock", "", fmt.Sprintf("it is off by %s or more from Tor's network", off.Round(time.Minute)), "set it (timedatectl), and have it kept by NTP")
}
