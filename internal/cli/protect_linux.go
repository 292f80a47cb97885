package cli

import "golang.org/x/sys/unix"

// protectMemory keeps keys, codes, reports and the circuits of visitors out of core dumps, which systems keep on disk, and away from other
// processes of the same user (ptrace, /proc/PID/mem). Swap is not kept off: locking all memory fails at the usual limit of 8 MiB, and
// scrypt alone takes 256. The machine's swap must be off or encrypted. Where the kernel refuses, the program works all the same.
func protectMemory() {
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}
