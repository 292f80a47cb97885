//go:build unix

package durable

// Private says whether this system keeps the files that are written here from its other users, by their modes.
const Private = true
