package cli

import "golang.org/x/sys/windows"

// discard empties the console's input. Nobody is left to tell if it fails.
func discard(fd int) { _ = windows.FlushConsoleInputBuffer(windows.Handle(fd)) }
