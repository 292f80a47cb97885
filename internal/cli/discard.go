package cli

import (
	"io"
	"os"

	"golang.org/x/term"
)

// Discard throws away what was typed at a terminal and not read. Words of a code that are left over when a program ends would be the shell's
// next command, and stand in its history.
func Discard(in io.Reader) {
	if file, ok := in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		discard(int(file.Fd()))
	}
}
