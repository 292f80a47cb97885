package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"time"
)

// ErrAddress is returned when the screens are to be served at an address that other machines could reach, or that is none.
var ErrAddress = errors.New("the screens are for this machine alone: 127.0.0.1 and a port")

// Listen opens the door for browsers of this machine: an address on loopback, port 0 being any that is free.
func Listen(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return nil, ErrAddress
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return l, nil
}

// ListenSocket opens a Unix socket that only its owner may use, in the place of one that is there: one that a desk left when it was locked.
func ListenSocket(path string) (net.Listener, error) {
	info, err := os.Lstat(path)
	switch {
	case err == nil && info.Mode()&fs.ModeSocket == 0:
		return nil, fmt.Errorf("listen: %s is there, and is no socket: %w", path, fs.ErrExist)
	case err == nil:
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("listen: %w", err)
		}
	}
	undo := onlyOwner()
	l, err := net.Listen("unix", path)
	undo()
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("listen: %w", err), l.Close())
	}
	return l, nil
}

// Serve answers at a listener until the context ends.
func (u *UI) Serve(ctx context.Context, l net.Listener) error {
	s := &http.Server{Handler: u, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)} // it would print what a browser sent
	stop := context.AfterFunc(ctx, func() { _ = s.Close() })
	defer stop()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve the screens: %w", err)
	}
	return nil
}
