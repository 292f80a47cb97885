package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"luwte/internal/cli"
)

// The intruder is code that has come to run in the process of a drop that serves, with all that this process may do: a goroutine beside main, in
// the test's own binary. It waits for SIGUSR1, tries everything and reports a line for each: its name, a tab, and the error or "done".

// intruded is `luwte-drop-intruded COMMAND…`: the command, luwte-drop's, with an intruder in its process. The environment names what it goes for.
func intruded() {
	cli.OverwriteFreed() // begins the program again, as main would
	os.Args = os.Args[1:]
	report, err := os.Create(os.Getenv("LUWTE_TEST_REPORT"))
	if err != nil {
		panic(err)
	}
	targets := targets{
		dir: os.Getenv("LUWTE_TEST_DIR"), outside: os.Getenv("LUWTE_TEST_OUTSIDE"), tcp: os.Getenv("LUWTE_TEST_TCP"),
		udp: os.Getenv("LUWTE_TEST_UDP"), unix: os.Getenv("LUWTE_TEST_UNIX"), abstract: os.Getenv("LUWTE_TEST_ABSTRACT"),
	}
	targets.victim, _ = strconv.Atoi(os.Getenv("LUWTE_TEST_VICTIM"))
	go func() {
		now := make(chan os.Signal, 1)
		signal.Notify(now, syscall.SIGUSR1)
		<-now
		for _, a := range attempts {
			if a.kind == wrecks && os.Getenv("LUWTE_TEST_FREE") != "" {
				continue
			}
			err := a.try(&targets)
			if err == nil {
				err = errors.New("done")
			}
			fmt.Fprintf(report, "%s\t%v\n", a.name, strings.ReplaceAll(err.Error(), "\n", "; "))
		}
		fmt.Fprintln(report, "end\t.")
	}()
	main()
}

// targets are what the intruder goes for: a file, servers and a process that anyone else of this user could reach.
type targets struct {
	dir, outside, tcp, udp, unix, abstract string
	victim                                 int
}

// attempt is one thing that an intruder would do.
type attempt struct {
	name string
	kind kind
	try  func(*targets) error
}

type kind int

const (
	foreign kind = iota
	own          // the drop may: it is in its directory
	wrecks       // it would end the process or spoil the machine, so a drop that is not shut in does not try
)

