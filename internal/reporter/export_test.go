package reporter

import (
	"time"

	"luwte/crypto/code"
	"luwte/crypto/day"
)

// Hurry makes a drop try again at once, so that tests needn't wait.
func (d *Drop) Hurry() {
	d.client.Pauses = []time.Duration{time.Millisecond, time.Millisecond}
	d.hurry = &patience{pauses: d.client.Pauses}
	d.client.Silence = 2 * time.Second
}

// HurryLong is Hurry with a patience that waits until what refuses has passed, for as long as last.
func (d *Drop) HurryLong(last time.Duration) {
	d.Hurry()
	d.hurry.last = last
}

// Fill is fill.
var Fill = fill

// Patience is how long a drop waits in silence, and how long an answer may be slower than it must be.
func (d *Drop) Patience(silence, grace time.Duration) {
	d.client.Silence, d.client.Grace = silence, grace
}

// ReportWith is Report with codes that were stretched before, which is slow.
func (b *Bureau) ReportWith(m map[code.Code]code.Master, c code.Code, d Draft, today day.Day) (*Letter, error) {
	return b.reportWith(m, c, d, today)
}

// SealWith is Seal with codes that were stretched before.
func (t Turn) SealWith(m map[code.Code]code.Master, bureaus []*Bureau, today day.Day) (*Sealed, error) {
	return t.sealWith(m, bureaus, today)
}

// LookWith is Look with a code that was stretched before.
var LookWith = lookWith
