package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"sync"
	"time"
)

// notifier tells systemd how the service is (sd_notify(3)): one datagram for each change, and one now and then that it is alive. Without
// systemd it does nothing.
type notifier struct {
	conn  net.Conn      // nil without systemd
	every time.Duration // 0 without a watchdog
	ended chan struct{}
	end   func()
}

func openNotifier() (*notifier, error) {
	n := &notifier{ended: make(chan struct{})}
	n.end = sync.OnceFunc(func() { close(n.ended) })
	path := os.Getenv("NOTIFY_SOCKET")
	if path == "" {
		return n, nil
	}
	conn, err := net.Dial("unixgram", path) // Go reads a leading @ as systemd means it
	if err != nil {
		return nil, fmt.Errorf("tell systemd how the service is: %w", err)
	}
	n.conn = conn
	if usec, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64); err == nil {
		n.every = time.Duration(usec) * time.Microsecond / 2
	}
	return n, errors.Join(os.Unsetenv("NOTIFY_SOCKET"), os.Unsetenv("WATCHDOG_USEC"))
}

// ready is called when visitors may come.
func (n *notifier) ready() {
	n.tell("READY=1")
	if n.conn == nil || n.every <= 0 {
		return
	}
	go func() {
		for {
			select {
			case <-n.ended:
				return
			case <-time.After(n.every):
				n.tell("WATCHDOG=1")
			}
		}
	}()
}

// stopping is called when the doors are shut.
func (n *notifier) stopping() { n.tell("STOPPING=1") }

// tell fails where systemd is gone, and then there is nobody to tell.
func (n *notifier) tell(state string) {
	if n.conn != nil {
		_, _ = n.conn.Write([]byte(state))
	}
}

func (n *notifier) close() {
	n.end()
	if n.conn != nil {
		_ = n.conn.Close()
	}
}
