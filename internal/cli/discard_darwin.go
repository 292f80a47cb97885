package cli

import "golang.org/x/sys/unix"

const flushRead = 1 // FREAD of <sys/fcntl.h>

// discard is tcflush(3). Nobody is left to tell if it fails.
func discard(fd int) { _ = unix.IoctlSetPointerInt(fd, unix.TIOCFLUSH, flushRead) }
