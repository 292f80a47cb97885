//go:build !linux

package cli

// What this system has not: LockMemory can nothing, and Restart only ends the process.
const (
	LocksMemory = false
	Restarts    = false
)

// LockMemory cannot be done on this system.
func LockMemory() bool { return false }

// Restart ends the caller on this system, which takes its memory away too: begin again by hand.
func Restart() error { return nil }
