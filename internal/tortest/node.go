package tortest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

const logFile = "notice.log"

// stopTimeout is how long a node may take to end in good order before it is killed.
const stopTimeout = 5 * time.Second

var errPortTaken = errors.New("a port was taken")

// node is one tor process of the network.
type node struct {
	home string
	cmd  *exec.Cmd
	out  bytes.Buffer  // what tor said before it had its log file; to be read after done
	done chan struct{} // closed when the process has ended
	err  error         // how; to be read after done
}

func startNode(home string) (*node, error) {
	n := &node{home: home, done: make(chan struct{})}
	n.cmd = exec.Command("tor", "--hush", "-f", filepath.Join(home, "torrc"))
	n.cmd.Stdout, n.cmd.Stderr = &n.out, &n.out
	n.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C is for us, who end the nodes in order
	if err := n.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		n.err = n.cmd.Wait()
		close(n.done)
	}()
	return n, nil
}

// signal asks the node to end; one that has ended already is no error.
func (n *node) signal() { _ = n.cmd.Process.Signal(syscall.SIGTERM) }

// wait waits for the node's end, and kills it if that takes too long.
func (n *node) wait() error {
	select {
	case <-n.done:
		return nil
	case <-time.After(stopTimeout):
	}
	if err := n.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("end %s: %w", filepath.Base(n.home), err)
	}
	<-n.done
	return nil
}

// log returns the node's log, "" if there is none yet.
func (n *node) log() (string, error) {
	data, err := os.ReadFile(filepath.Join(n.home, logFile))
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return string(data), err
}

// failed returns an error with the end of the node's log. It wraps errPortTaken if that is what the log tells.
func (n *node) failed(why error) error {
	text, err := n.log()
	if err != nil {
		return errors.Join(why, err)
	}
	if strings.Contains(text+why.Error(), "Address already in use") {
		why = errors.Join(errPortTaken, why)
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return fmt.Errorf("%s: %w; the end of its log:\n%s", filepath.Base(n.home), why, strings.Join(lines[max(0, len(lines)-15):], "\n"))
}

var bootstrapped = regexp.MustCompile(`Bootstrapped (\d+)%[^\n]*`)

// waitBootstrapped waits until the client, the last of the nodes, has bootstrapped, and tells log of every step.
func waitBootstrapped(ctx context.Context, nodes []*node, log io.Writer) error {
	client, said := nodes[len(nodes)-1], ""
	for {
		text, err := client.log()
		if err != nil {
			return err
		}
		if steps := bootstrapped.FindAllStringSubmatch(text, -1); len(steps) > 0 {
			last := steps[len(steps)-1]
			if last[0] != said {
				said = last[0]
				fmt.Fprintf(log, "test network: %s\n", said)
			}
			if last[1] == "100" {
				return nil
			}
		}
		for _, n := range nodes {
			select {
			case <-n.done:
				return n.failed(fmt.Errorf("tor ended by itself (%v, %q)", n.err, n.out.String()))
			default:
			}
		}
		select {
		case <-ctx.Done():
			return client.failed(fmt.Errorf("not bootstrapped in time: %w", context.Cause(ctx)))
		case <-time.After(100 * time.Millisecond):
		}
	}
}
