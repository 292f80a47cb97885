//go:build !unix

package syncdir

import "os"

// Can is false: Windows has no way to say when a name in a directory is on disk (FlushFileBuffers takes files and volumes).
const Can = false

// Sync sees that the directory is there. What is in it may have its old name after a power cut.
func Sync(dir string) error {
	_, err := os.Stat(dir)
	return err
}