var attempts = []attempt{
	{"write, move and remove in the drop's directory", own, func(t *targets) error {
		one, two := filepath.Join(t.dir, "store", "intruder"), filepath.Join(t.dir, "intruder")
		return errors.Join(os.WriteFile(one, []byte("x"), 0o600), os.Rename(one, two), os.Mkdir(one, 0o700), os.Remove(one), os.Remove(two))
	}},
	{"ask what a socket still holds", own, func(*targets) error {
		fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err == nil {
			_, err = unix.IoctlGetInt(fd, unix.SIOCOUTQ)
			err = errors.Join(err, unix.Close(fd))
		}
		return err
	}},
	{"read /etc/passwd", foreign, readFile("/etc/passwd")},
	{"read it in all threads", foreign, inThreads(readFile("/etc/passwd"))},
	{"read its own environment", foreign, readFile("/proc/self/environ")},
	{"read its own program", foreign, readFile("/proc/self/exe")},
	{"list the root", foreign, func(*targets) error { _, err := os.ReadDir("/"); return err }},
	{"read a file beside its directory", foreign, func(t *targets) error { _, err := os.ReadFile(t.outside); return err }},
	{"write it", foreign, func(t *targets) error { return os.WriteFile(t.outside, nil, 0o600) }},
	{"link it into the directory", foreign, func(t *targets) error { return os.Link(t.outside, filepath.Join(t.dir, "link")) }},
	{"truncate it", foreign, func(t *targets) error { return os.Truncate(t.outside, 0) }},
	{"remove it", foreign, func(t *targets) error { return os.Remove(t.outside) }},
	{"make a file beside it", foreign, func(t *targets) error { return os.WriteFile(t.outside+"2", nil, 0o600) }},
	{"move a file out", foreign, func(t *targets) error {
		inside := filepath.Join(t.dir, "moved")
		return errors.Join(os.WriteFile(inside, nil, 0o600), os.Rename(inside, t.outside+"3"))
	}},
	{"make a symbolic link", foreign, func(t *targets) error { return os.Symlink(t.outside, filepath.Join(t.dir, "link")) }},
	{"make a device", foreign, func(t *targets) error { return unix.Mknod(filepath.Join(t.dir, "dev"), unix.S_IFCHR|0o600, 1<<8|3) }},
	{"make a pipe", foreign, func(t *targets) error { return unix.Mkfifo(filepath.Join(t.dir, "pipe"), 0o600) }},
	{"use a terminal", foreign, func(*targets) error { _, err := unix.IoctlGetWinsize(1, unix.TIOCGWINSZ); return err }},

	{"connect over TCP", foreign, dial("tcp", func(t *targets) string { return t.tcp })},
	{"send over UDP", foreign, func(t *targets) error {
		conn, err := net.Dial("udp", t.udp)
		if err == nil {
			_, err = conn.Write([]byte("x"))
		}
		return err
	}},
	{"listen over TCP", foreign, func(*targets) error { _, err := net.Listen("tcp", "127.0.0.1:0"); return err }},
	{"connect to another's socket", foreign, dial("unix", func(t *targets) string { return t.unix })},
	{"connect to an abstract socket", foreign, dial("unix", func(t *targets) string { return t.abstract })},
	{"open a netlink socket", foreign, socket(unix.AF_NETLINK, unix.SOCK_RAW)},
	{"open a packet socket", foreign, socket(unix.AF_PACKET, unix.SOCK_RAW)},
	{"open a datagram socket", foreign, socket(unix.AF_UNIX, unix.SOCK_DGRAM)},
	{"open a vsock", foreign, socket(unix.AF_VSOCK, unix.SOCK_STREAM)},

	{"run a program", foreign, func(*targets) error { return exec.Command("/bin/true").Run() }},
	{"become a program", wrecks, func(*targets) error { return syscall.Exec("/bin/true", []string{"true"}, nil) }},
	{"become its own program", wrecks, func(*targets) error { return syscall.Exec("/proc/self/exe", []string{"luwte-drop"}, nil) }},
	{"fork", foreign, fork},
	{"trace another process", foreign, func(t *targets) error { return unix.PtraceSeize(t.victim) }},
	{"read another's memory", foreign, func(t *targets) error {
		var b [8]byte
		local, remote := []unix.Iovec{{Base: &b[0], Len: 8}}, []unix.RemoteIovec{{Base: uintptr(unsafe.Pointer(&b[0])), Len: 8}}
		_, err := unix.ProcessVMReadv(t.victim, local, remote, 0)
		return err
	}},
	{"signal another process", foreign, func(t *targets) error { return unix.Kill(t.victim, 0) }},
	{"take another's descriptor", foreign, func(t *targets) error {
		fd, err := unix.PidfdOpen(t.victim, 0)
		if err == nil {
			_, err = unix.PidfdGetfd(fd, 1, 0)
		}
		return err
	}},
	{"change its user", wrecks, call(unix.SYS_SETUID, 65534)},
	{"leave core dumps", foreign, func(*targets) error {
		return unix.Prlimit(0, unix.RLIMIT_CORE, &unix.Rlimit{Cur: 1 << 20, Max: 1 << 20}, nil)
	}},

	{"make memory executable", foreign, func(*targets) error {
		_, err := unix.Mmap(-1, 0, 4096, unix.PROT_READ|unix.PROT_WRITE|unix.PROT_EXEC, unix.MAP_ANON|unix.MAP_PRIVATE)
		return err
	}},
	{"make it executable afterwards", foreign, func(*targets) error {
		page, err := unix.Mmap(-1, 0, 4096, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
		if err != nil {
			return fmt.Errorf("not tried: %w", err)
		}
		return unix.Mprotect(page, unix.PROT_READ|unix.PROT_EXEC)
	}},
	{"mount", wrecks, func(t *targets) error { return unix.Mount("none", t.dir, "tmpfs", 0, "") }},
	{"change its root", wrecks, func(t *targets) error { return unix.Chroot(t.dir) }},
	{"make a namespace", wrecks, func(*targets) error { return unix.Unshare(unix.CLONE_NEWUSER) }},
	{"load a BPF program", foreign, call(unix.SYS_BPF, 5)},
	{"use io_uring", foreign, func(*targets) error {
		var params [120]byte
		return call(unix.SYS_IO_URING_SETUP, 1, uintptr(unsafe.Pointer(&params[0])))(nil)
	}},
	{"use the keyring", foreign, call(unix.SYS_KEYCTL, 0, 1)},
	{"watch events", foreign, call(unix.SYS_PERF_EVENT_OPEN)},
	{"handle page faults", foreign, call(unix.SYS_USERFAULTFD)},
	{"load a module", wrecks, call(unix.SYS_INIT_MODULE)},
	{"confine itself anew", wrecks, call(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, 1)},
}

func readFile(path string) func(*targets) error {
	return func(*targets) error { _, err := os.ReadFile(path); return err }
}

func dial(network string, address func(*targets) string) func(*targets) error {
	return func(t *targets) error { _, err := net.Dial(network, address(t)); return err }
}

func socket(family, kind int) func(*targets) error {
	return func(*targets) error { _, err := unix.Socket(family, kind, 0); return err }
}

func call(number uintptr, args ...uintptr) func(*targets) error {
	return func(*targets) error {
		var a [3]uintptr
		copy(a[:], args)
		if _, _, errno := syscall.Syscall(number, a[0], a[1], a[2]); errno != 0 {
			return errno
		}
		return nil
	}
}

// fork makes a process of its own without any help of Go's. A child, if there is one, ends at once.
func fork(*targets) error {
	pid, _, errno := syscall.RawSyscall(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0)
	if errno == 0 && pid == 0 {
		syscall.RawSyscall(unix.SYS_EXIT_GROUP, 0, 0, 0)
	}
	if errno != 0 {
		return errno
	}
	return nil
}

// inThreads tries in sixteen threads at once, old ones and new, and fails only if all do.
func inThreads(try func(*targets) error) func(*targets) error {
	return func(t *targets) error {
		results := make(chan error)
		for range 16 {
			go func() {
				runtime.LockOSThread()
				results <- try(t)
			}()
		}
		var all []string
		for range 16 {
			err := <-results
			if err == nil {
				return nil
			}
			all = append(all, err.Error())
		}
		return errors.New(strings.Join(all[:1], ""))
	}
}
