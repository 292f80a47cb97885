package cli

import "golang.org/x/sys/unix"

// NoDumps says whether protectMemory does anything on this system.
const NoDumps = true

// protectMemory keeps keys, codes and reports out of core dumps, and other processes of the same user from looking on. Where the kernel
// refuses, the program works all the same.
func protectMemory() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	_ = unix.PtraceDenyAttach()
}
