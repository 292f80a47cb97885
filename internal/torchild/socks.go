package torchild

import (
	"context"
	"crypto/rand"
	"net"

	"golang.org/x/net/proxy"
)

// DialFunc is what http.Transport takes as its DialContext.
type DialFunc func(ctx context.Context, network, addr string) (net.Conn, error)

// Dialer returns a dialer through the SOCKS port at host:port. Every call draws a new user name and password, and tor
// puts streams with different ones on different circuits (IsolateSOCKSAuth, its default): what is dialled with one Dialer
// cannot be linked to another's by circuit. Names are resolved by tor, never here.
func Dialer(socksAddr string) (DialFunc, error) {
	auth := &proxy.Auth{User: rand.Text(), Password: rand.Text()}
	d, err := proxy.SOCKS5("tcp", socksAddr, auth, nil)
	if err != nil {
		return nil, err
	}
	return d.(proxy.ContextDialer).DialContext, nil
}
