//go:build !linux

package cli

// DieSilently and OverwriteFreed do nothing here: drops run on Linux.
func DieSilently() {}

// OverwriteFreed does nothing here.
func OverwriteFreed() {}
