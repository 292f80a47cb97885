package torchild

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"

	bine "github.com/cretz/bine/process"
)

// stopTimeout is how long tor may take to end in good order before it is killed.
const stopTimeout = 5 * time.Second

// process is one tor process, in the shape that bine starts. It is its own creator, since bine makes exactly one.
//
// bine's own process writes tor's log to our standard output and gives tor two seconds to open its control port, whether
// it is still running or not; this one keeps the log, waits as long as the start's context, and notices an early end.
type process struct {
	exe     string
	command func(string, ...string) *exec.Cmd // or nil
	ctx     context.Context                   // of the start
	log     tail

	cmd      *exec.Cmd
	portFile string        // where tor writes its control port
	done     chan struct{} // closed when tor has ended
	err      error         // how; to be read after done
}

// New implements bine's process.Creator. bine cancels its context only when its start fails, and then waits for the end
// for no longer than 300 ms.
func (p *process) New(ctx context.Context, args ...string) (bine.Process, error) {
	p.done = make(chan struct{})
	context.AfterFunc(ctx, p.kill)
	if i := slices.Index(args, "--ControlPortWriteToFile"); i >= 0 && i+1 < len(args) {
		p.portFile = args[i+1]
	}
	command := p.command
	if command == nil {
		command = exec.Command
	}
	p.cmd = command(p.exe, args...)
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	p.cmd.WaitDelay = time.Second // a transport that tor started may hold the pipe
	p.cmd.SysProcAttr = ownGroup()
	return p, nil
}

// Start starts tor and waits until its control port is open.
func (p *process) Start() error {
	if err := p.cmd.Start(); err != nil {
		close(p.done)
		return err
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	for {
		// tor renames the file into place, so what is there is whole.
		if data, err := os.ReadFile(p.portFile); err == nil && bytes.HasPrefix(data, []byte("PORT=")) {
			return nil
		}
		select {
		case <-p.done:
			return p.exitError()
		case <-p.ctx.Done():
			return errors.Join(fmt.Errorf("tor has not opened its control port: %w", context.Cause(p.ctx)), p.stop(func() {}))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Wait implements bine's Process.
func (p *process) Wait() error {
	<-p.done
	return p.err
}

// EmbeddedControlConn implements bine's Process: this tor is a program of its own.
func (p *process) EmbeddedControlConn() (net.Conn, error) { return nil, bine.ErrControlConnUnsupported }

// errStays is returned by stop when tor does not end whatever is tried.
var errStays = errors.New("tor does not end")

// stop ends tor by its handle and waits for it. A process that has shut itself in may not signal it, and asks it by halt.
func (p *process) stop(halt func()) error {
	if p.cmd == nil || p.cmd.Process == nil {
		return nil
	}
	defer os.Remove(p.portFile) // bine makes a new one at every start and leaves them all
	halt()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrPermission) { // it is gone, or this is Windows, which has no such signal
		p.kill()
	}
	select {
	case <-p.done:
		return nil
	case <-time.After(stopTimeout):
	}
	p.kill()
	select {
	case <-p.done:
		return nil
	case <-time.After(stopTimeout): // kill was refused; tor ends with its owner's connection, that is with this process
		return errStays
	}
}

// kill ends tor at once. That fails only where there is nothing to end, since the handle is of our own child, and where signals are refused.
func (p *process) kill() {
	if p.cmd.Process != nil {
		_ = p.cmd.Process.Kill()
	}
}

// exitError says why tor ended, in its own words.
func (p *process) exitError() error {
	if why := p.log.reason(); why != "" {
		return fmt.Errorf("%w: %s", ErrExited, why)
	}
	return fmt.Errorf("%w: %v", ErrExited, p.err)
}

// torPlaces are the PATH and where Debian puts tor: /usr/sbin is on root's PATH only.
var torPlaces = []string{"tor", "/usr/bin/tor", "/usr/sbin/tor"}

func findTor() (string, error) {
	for _, name := range torPlaces {
		if exe, err := exec.LookPath(name); err == nil {
			return exe, nil
		}
	}
	return "", ErrNotInstalled
}
