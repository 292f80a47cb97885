package jail

import (
	"bytes"
	"encoding/binary"
	"runtime"

	"golang.org/x/sys/unix"
)

// refused are system calls that no decoder needs and that would give it what namespaces and limits do not take away: sockets of kinds that have no
// namespace (AF_VSOCK reaches the host of a virtual machine), shared memory that no limit counts, and the parts of the kernel in which holes are
// found most. Bubblewrap has done its own work when the filter begins to hold.
var refused = []uint32{
	unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_SHMGET, unix.SYS_MSGGET, unix.SYS_SEMGET, unix.SYS_MEMFD_CREATE, unix.SYS_MEMFD_SECRET,
	unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_PIDFD_GETFD, unix.SYS_KCMP,
	unix.SYS_UNSHARE, unix.SYS_SETNS, unix.SYS_CHROOT, unix.SYS_PIVOT_ROOT, unix.SYS_MOUNT, unix.SYS_UMOUNT2, unix.SYS_OPEN_TREE, unix.SYS_MOVE_MOUNT,
	unix.SYS_FSOPEN, unix.SYS_FSCONFIG, unix.SYS_FSMOUNT, unix.SYS_FSPICK, unix.SYS_MOUNT_SETATTR, unix.SYS_NAME_TO_HANDLE_AT, unix.SYS_OPEN_BY_HANDLE_AT,
	unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD, unix.SYS_IO_URING_SETUP, unix.SYS_IO_URING_ENTER, unix.SYS_IO_URING_REGISTER,
	unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_PERSONALITY, unix.SYS_MQ_OPEN, unix.SYS_FANOTIFY_INIT, unix.SYS_INOTIFY_INIT1,
	unix.SYS_KEXEC_LOAD, unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE, unix.SYS_DELETE_MODULE, unix.SYS_SWAPON, unix.SYS_REBOOT, unix.SYS_ACCT, unix.SYS_QUOTACTL,
}

// architectures are those that Debian's desks have. On others there is no filter, only the rest of the jail.
var architectures = map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}

// x32 is the first number of amd64's second set of system calls (asm/unistd_x32.h), which would go around the list.
const x32 = 0x40000000

// filter returns a program for seccomp (seccomp(2), SECCOMP_SET_MODE_FILTER) as bubblewrap reads it, or nil. It kills what calls in the way of
// another architecture, and refuses the list with EPERM.
func filter() []byte {
	arch, known := architectures[runtime.GOARCH]
	if !known || !filtered {
		return nil
	}
	var b bytes.Buffer
	add := func(code uint16, onTrue, onFalse uint8, k uint32) {
		_ = binary.Write(&b, binary.NativeEndian, unix.SockFilter{Code: code, Jt: onTrue, Jf: onFalse, K: k}) // a buffer takes all
	}
	const (
		load    = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		equal   = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		atLeast = unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K
		answer  = unix.BPF_RET | unix.BPF_K
	)
	add(load, 0, 0, 4) // of struct seccomp_data: the architecture
	add(equal, 1, 0, arch)
	add(answer, 0, 0, unix.SECCOMP_RET_KILL_PROCESS)
	add(load, 0, 0, 0) // the number
	add(atLeast, 0, 1, x32)
	add(answer, 0, 0, unix.SECCOMP_RET_KILL_PROCESS)
	for _, call := range refused {
		add(equal, 0, 1, call)
		add(answer, 0, 0, unix.SECCOMP_RET_ERRNO|uint32(unix.EPERM))
	}
	add(answer, 0, 0, unix.SECCOMP_RET_ALLOW)
	return b.Bytes()
}

// filtered is false in tests that look at the rest of the jail.
var filtered = true
