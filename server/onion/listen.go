package onion

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"github.com/pires/go-proxyproto"
)

// ErrSocketPath is returned when a Unix socket's path is longer than the system allows.
var ErrSocketPath = errors.New("the path of the socket is too long: choose a shorter --dir")

// ErrSocketBusy is returned when another process answers on the socket.
var ErrSocketBusy = errors.New("another process is already serving on this socket")

// ErrSockets is returned by ListenGroup for a directory in which tor's group could not come to the sockets, or others could.
var ErrSockets = errors.New("the directory of the sockets must be of tor's group, with mode 2750")

// ErrNoSockets is returned by ListenGroup where there is no such directory.
var ErrNoSockets = errors.New("there is no directory for the sockets")

// maxSocketPath is the length of sun_path on Linux (unix(7)), 108 bytes, less the zero that tor wants at its end.
const maxSocketPath = 107

// headerTimeout bounds the wait for the PROXY line. tor writes it before anything of the client's, so it is there at once.
const headerTimeout = 5 * time.Second

// circuits is the net in which tor counts circuits (tor: src/core/or/connection_edge.c, export_hs_client_circuit_id).
var circuits = netip.MustParsePrefix("fc00:dead:beef:4dad::/64")

// Listen makes the Unix socket of a bureau door, mode 0600 in a directory of mode 0700, which is made if need be. A socket
// that nobody serves any more is taken away. Close removes the socket.
func Listen(path string) (net.Listener, error) { return listen(path, makePrivate, 0o600) }

// ListenGroup is Listen for a tor of another user: the directory must be there, with mode 2750 and tor's group, which the socket gets from it, with
// mode 0660. So tor need not be of the drop's group, nor the drop of tor's, with which it could command tor.
func ListenGroup(path string) (net.Listener, error) { return listen(path, checkGroup, 0o660) }

func listen(path string, check func(dir string) error, mode os.FileMode) (net.Listener, error) {
	path, err := socketPath(path)
	if err != nil {
		return nil, err
	}
	dir := filepath.Dir(path)
	if err := check(dir); err != nil {
		return nil, err
	}
	if err := removeStale(path); err != nil {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("listen on a socket: %w", err)
	}
	// Until here the directory's mode kept others out.
	if err := os.Chmod(path, mode); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// ListenFront is Listen for the front door. tor begins every connection with a PROXY line that names the circuit, and
// RemoteAddr is that pseudo address, [fc00:dead:beef:4dad::…]:port, the same for all streams of a circuit. A connection
// without such a line fails at its first read. The line is read when RemoteAddr, Read or Write is first called, so don't
// call them where connections are accepted (http.Server's ConnContext): one silent connection would hold up the rest.
func ListenFront(path string) (net.Listener, error) { return withCircuits(Listen(path)) }

// ListenFrontGroup is ListenFront for a tor of another user, see ListenGroup.
func ListenFrontGroup(path string) (net.Listener, error) { return withCircuits(ListenGroup(path)) }

func withCircuits(l net.Listener, err error) (net.Listener, error) {
	if err != nil {
		return nil, err
	}
	return &proxyproto.Listener{
		Listener:          l,
		ReadHeaderTimeout: headerTimeout,
		ConnPolicy: func(proxyproto.ConnPolicyOptions) (proxyproto.Policy, error) {
			return proxyproto.REQUIRE, nil
		},
		ValidateHeader: func(h *proxyproto.Header) error {
			source, ok := h.SourceAddr.(*net.TCPAddr)
			if h.Version != 1 || !ok || !circuits.Contains(source.AddrPort().Addr()) {
				return errors.New("this PROXY line is not one of tor's")
			}
			return nil
		},
	}, nil
}

// Circuit returns the pseudo address of the circuit out of the RemoteAddr of a request, and false if it is not one (as on
// loopback). It says which requests came over the same circuit, and nothing about who sent them.
func Circuit(remoteAddr string) (netip.Addr, bool) {
	addr, err := netip.ParseAddrPort(remoteAddr)
	if err != nil || !circuits.Contains(addr.Addr()) {
		return netip.Addr{}, false
	}
	return addr.Addr(), true
}

func socketPath(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if len(path) > maxSocketPath {
		return "", fmt.Errorf("%w (%q has %d bytes, %d are allowed)", ErrSocketPath, path, len(path), maxSocketPath)
	}
	return path, nil
}

// removeStale removes a socket left by a process that was killed, and nothing else.
func removeStale(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode().Type() != os.ModeSocket {
		return fmt.Errorf("%q is in the way of a socket, and is not one: move it", path)
	}
	if conn, err := net.Dial("unix", path); err == nil {
		return errors.Join(fmt.Errorf("%w: %q", ErrSocketBusy, path), conn.Close())
	}
	return os.Remove(path)
}
