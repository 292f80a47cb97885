package reporter

import (
	"time"

	"luwte/crypto/parcel"
)

// Meter chooses what of a sender's progress is worth a line, for people who read along and for those who have it read to them.
type Meter struct {
	began time.Time
	first int // parcels that were there already
	said  int // percent
}

// Step is what to say.
type Step struct {
	Percent, Done, Parcels int
	LeftMiB                int           // rounded up
	Left                   time.Duration // an estimate; 0: not known yet
	Lost                   error
	Again                  time.Duration
}

// everyPercent is how far things go on between two lines.
const everyPercent = 5

// Take returns a step, and whether it is worth a line. A letter of a few parcels has none but losses.
func (m *Meter) Take(p Progress) (Step, bool) {
	if m.began.IsZero() {
		*m = Meter{began: time.Now(), first: p.Done, said: -everyPercent}
	}
	left := p.Parcels - p.Done
	s := Step{Percent: 100 * p.Done / p.Parcels, Done: p.Done, Parcels: p.Parcels, LeftMiB: (left*parcel.Size + 1<<20 - 1) >> 20, Lost: p.Lost, Again: p.Again}
	if sent := p.Done - m.first; sent > 0 {
		s.Left = time.Since(m.began) / time.Duration(sent) * time.Duration(left)
	}
	if p.Lost != nil {
		return s, true
	}
	if p.Parcels < 4 || s.Percent < m.said+everyPercent {
		return s, false
	}
	m.said = s.Percent
	return s, true
}
