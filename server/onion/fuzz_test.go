package onion_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luwte/internal/fuzzing"
	"luwte/internal/torchild"
	"luwte/server/onion"
)

func clientPublic(f *testing.F) string {
	key, err := torchild.NewClientKey()
	if err != nil {
		f.Fatal(err)
	}
	return key.Public()
}

func FuzzCheckClientKey(f *testing.F) {
	fuzzing.Add(f, 200, clientPublic(f))
	f.Fuzz(func(t *testing.T, text string) {
		if onion.CheckClientKey(text) == nil && (len(text) != 52 || strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "") {
			t.Fatalf("%q is taken", text)
		}
	})
}

// FuzzClients: a file of a client that tor would pass over is an error, for if it were the only one the door would stand open.
func FuzzClients(f *testing.F) {
	fuzzing.Add(f, 200, "descriptor:x25519:"+clientPublic(f)+"\n")
	dir := f.TempDir()
	clients := filepath.Join(dir, "authorized_clients")
	if err := os.Mkdir(clients, 0o700); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(filepath.Join(clients, "courier.auth"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		names, err := onion.Clients(dir)
		if err != nil {
			return
		}
		key, err := onion.ClientKey(dir, "courier")
		if err != nil || len(names) != 1 || onion.CheckClientKey(key) != nil || strings.TrimSuffix(text, "\n") != "descriptor:x25519:"+key {
			t.Fatalf("%q has the key %q, %v", text, key, err)
		}
	})
}

// FuzzKeyFiles: the files of an onion service fit together or are refused.
func FuzzKeyFiles(f *testing.F) {
	dir := filepath.Join(f.TempDir(), "service")
	if _, err := onion.NewKey(dir); err != nil {
		f.Fatal(err)
	}
	names := []string{"hs_ed25519_public_key", "hs_ed25519_secret_key", "hostname"}
	var files []any
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			f.Fatal(err)
		}
		files = append(files, data)
	}
	fuzzing.Add(f, 200, files...)
	f.Fuzz(func(t *testing.T, public, secret, hostname []byte) {
		for i, data := range [][]byte{public, secret, hostname} {
			if err := os.WriteFile(filepath.Join(dir, names[i]), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		k, err := onion.ReadKeys(dir)
		if err != nil {
			if !errors.Is(err, onion.ErrAddress) {
				t.Fatal(err)
			}
			return
		}
		if !k.OK() || k.Address()+"\n" != string(hostname) {
			t.Fatalf("%q is the address of another key", hostname)
		}
	})
}

// FuzzTorrc: no path adds a line to torrc.
func FuzzTorrc(f *testing.F) {
	fuzzing.Add(f, 200, "/var/lib/\"luwte\" \\drop", "front.sock # \n\r")
	f.Fuzz(func(t *testing.T, dir, socket string) {
		text, err := onion.Torrc([]onion.Service{{Dir: dir, Socket: socket, Front: true}})
		if err != nil {
			return
		}
		var names []string
		for line := range strings.Lines(text) {
			name, _, _ := strings.Cut(line, " ")
			names = append(names, name)
		}
		const want = "SocksPort HiddenServiceDir HiddenServicePort HiddenServiceMaxStreams HiddenServiceMaxStreamsCloseCircuit HiddenServiceExportCircuitID HiddenServicePoWDefensesEnabled"
		if strings.Join(names, " ") != want || strings.Contains(text, "\r") {
			t.Fatalf("%q", text)
		}
	})
}

// FuzzProxyLine: nobody is served whom tor has not named a circuit for.
func FuzzProxyLine(f *testing.F) {
	const request = "GET / HTTP/1.0\r\n\r\n"
	fuzzing.Add(f, 200, "PROXY TCP6 fc00:dead:beef:4dad::7:1 ::1 7 80\r\n"+request)
	fuzzing.Add(f, 50, "PROXY UNKNOWN\r\n"+request)
	fuzzing.Add(f, 50, "\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c\x7f\x00\x00\x01\x7f\x00\x00\x01\x00\x01\x00\x50"+request)
	dir, err := os.MkdirTemp("", "onion")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { os.RemoveAll(dir) })
	socket := filepath.Join(dir, "front.sock")
	l, err := onion.ListenFront(socket)
	if err != nil {
		f.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "from "+r.RemoteAddr) })}
	go server.Serve(l)
	f.Cleanup(func() { server.Close() })
	f.Fuzz(func(t *testing.T, text string) {
		conn, err := net.Dial("unix", socket)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
		_, _ = io.WriteString(conn, text)
		_ = conn.(*net.UnixConn).CloseWrite()
		got, _ := io.ReadAll(conn)
		if _, from, served := strings.Cut(string(got), "\r\n\r\nfrom "); served {
			if _, ok := onion.Circuit(from); !ok || !strings.HasPrefix(text, "PROXY TCP6 ") {
				t.Fatalf("%q is served as %q", text, from)
			}
		}
	})
}
