package cli

import (
	"os"
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
		os.Stderr = os.NewFile(uintptr(kept), "/dev/stderr")
	}
}

const overwriteFreed = "clobberfree=1"

// OverwriteFreed has Go's collector overwrite what it frees. The runtime is told so by the environment, at its start: so the program begins again if it was
// not. Where it cannot, it goes on.
func OverwriteFreed() {
	before, _ := os.LookupEnv("GODEBUG")
	if slices.Contains(strings.Split(before, ","), overwriteFreed) {
		return
	}
	self, err := os.Executable()
	if err != nil {
		return
	}
	env := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GODEBUG=") })
	_ = unix.Exec(self, os.Args, append(env, "GODEBUG="+strings.TrimPrefix(before+","+overwriteFreed, ",")))
}
