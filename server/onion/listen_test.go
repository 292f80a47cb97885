package onion_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luwte/server/onion"
)

func TestListen_NewPath_IsClosedToOthers(t *testing.T) {
	path := filepath.Join(shortTempDir(t), "doors", "bureau")
	l, err := onion.Listen(path)
	must(t, err)
	dir, err := os.Stat(filepath.Dir(path))
	must(t, err)
	socket, err := os.Stat(path)
	must(t, err)
	if dir.Mode().Perm() != 0o700 || socket.Mode() != os.ModeSocket|0o600 {
		t.Errorf("directory %v, socket %v", dir.Mode(), socket.Mode())
	}
	must(t, l.Close())
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after Close: %v", err)
	}
}

func TestListen_StaleSocket_IsReplaced(t *testing.T) {
	path := filepath.Join(shortTempDir(t), "s")
	l, err := onion.Listen(path)
	must(t, err)
	l.(*net.UnixListener).SetUnlinkOnClose(false) // as after a kill
	must(t, l.Close())
	l, err = onion.Listen(path)
	must(t, err)
	must(t, l.Close())
}

func TestListen_LiveSocket_IsRefused(t *testing.T) {
	path := filepath.Join(shortTempDir(t), "s")
	l, err := onion.Listen(path)
	must(t, err)
	defer l.Close()
	if _, err := onion.Listen(path); !errors.Is(err, onion.ErrSocketBusy) {
		t.Fatal(err)
	}
}

func TestListen_OtherFileThere_IsLeftAlone(t *testing.T) {
	path := filepath.Join(shortTempDir(t), "s")
	must(t, os.WriteFile(path, []byte("mine"), 0o600))
	if _, err := onion.Listen(path); err == nil {
		t.Fatal("listened over a file")
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "mine" {
		t.Fatalf("%q, %v", data, err)
	}
}

func TestListen_OpenDirectory_IsRefused(t *testing.T) {
	dir := shortTempDir(t)
	must(t, os.Chmod(dir, 0o755))
	if _, err := onion.Listen(filepath.Join(dir, "s")); err == nil || !strings.Contains(err.Error(), "chmod 700") {
		t.Fatal(err)
	}
}

func TestListen_PathLength_GoesUpToTheSystemsLimit(t *testing.T) {
	dir := shortTempDir(t)
	longest := filepath.Join(dir, strings.Repeat("x", 107-len(dir)-1))
	l, err := onion.Listen(longest)
	must(t, err)
	must(t, l.Close())
	if _, err := onion.Listen(longest + "x"); !errors.Is(err, onion.ErrSocketPath) {
		t.Fatal(err)
	}
}

// The lines that are not tor's own, and that a front door must not take an address from.
func TestListenFront_ForeignLine_IsNotServed(t *testing.T) {
	path := filepath.Join(shortTempDir(t), "s")
	l, err := onion.ListenFront(path)
	must(t, err)
	serve(t, l, "front")
	const request = "GET / HTTP/1.0\r\n\r\n"
	for line, want := range map[string]string{
		"PROXY TCP6 fc00:dead:beef:4dad::1:2a ::1 42 80\r\n": "front [fc00:dead:beef:4dad::1:2a]:42",
		"": "",
		"PROXY TCP6 fc00:dead:beef:4dae::1:2a ::1 42 80\r\n":                         "",
		"PROXY TCP4 10.0.0.1 127.0.0.1 42 80\r\n":                                    "",
		"PROXY UNKNOWN\r\n":                                                          "",
		"PROXY TCP6 fc00:dead:beef:4dad::1:2a ::1 42\r\n":                            "",
		"\r\n\r\n\x00\r\nQUIT\n\x20\x00\x00\x00":                                     "", // version 2, local
		"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c\x0a\x00\x00\x01\x7f\x00\x00\x01abcd": "",
	} {
		conn, err := net.Dial("unix", path)
		must(t, err)
		must(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
		_, err = io.WriteString(conn, line+request)
		must(t, err)
		answer, _ := io.ReadAll(conn) // a reset is one way to be refused
		_, body, _ := strings.Cut(string(answer), "\r\n\r\n")
		if served := strings.HasPrefix(string(answer), "HTTP/1.0 200"); served != (want != "") || served && body != want {
			t.Errorf("%q: answer %q", line, answer)
		}
		must(t, conn.Close())
	}
}

func TestListenFront_SilentConnection_DoesNotHoldUpOthers(t *testing.T) {
	path := filepath.Join(shortTempDir(t), "s")
	l, err := onion.ListenFront(path)
	must(t, err)
	serve(t, l, "front")
	silent, err := net.Dial("unix", path)
	must(t, err)
	defer silent.Close()
	client := &http.Client{Timeout: 3 * time.Second, Transport: &http.Transport{ // less than the wait for the line
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, "unix", path)
			if err == nil {
				_, err = fmt.Fprint(conn, "PROXY TCP6 fc00:dead:beef:4dad::7 ::1 42 80\r\n")
			}
			return conn, err
		},
	}}
	body, err := get(t.Context(), client, "front")
	if err != nil || body != "front [fc00:dead:beef:4dad::7]:42" {
		t.Fatalf("%q, %v", body, err)
	}
}

func TestCircuit_OtherAddresses_AreNotCircuits(t *testing.T) {
	for addr, want := range map[string]string{
		"[fc00:dead:beef:4dad::1:2a]:42": "fc00:dead:beef:4dad::1:2a",
		"127.0.0.1:80":                   "", "@": "", "": "", "[fc00:dead:beef:4dae::1]:1": "", "fc00:dead:beef:4dad::1": "",
	} {
		got, ok := onion.Circuit(addr)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%q: %v, %v", addr, got, ok)
		}
	}
}
