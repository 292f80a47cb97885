//go:build !unix

package ui

// onlyOwner does nothing where there is no umask: who may use a socket follows from the directory that it is in.
func onlyOwner() (undo func()) { return func() {} }
