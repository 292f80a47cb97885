package confine

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"

	"github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/sys/unix"
)

// allowed are the system calls that the drop makes, or that the Go runtime, a C library's threads or the race detector do. All others fail
// with EPERM. What opens, sends or signals is bounded by Landlock as well, and conditional has those of which only some forms are allowed.
var allowed = strings.Fields(`
	read write pread64 pwrite64 readv writev preadv pwritev lseek open openat openat2 creat close close_range
	stat fstat lstat newfstatat fstatat statx access faccessat faccessat2 readlink readlinkat getdents getdents64 getcwd chdir fchdir
	truncate ftruncate fallocate fsync fdatasync sync_file_range syncfs sync msync flock fcntl fadvise64 copy_file_range sendfile splice
	rename renameat renameat2 link linkat unlink unlinkat rmdir mkdir mkdirat chmod fchmod fchmodat fchmodat2 utimensat umask statfs fstatfs
	dup dup2 dup3 pipe pipe2
	munmap mremap madvise brk mincore mlock munlock mlock2 membarrier
	gettid getpid getppid getuid geteuid getgid getegid getgroups getpgrp getrandom getrusage getrlimit sysinfo uname getcpu
	futex futex_waitv futex_wake futex_wait futex_requeue set_robust_list get_robust_list rseq set_tid_address
	sched_yield sched_getaffinity sched_getparam sched_getscheduler arch_prctl
	nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time timer_create timer_settime timer_gettime timer_delete setitimer
	rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack restart_syscall
	kill tgkill tkill pidfd_send_signal wait4 waitid exit exit_group
	epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd eventfd2 poll ppoll select pselect6
	bind listen accept accept4 getsockname getpeername setsockopt getsockopt shutdown recvfrom recvmsg recvmmsg sendto sendmsg sendmmsg`)

// served is what a drop that serves may call. The sockets that it makes are Unix stream sockets: sendto cannot name another end on those, and
// connect is not allowed at all, so it answers who comes and calls nobody. Memory is not made executable; clone makes threads only.
func served() seccomp.Policy {
	stream := func(flags uint64) seccomp.NameWithConditions {
		return seccomp.NameWithConditions{Name: "socket", Conditions: seccomp.ArgumentConditions{
			{Argument: 0, Operation: seccomp.Equal, Value: unix.AF_UNIX},
			{Argument: 1, Operation: seccomp.Equal, Value: unix.SOCK_STREAM | flags},
		}}
	}
	notExecutable := func(name string) seccomp.NameWithConditions {
		return seccomp.NameWithConditions{Name: name, Conditions: seccomp.ArgumentConditions{
			{Argument: 2, Operation: seccomp.BitsNotSet, Value: unix.PROT_EXEC},
		}}
	}
	prctl := func(request uint64) seccomp.NameWithConditions {
		return seccomp.NameWithConditions{Name: "prctl", Conditions: seccomp.ArgumentConditions{{Argument: 0, Operation: seccomp.Equal, Value: request}}}
	}
	return seccomp.Policy{DefaultAction: seccomp.ActionErrno, Syscalls: []seccomp.SyscallGroup{
		// C libraries try the newer call first, whose flags a filter cannot see, and take the older one where there is no such.
		{Action: seccomp.ActionErrno | seccomp.Action(unix.ENOSYS), Names: []string{"clone3"}},
		{Action: seccomp.ActionAllow, Names: known(allowed), NamesWithCondtions: []seccomp.NameWithConditions{
			stream(0), stream(unix.SOCK_CLOEXEC), stream(unix.SOCK_CLOEXEC | unix.SOCK_NONBLOCK),
			notExecutable("mmap"), notExecutable("mprotect"),
			{Name: "clone", Conditions: seccomp.ArgumentConditions{{Argument: 0, Operation: seccomp.BitsSet, Value: unix.CLONE_THREAD}}},
			{Name: "ioctl", Conditions: seccomp.ArgumentConditions{{Argument: 1, Operation: seccomp.Equal, Value: unix.SIOCOUTQ}}}, // it asks what a socket still holds
			prctl(unix.PR_SET_VMA), prctl(unix.PR_GET_DUMPABLE), // runtimes name memory
			{Name: "prlimit64", Conditions: seccomp.ArgumentConditions{{Argument: 2, Operation: seccomp.Equal, Value: 0}}}, // it asks and sets nothing
		}},
	}}
}

// refused are system calls that tor does not need and in which holes of kernels are found, or by which one process looks into another.
var refused = strings.Fields(`
	ptrace process_vm_readv process_vm_writev pidfd_getfd kcmp unshare setns chroot pivot_root mount umount2 open_tree move_mount fsopen fsconfig
	fsmount fspick mount_setattr name_to_handle_at open_by_handle_at bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register
	keyctl add_key request_key personality mq_open fanotify_init kexec_load kexec_file_load init_module finit_module delete_module swapon swapoff
	reboot acct quotactl quotactl_fd iopl ioperm vhangup syslog settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname
	mknod mknodat lookup_dcookie uselib ustat sysfs vmsplice`)

// run is what tor may call: all calls that there are but those that it cannot need. A list of what it does need would break with its next version.
func run() seccomp.Policy {
	var names []string
	if info, err := arch.GetInfo(""); err == nil {
		names = slices.DeleteFunc(slices.Sorted(maps.Keys(info.SyscallNames)), func(name string) bool { return slices.Contains(refused, name) })
	}
	return seccomp.Policy{DefaultAction: seccomp.ActionErrno, Syscalls: []seccomp.SyscallGroup{{Action: seccomp.ActionAllow, Names: names}}}
}

// known leaves out the calls that this processor's kernel has never had.
func known(names []string) []string {
	info, err := arch.GetInfo("")
	if err != nil {
		return names // filter finds it too
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		_, found := info.SyscallNames[name]
		return !found
	})
}

// filter puts a policy over all threads, for good. It returns false on a processor for which there are no names of system calls.
func filter(policy seccomp.Policy) (bool, error) {
	if _, err := arch.GetInfo(""); err != nil {
		return false, nil
	}
	// What comes in the way of another architecture, with other numbers, gets the default, which is to refuse.
	runtime.LockOSThread() // NoNewPrivs is of one thread, and TSYNC spreads it with the filter
	defer runtime.UnlockOSThread()
	if err := seccomp.LoadFilter(seccomp.Filter{NoNewPrivs: true, Flag: seccomp.FilterFlagTSync, Policy: policy}); err != nil {
		return false, fmt.Errorf("confine system calls: %w", err)
	}
	return true, nil
}
