package cli

import (
	"os"
	"os/signal"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// DieSilently is for a program that has other people's secrets in its memory: what the Go runtime writes when a program dies, stacks with what functions
// were called with, goes nowhere. GOTRACEBACK does not keep the stacks away that follow a signal or a fault of the runtime. Standard error stays what it was
// for os.Stderr. Where the system refuses, the program works all the same.
func DieSilently() {
	kept, err := unix.FcntlInt(uintptr(unix.Stderr), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return // it is closed: there is nothing to write to
	}
	null, err := unix.Open(os.DevNull, unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	defer unix.Close(null)
	if unix.Dup3(null, unix.Stderr, 0) == nil {
		numbered = append(numbered, os.Stderr)
		os.Stderr = os.NewFile(uintptr(kept), "/dev/stderr")
	}
}

// numbered holds what was os.Stderr: were it collected, it would close descriptor 2, and what the program says in dying would go to the visitor who gets that number.
var numbered []*os.File

// forgetting has Go's collector write over what it frees, and no goroutine be interrupted by a signal: the kernel puts the registers of what a signal interrupts,
// which hold some of what was copied last, where they stay until the next one (package runtime, environment variables).
const forgetting = "clobberfree=1,asyncpreemptoff=1,gcshrinkstackoff=1"

// OverwriteFreed has what was in a string or a buffer be gone when nothing needs it any more and the collector has been there. The runtime reads this at its
// start, so the program begins again unless it was told so already. Where it cannot, it goes on.
func OverwriteFreed() {
	before := os.Getenv("GODEBUG")
	if strings.HasSuffix(before, forgetting) {
		signal.Ignore(unix.SIGPIPE) // which comes when a visitor has gone; writing says so too
		return
	}
	env := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GODEBUG=") })
	_ = again(append(env, "GODEBUG="+strings.TrimPrefix(before+","+forgetting, ",")))
}
