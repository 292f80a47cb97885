//go:build !unix

package cli

import "os"

// stops is empty: nothing is stopped from a terminal on this system.
var stops []os.Signal
