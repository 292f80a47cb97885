package server

import (
	"syscall"
)

// spareFiles is how many open files are not for visitors' connections: the store, the sockets, tor, the doors of some bureaus.
const spareFiles = 256

// openFiles returns how many files this process may have open. Go has raised it, at the start, as far as the system lets it.
func openFiles() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 0
	}
	return int(min(limit.Cur, 1<<30))
}

// fitFiles lowers the number of visitors' connections to what the system has files for, and says so if it must. Behind all of them the
// doors and the operator must find one.
func (s *serving) fitFiles() {
	allowed := openFiles()
	fit := max(allowed-spareFiles, allowed/4)
	if s.visits.atMost(fit) {
		s.say("warning: this system lets the drop open %d files, so that it holds %d connections of visitors at once: allow %d (ulimit -n, or LimitNOFILE= of its unit)",
			allowed, fit, s.visits.wanted+spareFiles)
	}
}
