// Command probe is run in the jail by the tests and tries to get out of it. It prints what it could do: nothing, if the jail holds.
package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

var attempts = map[string]func(args []string){
	"look": look, "reach": reach, "write": write, "rights": rights, "fork": fork, "memory": memory, "spin": spin, "calls": calls, "flood": flood, "leave": leave,
	"sleep": func([]string) { time.Sleep(time.Minute) },
}

func main() { attempts[os.Args[1]](os.Args[2:]) }

func could(format string, args ...any) { fmt.Printf("could "+format+"\n", args...) }

// look prints the file, and what else of the machine is there: paths given, the root, open descriptors, the environment.
func look(paths []string) {
	data, err := os.ReadFile("/in")
	fmt.Printf("file %q %v\n", data, err)
	for _, p := range paths {
		if _, err := os.Lstat(p); err == nil {
			could("see %s", p)
		}
	}
	root, _ := filepath.Glob("/*")
	fmt.Println("root", root)
	bin, _ := filepath.Glob("/usr/bin/*")
	fmt.Println("programs", bin)
	for fd := 3; fd < 64; fd++ {
		var s syscall.Stat_t
		if err := syscall.Fstat(fd, &s); err == nil && s.Mode&syscall.S_IFMT != syscall.S_IFCHR && s.Mode&syscall.S_IFMT != 0 && !ours(fd) {
			could("use descriptor %d, mode %o", fd, s.Mode)
		}
	}
	host, _ := os.Hostname()
	fmt.Println("environment", os.Environ(), "host", host, "uid", os.Getuid(), "pid", os.Getpid(), "parent", os.Getppid())
}

// ours says whether a descriptor is of Go's own poller, which this program has opened itself.
func ours(fd int) bool {
	flags, _, _ := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_GETFD, 0)
	return flags&syscall.FD_CLOEXEC != 0
}

func reach(addresses []string) {
	for _, a := range addresses {
		network := "tcp"
		if a[0] == '/' || a[0] == '@' {
			network = "unix"
		}
		if c, err := net.DialTimeout(network, a, time.Second); err == nil {
			could("reach %s", a)
			c.Close()
		}
	}
	interfaces, _ := net.Interfaces()
	for _, i := range interfaces {
		if i.Flags&net.FlagLoopback == 0 {
			could("use %s", i.Name)
		}
	}
}

func write(dirs []string) {
	for _, d := range dirs {
		if err := os.WriteFile(filepath.Join(d, "probe"), []byte("x"), 0o666); err == nil {
			could("write into %s", d)
		}
		if err := os.Mkdir(filepath.Join(d, "probes"), 0o777); err == nil {
			could("make a directory in %s", d)
		}
	}
	for _, f := range []string{"/in", "/program"} {
		if os.Chmod(f, 0o777) == nil || os.WriteFile(f, nil, 0) == nil || os.Remove(f) == nil {
			could("change %s", f)
		}
	}
}

// rights tries what would give it more: users of its own, mounts, a root of its own, other users.
func rights([]string) {
	if err := syscall.Unshare(syscall.CLONE_NEWUSER); err == nil {
		could("make a user namespace")
	}
	if err := syscall.Mount("none", "/usr", "tmpfs", 0, ""); err == nil {
		could("mount")
	}
	if err := syscall.Mount("", "/", "", syscall.MS_REMOUNT|syscall.MS_BIND, ""); err == nil {
		could("mount the root for writing")
	}
	if err := syscall.Setuid(0); err == nil {
		could("be root")
	}
	if err := syscall.Chroot("/usr"); err == nil {
		could("change its root")
	}
	if _, _, errno := syscall.Syscall6(syscall.SYS_PRCTL, 39, 0, 0, 0, 0, 0); errno != 0 { // PR_GET_NO_NEW_PRIVS
		could("ask nothing of no_new_privs: %v", errno)
	}
	none, _, _ := syscall.Syscall6(syscall.SYS_PRCTL, 39, 0, 0, 0, 0, 0)
	fmt.Println("no new privileges", none)
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 4096, Max: 4096}); err == nil {
		could("raise a limit")
	}
	if err := syscall.Kill(-1, syscall.SIGSTOP); err == nil {
		could("stop other processes")
	}
}

// calls makes system calls with arguments that are right as far as they go: only EPERM says that they are refused as such.
func calls([]string) {
	name := []byte("probe\x00")
	text := uintptr(unsafe.Pointer(&name[0]))
	tried := 0
	for _, c := range []struct {
		name   string
		number uintptr
		args   [3]uintptr
	}{
		{"socket of the host's", unix.SYS_SOCKET, [3]uintptr{unix.AF_VSOCK, unix.SOCK_STREAM, 0}},
		{"socket", unix.SYS_SOCKET, [3]uintptr{unix.AF_UNIX, unix.SOCK_STREAM, 0}},
		{"shared memory", unix.SYS_SHMGET, [3]uintptr{unix.IPC_PRIVATE, 1 << 20, 0o600}},
		{"file in memory", unix.SYS_MEMFD_CREATE, [3]uintptr{text, 0, 0}},
		{"key", unix.SYS_KEYCTL, [3]uintptr{unix.KEYCTL_GET_KEYRING_ID, ^uintptr(2), 1}},
		{"watcher", unix.SYS_INOTIFY_INIT1, [3]uintptr{}},
		{"domain", unix.SYS_PERSONALITY, [3]uintptr{0xffffffff, 0, 0}},
	} {
		tried++
		if _, _, errno := syscall.Syscall(c.number, c.args[0], c.args[1], c.args[2]); errno != syscall.EPERM {
			could("make a %s: %v", c.name, errno)
		}
	}
	fmt.Println("tried", tried)
}

// fork starts copies of itself that stay.
func fork([]string) {
	n := 0
	for range 100 {
		cmd := exec.Command("/program", "sleep")
		cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stdout // there is no /dev/null
		if err := cmd.Start(); err != nil {
			fmt.Println("stopped:", err)
			break
		}
		n++
	}
	fmt.Println("started", n)
}

// memory takes a mebibyte at a time and uses it, until it may not.
func memory([]string) {
	for n := 1; ; n++ {
		m, err := syscall.Mmap(-1, 0, 1<<20, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
		if err != nil || n > 4096 {
			fmt.Println("got", n-1, "MiB:", err)
			return
		}
		for i := 0; i < len(m); i += 4096 {
			m[i] = 1
		}
	}
}

func spin([]string) {
	for i := 0; ; i++ {
		_ = i
	}
}

func flood([]string) {
	for {
		if _, err := os.Stdout.Write(make([]byte, 1<<16)); err != nil {
			return
		}
	}
}

// leave starts a process that outlives it and holds standard output open.
func leave([]string) {
	cmd := exec.Command("/program", "sleep")
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.SysProcAttr = os.Stdin, os.Stdout, os.Stdout, &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	fmt.Println("left one behind")
}
