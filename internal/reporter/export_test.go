package reporter

import "time"

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

// LookWith is Look with a code that was stretched before.
var LookWith = lookWith
