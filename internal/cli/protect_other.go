//go:build !linux && !darwin

package cli

// NoDumps says whether protectMemory does anything on this system.
const NoDumps = false

// protectMemory does nothing: core dumps must be off on this system.
func protectMemory() {}
