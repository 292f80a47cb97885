package tortest

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// That the network works is shown with real onion services, in server/onion.

func TestAttach_NothingRunning_SaysSo(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for name, ready := range map[string]string{"no file": "", "cut file": `{"socks`, "network killed": `{"socks_addr":"` + closed + `"}`} {
		dir := t.TempDir()
		if ready != "" {
			if err := os.WriteFile(filepath.Join(dir, readyFile), []byte(ready), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := Attach(dir); !errors.Is(err, ErrNotRunning) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFreePorts_All_Differ(t *testing.T) {
	p, err := freePorts()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{p.socks: true, p.control: true}
	for i := range p.authority {
		seen[p.authority[i].or], seen[p.authority[i].dir], seen[p.relay[i]] = true, true, true
	}
	if len(seen) != 11 || seen[""] {
		t.Errorf("ports %v", seen)
	}
}

func TestStart_ContextEnds_SaysWhyAndEndsItsProcesses(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	log := &cancelAtHandshake{cancel: cancel}
	dir := t.TempDir()
	_, err := Start(ctx, dir, log)
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "the end of its log:") {
		t.Fatal(err)
	}
	addrs := map[string]bool{}
	for _, name := range []string{"auth1", "auth2", "auth3", "relay1", "relay2", "relay3", clientName} {
		torrc, err := os.ReadFile(filepath.Join(dir, name, "torrc"))
		if err != nil {
			t.Fatal(err)
		}
		for _, addr := range regexp.MustCompile(`127\.0\.0\.1:\d+`).FindAllString(string(torrc), -1) {
			addrs[addr] = true
		}
	}
	if len(addrs) != 11 || !log.reachable {
		t.Errorf("%d addresses; reachable before: %v", len(addrs), log.reachable)
	}
	for addr := range addrs {
		if conn, err := net.Dial("tcp", addr); err == nil {
			t.Errorf("%s is still served", addr)
			conn.Close()
		}
	}
	if _, err := os.Stat(filepath.Join(dir, readyFile)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("ready file: %v", err)
	}
}

func TestStartOnce_PortTaken_SaysWhich(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	dir := t.TempDir()
	p, err := lay(ctx, dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", p.ports.relay[0])
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	n, err := startNode(filepath.Join(dir, "relay1"))
	if err != nil {
		t.Fatal(err)
	}
	err = waitBootstrapped(ctx, []*node{n}, t.Output())
	if !errors.Is(err, errPortTaken) {
		t.Error(err)
	}
	n.signal()
	if err := n.wait(); err != nil {
		t.Error(err)
	}
}

// cancelAtHandshake is a log that ends the start as soon as the client has reached an authority.
type cancelAtHandshake struct {
	cancel    context.CancelFunc
	reachable bool
}

func (c *cancelAtHandshake) Write(data []byte) (int, error) {
	if !strings.Contains(string(data), " 0% ") {
		c.reachable = true
		c.cancel()
	}
	return len(data), nil
}
