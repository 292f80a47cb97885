package jail

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	bwrap   = "/usr/bin/bwrap"
	prlimit = "/usr/bin/prlimit" // of util-linux, which no Debian is without
	program = "/program"         // in the jail
	nobody  = 65534
)

// bin is where programs are looked for, and nowhere else: what else is on the PATH may be anybody's. Only tests change it.
var bin = "/usr/bin"

// Descriptors that bubblewrap reads from and reports to; exec.Cmd numbers its ExtraFiles from 3.
const (
	fileFD = iota + 3
	programFD
	statusFD
	filterFD
)

// Find returns the path of a program of the system, or ErrMissing with the remedy.
func Find(name, pkg string) (string, error) {
	path := bin + "/" + name
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return "", &MissingError{name, pkg}
	}
	return path, nil
}

// Ready returns ErrMissing, with the remedy, if there can be no jail here.
func Ready() error {
	if _, err := Find("bwrap", "bubblewrap"); err != nil {
		return err
	}
	_, err := Find("prlimit", "util-linux")
	return err
}

// Run runs a program on a file and writes its standard output to out. It returns when nothing of it runs any more: nil when it ended with
// status 0, or one of this package's errors, or the context's.
func Run(ctx context.Context, p Program, file io.Reader, out io.Writer, l Limits) error {
	if err := Ready(); err != nil {
		return err
	}
	executable, err := os.Open(p.Path)
	if err != nil {
		return fmt.Errorf("open program: %w", err)
	}
	defer executable.Close()
	limited, cancel := context.WithTimeout(ctx, l.Wall)
	defer cancel()
	r := &running{out: &limitedWriter{w: out, left: l.Output, stop: cancel}}
	err = r.run(limited, arguments(p, l), io.LimitReader(file, l.Input), executable)
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("interrupted: %w", ctx.Err())
	case r.out.full:
		return ErrOutput
	case r.out.err != nil:
		return fmt.Errorf("take what the program wrote: %w", r.out.err)
	case limited.Err() != nil:
		return ErrTime
	}
	return r.verdict(err)
}

// arguments are bubblewrap's. Nothing is shared that is not named here.
func arguments(p Program, l Limits) []string {
	args := []string{
		"--unshare-all", "--unshare-user", "--disable-userns", "--uid", strconv.Itoa(nobody), "--gid", strconv.Itoa(nobody), "--hostname", "jail",
		"--cap-drop", "ALL", "--new-session", "--die-with-parent", "--clearenv", "--setenv", "LC_ALL", "C.UTF-8",
		"--setenv", "GOMAXPROCS", "2", // threads of Go's count as processes, and it makes more of them on larger machines
		"--ro-bind", "/usr/lib", "/usr/lib", "--ro-bind-try", "/usr/lib64", "/usr/lib64", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
		"--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind", prlimit, prlimit,
	}
	if filter() != nil {
		args = append(args, "--seccomp", strconv.Itoa(filterFD))
	}
	for _, path := range p.Share {
		args = append(args, "--ro-bind-try", path, path)
	}
	args = append(args,
		"--perms", "0444", "--ro-bind-data", strconv.Itoa(fileFD), File, "--perms", "0555", "--ro-bind-data", strconv.Itoa(programFD), program,
		"--remount-ro", "/", "--chdir", "/", "--json-status-fd", strconv.Itoa(statusFD), "--", prlimit,
		fmt.Sprintf("--data=%d", l.Memory), fmt.Sprintf("--as=%d", l.Address), fmt.Sprintf("--nproc=%d", l.Processes),
		fmt.Sprintf("--cpu=%d:%d", max(1, int64(l.CPU/time.Second)), max(1, int64(l.CPU/time.Second))+1),
		// Files in memory obey the limit for files too (memfd_create(2)); pipes do not.
		"--fsize=0", "--core=0", "--memlock=0", "--msgqueue=0", "--nofile=64", "--stack=8388608", "--", program)
	return append(args, p.Args...)
}

type running struct {
	out    *limitedWriter
	errors head
	status head
}

// run starts bubblewrap. Both files go in through pipes: a descriptor of the file itself could be used to change its mode or times.
func (r *running) run(ctx context.Context, args []string, file, executable io.Reader) error {
	cmd := exec.CommandContext(ctx, bwrap, args...)
	cmd.Env, cmd.Dir = []string{}, "/"
	cmd.Stdout, cmd.Stderr = r.out, &r.errors
	cmd.WaitDelay = 5 * time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	if os.Geteuid() == 0 {
		// The kernel counts no processes of root's, and nobody owns less than root does if there is a hole in the jail.
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	var pipes pipes
	defer pipes.close()
	for _, from := range []io.Reader{file, executable} {
		if err := pipes.into(cmd, from); err != nil {
			return err
		}
	}
	if err := pipes.outOf(cmd, &r.status); err != nil {
		return err
	}
	if f := filter(); f != nil {
		if err := pipes.into(cmd, bytes.NewReader(f)); err != nil {
			return err
		}
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%w: %w", ErrNoJail, err)
	}
	pipes.started()
	err := cmd.Wait()
	return errors.Join(err, pipes.wait())
}

// verdict says what became of a program that was neither interrupted nor ended. Bubblewrap reports an exit code only of what it started.
func (r *running) verdict(err error) error {
	var exit *exec.ExitError
	code, ran := exitCode(r.status.kept.Bytes())
	switch {
	case errors.Is(err, ErrNoJail):
		return err
	case !ran:
		line, _, _ := strings.Cut(r.errors.kept.String(), "\n")
		return fmt.Errorf("%w: %s", ErrNoJail, strings.TrimPrefix(strconv.QuoteToASCII(line), "bwrap: "))
	case code == 128+int(syscall.SIGXCPU), code == 128+int(syscall.SIGKILL):
		return ErrTime // who does not heed the first signal, as Go's programs, gets the second
	case code != 0 || errors.As(err, &exit):
		return &StatusError{code}
	}
	return err
}

func exitCode(status []byte) (code int, ran bool) {
	for d := json.NewDecoder(bytes.NewReader(status)); ; {
		var s struct {
			ExitCode *int `json:"exit-code"`
		}
		if err := d.Decode(&s); err != nil {
			return code, ran
		}
		if s.ExitCode != nil {
			code, ran = *s.ExitCode, true
		}
	}
}
