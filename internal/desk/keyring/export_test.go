package keyring

import "testing"

// Quick makes scrypt quick while a test runs.
func Quick(t *testing.T) {
	workFactor = 8
	t.Cleanup(func() { workFactor = 0 })
}
