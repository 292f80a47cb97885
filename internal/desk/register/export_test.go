package register

import "testing"

// AsOnWindows has Compact do as where an open file cannot be given another name.
func AsOnWindows(t *testing.T) {
	before := renamesOpen
	renamesOpen = false
	t.Cleanup(func() { renamesOpen = before })
}
