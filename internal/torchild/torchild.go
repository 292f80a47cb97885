// Package torchild runs a tor process as a child of one of our programs, and talks to tors over their control port.
//
// The drop uses it for its onion services, the courier and the reporter's client for a SOCKS port and for the key that
// opens a bureau's door. It trusts the tor binary that is installed and nothing else: the data directory is closed to
// other users, tor's log stays in memory with addresses scrubbed, and the child ends with its parent, however that ends.
// The drop, the courier and the reporter's client may import it; the desk, which has no network, must not.
package torchild

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"time"

	"github.com/cretz/bine/tor"
)

// ErrNotInstalled is returned by Start when no tor binary is found.
var ErrNotInstalled = errors.New(notInstalled())

func notInstalled() string {
	if runtime.GOOS == "linux" {
		return "tor is not installed: apt-get install tor"
	}
	return "tor is not installed"
}

// ErrExited is returned (wrapped, with the reason from tor's log) when tor ended by itself.
var ErrExited = errors.New("tor ended by itself")

// ErrNoNetwork is returned when tor runs, and was not waited for any longer: it has no circuits yet.
var ErrNoNetwork = errors.New("tor has not reached its network")

// startTimeout bounds the time until tor opens its control port. A loaded machine needs seconds, and tor itself waits
// five when another process holds the data directory.
const startTimeout = 60 * time.Second

// Config says how to run a tor.
type Config struct {
	DataDir  string                            // tor's own directory; made with mode 0700, refused if open to others
	Torrc    string                            // the lines of torrc the program needs, such as onion.Torrc or SocksTorrc
	Include  string                            // path of a further torrc (bridges, a private network), or ""
	Progress func(percent int, summary string) // told of each step of the bootstrap, in order, from one goroutine, not after Close, and must not call it; or nil
	// Command makes the process that is to become tor, such as one that shuts itself in first; nil is exec.Command. It must keep its process id.
	Command func(tor string, args ...string) *exec.Cmd
}

// SocksTorrc are the lines for a program that is a client only: a SOCKS port that tor picks, and that says why an onion
// service could not be reached.
const SocksTorrc = "SocksPort auto ExtendedErrors\n"

// Child is a running tor. Its methods may be called from several goroutines.
type Child struct {
	proc  *process
	tor   *tor.Tor
	boot  *bootstrap
	socks string
	held  holding
	work  bool // for an onion service, when it began
}

// Start starts tor and connects to its control port; it does not wait for the network. ctx bounds the start only: the
// child runs until Close.
func Start(ctx context.Context, conf Config) (*Child, error) {
	exe, err := findTor()
	if err != nil {
		return nil, err
	}
	torrc, dataDir, err := writeTorrc(conf)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	proc := &process{exe: exe, ctx: ctx, command: conf.Command}
	t, err := tor.Start(context.WithoutCancel(ctx), &tor.StartConf{
		ProcessCreator:  proc,
		DataDir:         dataDir,
		TorrcFile:       torrc,
		EnableNetwork:   true,
		NoAutoSocksPort: true,
		NoHush:          true, // the log goes to memory, so the notices are welcome
		// The machine's own defaults could open ports or write logs.
		ExtraArgs: []string{"--defaults-torrc", os.DevNull},
	})
	c := &Child{proc: proc, tor: t}
	if err == nil {
		err = c.adopt(conf.Progress)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start tor: %w", err), c.Close())
	}
	return c, nil
}

// adopt makes this process tor's owner, follows the bootstrap and learns the SOCKS address.
func (c *Child) adopt(progress func(int, string)) error {
	// With the ownership tor ends as soon as our connection does, even when this process is killed;
	// __OwningControllerProcess in the torrc covers the moment before.
	if err := c.tor.Control.TakeOwnership(); err != nil {
		return fmt.Errorf("take ownership: %w", err)
	}
	listeners, err := c.tor.Control.GetInfo("net/listeners/socks")
	if err != nil {
		return fmt.Errorf("ask for the SOCKS address: %w", err)
	}
	if len(listeners) == 1 {
		c.socks = listeners[0].Val
	}
	if c.work, err = askProofOfWork(c.tor.Control); err != nil {
		return err
	}
	c.boot, err = followBootstrap(c.tor.Control, progress)
	return err
}

// SocksAddr returns host:port of the SOCKS port, or "" if the torrc has none.
func (c *Child) SocksAddr() string { return c.socks }

// ControlAddr returns host:port of the control port. It takes tor's cookie, which lies in the data directory.
func (c *Child) ControlAddr() string {
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(c.tor.ControlPort))
}

// Done is closed when tor has ended, by Close or by itself.
func (c *Child) Done() <-chan struct{} { return c.proc.done }

// Log returns the last lines of tor's log, notices and worse, with addresses scrubbed by tor.
func (c *Child) Log() []string { return c.proc.log.lines() }

// Wait returns nil once tor has bootstrapped: circuits can be built, and onion services are being published. It returns
// an error that wraps ErrExited if tor ends, and one that says where tor got stuck if ctx ends first.
func (c *Child) Wait(ctx context.Context) error {
	select {
	case <-c.boot.ready:
		return nil
	case <-c.proc.done:
		return c.proc.exitError()
	case <-ctx.Done():
		return fmt.Errorf("%w: it is at %s: %w", ErrNoNetwork, c.boot.state(), context.Cause(ctx))
	}
}

// Close ends tor and waits until it is gone. It may be called again.
func (c *Child) Close() error {
	err := c.proc.stop(c.held.halt)
	c.held.close()
	if errors.Is(err, errStays) {
		return err
	}
	if c.boot != nil {
		<-c.boot.told // tor is gone, so the event loop has met the end of the connection
	}
	if c.tor != nil && c.tor.Control != nil {
		_ = c.tor.Control.Close() // says QUIT to a closed connection first: its error tells nothing
	}
	return err
}
