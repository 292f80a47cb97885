package torchild

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"

	"golang.org/x/net/proxy"
)

// DialFunc is what http.Transport takes as its DialContext.
type DialFunc func(ctx context.Context, network, addr string) (net.Conn, error)

// Dialer returns a dialer through the SOCKS port at host:port or unix:/path. Every call draws a new user name and password, and tor
// puts streams with different ones on different circuits (IsolateSOCKSAuth, its default): what is dialled with one Dialer
// cannot be linked to another's by circuit. Names are resolved by tor, never here.
func Dialer(socksAddr string) (DialFunc, error) {
	auth := &proxy.Auth{User: rand.Text(), Password: rand.Text()}
	network := "tcp"
	if path, ok := strings.CutPrefix(socksAddr, "unix:"); ok {
		network, socksAddr = "unix", path
	}
	d, err := proxy.SOCKS5(network, socksAddr, auth, nil)
	if err != nil {
		return nil, err
	}
	dial := d.(proxy.ContextDialer).DialContext
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		return conn, explain(err)
	}, nil
}

// Errors of dialling an onion service. tor tells them at a SOCKS port with ExtendedErrors, as that of SocksTorrc.
var (
	ErrOnionUnknown = errors.New("this onion service cannot be found: it is not running, has just been started, or the address is wrong")
	ErrOnionDown    = errors.New("this onion service does not answer: it may have stopped; try again in some minutes")
	ErrOnionKey     = errors.New("this onion service is not for everyone, and tor holds no client key that opens it")
	ErrOnionAddress = errors.New("this onion address is mistyped")
)

// socksErrors are tor's extended codes (tor-spec, socks-extensions, "Tor extended error codes").
var socksErrors = map[string]error{
	"240": ErrOnionUnknown, // no descriptor
	"241": ErrOnionDown,    // descriptor invalid
	"242": ErrOnionDown,    // introduction failed
	"243": ErrOnionDown,    // rendezvous failed
	"244": ErrOnionKey,     // client key missing
	"245": ErrOnionKey,     // client key wrong
	"246": ErrOnionAddress,
	"247": ErrOnionDown, // introduction timed out
}

var socksCode = regexp.MustCompile(`unknown code: (\d+)$`)

// explain puts tor's reason into words. x/net's error has the code in its text only.
func explain(err error) error {
	if err == nil {
		return nil
	}
	if reason, ok := socksErrors[group(socksCode, err.Error())]; ok {
		return fmt.Errorf("%w (%w)", reason, err)
	}
	return err
}
