package courier

import "time"

// Hurry makes a door try again at once, so that tests needn't wait.
func (d *Door) Hurry() *Door { return d.Patience(time.Second) }

// Patience makes a door try again at once, and wait so long for something to happen.
func (d *Door) Patience(most time.Duration) *Door {
	d.client.Pauses = []time.Duration{time.Millisecond, time.Millisecond}
	d.client.Silence, d.client.Grace = most, most
	return d
}

// ParseState is parseState.
func ParseState(data []byte) (any, error) { return parseState(data) }
