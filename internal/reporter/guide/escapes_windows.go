package guide

import (
	"os"

	"golang.org/x/sys/windows"
)

// obeysEscapes asks the console to understand escape sequences, which that of Windows 10 and later can.
func obeysEscapes(out *os.File) bool {
	var mode uint32
	h := windows.Handle(out.Fd())
	return windows.GetConsoleMode(h, &mode) == nil && windows.SetConsoleMode(h, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
