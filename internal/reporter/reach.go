package reporter

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

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

// ErrSocks is returned for a SOCKS port that is not on this machine: whoever runs it, and the network on the way, would see where it leads.
var ErrSocks = errors.New("the SOCKS port is not host:port on this machine")

// Check returns ErrSocks.
func (t Tor) Check() error {
	if t.Socks == "" {
		return nil
	}
	at, err := netip.ParseAddrPort(t.Socks)
	if err != nil || !at.Addr().Unmap().IsLoopback() || at.Port() == 0 {
		return ErrSocks
	}
	return nil
}

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
	err := tor.Check()
	switch {
	case err != nil:
	case a.Onion && tor.Socks != "":
		dial, err = torchild.Dialer(tor.Socks)
	case a.Onion:
		own := &ownTor{torrc: tor.Torrc, progress: progress}
		dial, closeTor, err = own.dialContext, own.end, own.start(ctx)
	}
	if err != nil {
		closeTor()
		return nil, nil, err
	}
	d := &Drop{host: a.host, dial: dial, client: wire.New("http://"+a.host, dial)}
	return d, func() {
		d.client.Close()
		closeTor()
	}, nil
}
