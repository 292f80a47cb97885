// Package tortest runs a whole private Tor network on 127.0.0.1 for tests: three authorities, three relays and a client.
//
// It needs Debian's tor package (tor and tor-gencert) and reaches nothing outside the machine. It is in Tor's own test
// mode and protects nobody. Only tests, internal/bench and cmd/testnet import it.
//
// One network can serve the tests of all packages: cmd/testnet runs one, and the environment variable LUWTE_TORTEST names
// its directory; Open then uses that network instead of starting another.
package tortest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Env names the environment variable that holds the directory of a running network.
const Env = "LUWTE_TORTEST"

// startTimeout is how long the network may take until its client has bootstrapped; ten to thirty seconds, by how the votes fall, is usual.
const startTimeout = 120 * time.Second

// ErrNotRunning is returned by Attach when there is no running network at that directory.
var ErrNotRunning = errors.New("no test network is running there: start one with go run ./internal/tortest/cmd/testnet DIR")

// Network is a running network. All paths are absolute.
type Network struct {
	CommonTorrc string `json:"common_torrc"` // the part of a torrc that any further tor needs to join: %include it
	SocksAddr   string `json:"socks_addr"`   // the client's SOCKS port, host:port
	ControlAddr string `json:"control_addr"` // the client's control port, host:port
	CookiePath  string `json:"cookie_path"`  // the cookie that the control port takes

	nodes  []*node // none if the network is another process's
	delays delays
	temp   string // a directory to remove at Close, or ""
}

// readyFile appears, whole, in a network's directory when it is up, and goes when it ends.
const readyFile = "ready"

// Open uses the network that the environment names, or starts one in a temporary directory.
func Open(ctx context.Context, log io.Writer) (*Network, error) {
	if dir := os.Getenv(Env); dir != "" {
		return Attach(dir)
	}
	dir, err := os.MkdirTemp("", "tortest-")
	if err != nil {
		return nil, err
	}
	n, err := Start(ctx, dir, log)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	n.temp = dir
	return n, nil
}

// Start starts a network with its files in dir and returns when its client has bootstrapped; log is told of progress. If a
// port turns out to be taken, it tries once more with others.
func Start(ctx context.Context, dir string, log io.Writer) (*Network, error) {
	return start(ctx, dir, log, 0)
}

func start(ctx context.Context, dir string, log io.Writer, delay time.Duration) (*Network, error) {
	for _, program := range []string{"tor", "tor-gencert"} {
		if _, err := exec.LookPath(program); err != nil {
			return nil, fmt.Errorf("start the test network: %s is not installed: apt-get install tor", program)
		}
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	n, err := startOnce(ctx, dir, log, delay)
	if errors.Is(err, errPortTaken) {
		fmt.Fprintf(log, "test network: %v; once more with other ports\n", err)
		n, err = startOnce(ctx, dir, log, delay)
	}
	if err != nil {
		return nil, fmt.Errorf("start the test network: %w", err)
	}
	return n, nil
}

func startOnce(ctx context.Context, dir string, log io.Writer, delay time.Duration) (_ *Network, err error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	started := time.Now()
	p, err := lay(ctx, dir, delay)
	if err != nil {
		return nil, err
	}
	n := &Network{
		CommonTorrc: filepath.Join(dir, commonFile),
		SocksAddr:   p.ports.socks,
		ControlAddr: p.ports.control,
		CookiePath:  filepath.Join(dir, clientName, "control_auth_cookie"),
		delays:      p.delays,
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, n.Close())
		}
	}()
	for _, name := range p.names {
		node, err := startNode(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		n.nodes = append(n.nodes, node)
	}
	if err := waitBootstrapped(ctx, n.nodes, log); err != nil {
		return nil, err
	}
	fmt.Fprintf(log, "test network: up after %.0f s\n", time.Since(started).Seconds())
	return n, n.announce(dir)
}

// announce writes the ready file in one step.
func (n *Network) announce(dir string) error {
	data, err := json.Marshal(n)
	if err != nil {
		return err
	}
	temp := filepath.Join(dir, readyFile+".new")
	if err := os.WriteFile(temp, append(data, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(temp, filepath.Join(dir, readyFile))
}

// Attach uses the network that another process runs in dir. Its Close leaves that network running.
func Attach(dir string) (*Network, error) {
	data, err := os.ReadFile(filepath.Join(dir, readyFile))
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrNotRunning, err)
	}
	n := new(Network)
	if err := json.Unmarshal(data, n); err != nil {
		return nil, fmt.Errorf("%w (%s: %w)", ErrNotRunning, readyFile, err)
	}
	conn, err := net.DialTimeout("tcp", n.SocksAddr, 5*time.Second) // the file outlives a network that was killed
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrNotRunning, err)
	}
	return n, conn.Close()
}

// Close ends exactly the processes that Start started, and waits for them.
func (n *Network) Close() error {
	errs := []error{n.delays.close()}
	if len(n.nodes) == 0 {
		return errors.Join(errs...)
	}
	dir := filepath.Dir(n.CommonTorrc)
	if err := os.Remove(filepath.Join(dir, readyFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		errs = append(errs, err)
	}
	for _, node := range n.nodes {
		node.signal()
	}
	for _, node := range n.nodes {
		errs = append(errs, node.wait())
	}
	n.nodes = nil
	if n.temp != "" {
		errs = append(errs, os.RemoveAll(n.temp))
	}
	return errors.Join(errs...)
}
