//go:build !unix

package pouch

func isMount(string) bool { return false }
