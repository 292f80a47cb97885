//go:build !unix

package durable

// Private is false: on Windows, who can read a file follows from the access list of its directory.
const Private = false
