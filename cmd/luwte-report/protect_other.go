//go:build !linux

package main

// protectMemory does nothing: core dumps must be off on this system.
func protectMemory() {}
