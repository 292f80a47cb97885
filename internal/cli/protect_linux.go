package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// What this system has: NoDumps says whether protectMemory does anything, LocksMemory whether LockMemory can, Restarts whether Restart begins again.
const (
	NoDumps     = true
	LocksMemory = true
	Restarts    = true
)

// protectMemory keeps keys, codes, reports and the circuits of visitors out of core dumps, which systems keep on disk, and away from other
// processes of the same user (ptrace, /proc/PID/mem). Where the kernel refuses, the program works all the same.
func protectMemory() {
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}

// LockMemory keeps all memory of the process out of swap, and says whether it could. It does not try under a limit, such as the usual one of
// 8 MiB: what comes later would fail then, and scrypt alone takes 256.
func LockMemory() bool {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_MEMLOCK, &limit); err != nil {
		return false
	}
	if limit.Max == unix.RLIM_INFINITY {
		limit.Cur = limit.Max
		_ = unix.Setrlimit(unix.RLIMIT_MEMLOCK, &limit)
	}
	if limit.Cur != unix.RLIM_INFINITY && os.Geteuid() != 0 { // root has no limit (CAP_IPC_LOCK)
		return false
	}
	return unix.Mlockall(unix.MCL_CURRENT|unix.MCL_FUTURE|unix.MCL_ONFAULT) == nil
}

// Restart replaces the program in this process by itself, with the same arguments: the kernel takes away all of its memory, which no
// wiping in Go does, as strings and what the collector moved cannot be reached. A passphrase in the environment goes too. It returns only
// if it fails.
func Restart() error {
	return again(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, PassphraseVariable+"=") }))
}

// again is Restart with an environment. The kernel closes what Go opened.
func again(env []string) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("begin again: %w", err)
	}
	return fmt.Errorf("begin again: %w", unix.Exec(self, os.Args, env))
}
