//go:build !linux

package confine

import "errors"

// Kernel says what this system could do: nothing.
func Kernel() State { return State{} }

// Enter does nothing on this system.
func Enter(Paths) (State, error) { return State{}, nil }

// Run is for Linux only.
func Run(Paths, string, []string, []string) error { return errors.ErrUnsupported }
