//go:build unix

package ui

import "syscall"

// onlyOwner has what is made until it is undone be its owner's alone, from the first moment.
func onlyOwner() (undo func()) {
	before := syscall.Umask(0o177)
	return func() { syscall.Umask(before) }
}
