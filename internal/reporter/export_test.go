package reporter

import "time"

// Hurry makes a drop try again at once, so that tests needn't wait.
func (d *Drop) Hurry() {
	d.client.Pauses = []time.Duration{time.Millisecond, time.Millisecond}
	d.client.Silence = 2 * time.Second
}

// Fill is fill.
var Fill = fill

// LookWith is Look with a code that was stretched before.
var LookWith = lookWith
