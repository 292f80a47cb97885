//go:build unix

package pouch

import (
	"os"
	"path/filepath"
	"syscall"
)

// isMount says whether something is mounted at a directory: it is on another device than the one above it.
func isMount(dir string) bool {
	own := device(dir)
	return own != 0 && own != device(filepath.Dir(dir))
}

// device is 0 for what is no directory.
func device(dir string) uint64 {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() {
		return 0
	}
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Dev)
	}
	return 0
}
