//go:build !linux && !darwin

package cli

// protectMemory does nothing: core dumps must be off on this system.
func protectMemory() {}
