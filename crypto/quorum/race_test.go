//go:build race

package quorum_test

func init() { thin = true }
