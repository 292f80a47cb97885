//go:build unix

package cli

import (
	"os"
	"syscall"
)

// stops is the signal by which a terminal stops a process (Ctrl-Z).
var stops = []os.Signal{syscall.SIGTSTP}
