package reporter

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"luwte/internal/onionaddr"
	"luwte/internal/torchild"
	"luwte/internal/wire"
)

var (
	// ErrURL is returned when a text is not the address of a drop.
	ErrURL = errors.New("not the address of a drop")
	// ErrNotAnonymous is returned for an address that would be reached without Tor, on another machine.
	ErrNotAnonymous = errors.New("this address would be reached without Tor, and the connection would show who you are")
)

// bootstrapTimeout is how long our own tor may take to reach its network.
const bootstrapTimeout = 4 * time.Minute

// Address is where a drop is.
type Address struct {
	host  string // with the port, if one was given
	Onion bool   // else on this machine, for development: not anonymous
}

// ParseAddress reads http://….onion, or http://127.0.0.1:PORT for a drop on this machine. It returns ErrURL, or ErrNotAnonymous for any
// other host. "http://" may be left out.
func ParseAddress(text string) (Address, error) {
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return Address{}, ErrURL
	}
	host := strings.ToLower(u.Hostname())
	ip, ipErr := netip.ParseAddr(host)
	switch {
	case strings.HasSuffix(host, ".onion"):
		if _, err := onionaddr.Parse(host); err != nil {
			return Address{}, fmt.Errorf("%w: %w", ErrURL, err)
		}
		return Address{strings.ToLower(u.Host), true}, nil
	case host == "":
		return Address{}, ErrURL
	case ipErr == nil && ip.IsLoopback():
		return Address{u.Host, false}, nil
	}
	return Address{}, ErrNotAnonymous
}

// Tor says which tor to use for an onion address. Without Socks it is a child of ours with its files in a directory that is removed
// afterwards.
type Tor struct {
	Socks string // host:port of a running tor's SOCKS port
	Torrc string // path of a further torrc for our own tor, or ""
}

// Reach returns the drop at an address and a function that closes all that was opened for it.
func Reach(ctx context.Context, a Address, tor Tor, progress func(sentence string)) (*Drop, func(), error) {
	dial, closeTor := wire.Dial(new(net.Dialer).DialContext), func() {}
	if a.Onion {
		var err error
		if tor.Socks == "" {
			tor.Socks, closeTor, err = ownTor(ctx, tor.Torrc, progress)
		}
		if err == nil {
			dial, err = torchild.Dialer(tor.Socks)
		}
		if err != nil {
			closeTor()
			return nil, nil, err
		}
	}
	d := &Drop{wire.New("http://"+a.host, dial)}
	return d, func() {
		d.client.Close()
		closeTor()
	}, nil
}

// ownTor starts a tor and waits for its network. end can be called also after an error.
func ownTor(ctx context.Context, torrc string, progress func(string)) (socks string, end func(), err error) {
	dir, err := os.MkdirTemp("", "luwte-tor-") // mode 0700
	if err != nil {
		return "", func() {}, err
	}
	end = func() { _ = os.RemoveAll(dir) }
	child, err := torchild.Start(ctx, torchild.Config{
		DataDir: dir,
		Torrc:   torchild.SocksTorrc,
		Include: torrc,
		Progress: func(percent int, summary string) {
			progress(fmt.Sprintf("tor: %d %% (%s)", percent, summary))
		},
	})
	if err != nil {
		return "", end, err
	}
	ctx, cancel := context.WithTimeout(ctx, bootstrapTimeout)
	defer cancel()
	end = func() { _ = errors.Join(child.Close(), os.RemoveAll(dir)) }
	return child.SocksAddr(), end, child.Wait(ctx)
}
