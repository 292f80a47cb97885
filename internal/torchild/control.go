package torchild

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strings"
	"time"

	"github.com/cretz/bine/control"
)

// controlTimeout bounds one visit to a control port.
const controlTimeout = 20 * time.Second

// withControl connects to a tor's control port ("host:port" or "unix:/path"), shows that we may by its cookie or, where
// none is asked for, by nothing, and does one thing there. The connection lasts for that one thing, so that nothing is
// shared between goroutines.
func withControl(ctx context.Context, addr string, do func(*control.Conn) error) error {
	ctx, cancel := context.WithTimeout(ctx, controlTimeout)
	defer cancel()
	network := "tcp"
	if path, ok := strings.CutPrefix(addr, "unix:"); ok {
		network, addr = "unix", path
	}
	raw, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err != nil {
		return fmt.Errorf("no tor answers at the control address: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { raw.Close() }) // unblocks whatever bine is reading
	defer stop()
	defer raw.Close() // not bine's Close, which waits for an answer to QUIT
	conn := control.NewConn(textproto.NewConn(raw))
	if err = authenticate(conn); err == nil {
		err = do(conn)
	}
	if ctx.Err() != nil && err != nil {
		return fmt.Errorf("tor does not answer at the control address: %w", errors.Join(context.Cause(ctx), err))
	}
	return err
}

func authenticate(conn *control.Conn) error {
	info, err := conn.ProtocolInfo()
	if err != nil {
		return fmt.Errorf("this is not tor's control port: %w", err)
	}
	if !info.HasAuthMethod("NULL") && !info.HasAuthMethod("SAFECOOKIE") {
		return errors.New("this tor asks for a password at its control port: set CookieAuthentication 1 in its torrc")
	}
	if err := conn.Authenticate(""); err != nil {
		return fmt.Errorf("tor's control port did not let us in (may this user read its cookie file?): %w", err)
	}
	return nil
}
