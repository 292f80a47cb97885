//go:build !windows

package guide

import "os"

// obeysEscapes says whether the terminal understands escape sequences, as all do that are in use.
func obeysEscapes(*os.File) bool { return true }
