package e2e

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

// clientTor is a reporter's own tor on the private network, which a test can stop and start again.
type clientTor struct {
	torrc string
	socks string // host:port, the same after each start
	cmd   *exec.Cmd
}

func newClientTor(t *testing.T) *clientTor {
	t.Helper()
	dir := shortDir(t)
	c := &clientTor{torrc: filepath.Join(dir, "torrc"), socks: freeAddr(t)}
	text := fmt.Sprintf("%%include \"%s\"\nDataDirectory \"%s\"\nSocksPort %s\n__OwningControllerProcess %d\n",
		network(t).CommonTorrc, filepath.Join(dir, "data"), c.socks, os.Getpid())
	if err := os.WriteFile(c.torrc, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.stop)
	return c
}

func (c *clientTor) start() error {
	c.cmd = exec.Command("tor", "--quiet", "-f", c.torrc)
	return c.cmd.Start()
}

// stop kills it, as a flat battery does.
func (c *clientTor) stop() {
	c.cmd.Process.Kill()
	c.cmd.Wait()
}

// relay stands between a browser and its tor and counts what goes out: SOCKS hides nothing from it.
type relay struct {
	addr  string
	to    string
	sent  atomic.Int64 // bytes
	posts atomic.Int64 // requests whose first bytes went out
}

func newRelay(t *testing.T, to string) *relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	r := &relay{addr: l.Addr().String(), to: to}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go r.carry(conn)
		}
	}()
	return r
}

func (r *relay) carry(conn net.Conn) {
	defer conn.Close()
	tor, err := net.Dial("tcp", r.to)
	if err != nil {
		return // the tor is stopped
	}
	defer tor.Close()
	go func() {
		defer conn.Close()
		io.Copy(conn, tor)
	}()
	io.Copy(tor, io.TeeReader(conn, &counter{relay: r}))
}

var postLine = []byte("POST /v1/inboxes/")

// counter counts one connection's bytes and posts; a parcel's bytes are random and hold none by accident.
type counter struct {
	*relay
	tail []byte
}

func (c *counter) Write(p []byte) (int, error) {
	c.sent.Add(int64(len(p)))
	seen := append(c.tail, p...)
	c.posts.Add(int64(bytes.Count(seen, postLine)))
	c.tail = append([]byte(nil), seen[max(0, len(seen)-len(postLine)+1):]...)
	return len(p), nil
}

// breakAt stops the tor each time so many bytes more have gone out, and starts it again a little later. It returns how often it did so once done is
// closed, or an error.
func (c *clientTor) breakAt(r *relay, points []int64, done <-chan struct{}) (int, error) {
	for i, point := range points {
		for r.sent.Load() < point {
			select {
			case <-done:
				return i, nil
			case <-time.After(20 * time.Millisecond):
			}
		}
		c.stop()
		time.Sleep(3 * time.Second)
		if err := c.start(); err != nil {
			return i, err
		}
	}
	<-done
	return len(points), nil
}
