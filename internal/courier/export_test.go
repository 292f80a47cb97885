package courier

import "time"

// Hurry makes a door try again at once, so that tests needn't wait.
func (d *Door) Hurry() *Door {
	d.client.Pauses = []time.Duration{time.Millisecond, time.Millisecond}
	d.client.Silence = time.Second
	return d
}

// ParseState is parseState.
func ParseState(data []byte) (any, error) { return parseState(data) }
