//go:build !unix

package courier

import "os"

// lockDir makes the courier's directory. Elsewhere than on Unix nothing keeps two syncs apart.
func lockDir(dir string) (unlock func(), err error) { return func() {}, os.MkdirAll(dir, 0o700) }
