package torchild

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"sync"
	"time"

	"github.com/cretz/bine/control"
)

// errNotHeld is returned by use when no connection is held.
var errNotHeld = errors.New("no connection to tor is held")

// holding is a connection to tor's control port that was opened beforehand.
type holding struct {
	mu    sync.Mutex // one use at a time
	raw   net.Conn   // nil: none
	conn  *control.Conn
	spent bool // nobody knows what tor says next there
}

// Hold opens the connection that Reload and Close use from then on, for a program that later can neither open one nor signal tor.
func (c *Child) Hold(ctx context.Context) error {
	h := &c.held
	h.mu.Lock()
	defer h.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, controlTimeout)
	defer cancel()
	raw, err := new(net.Dialer).DialContext(ctx, "tcp", c.ControlAddr())
	if err != nil {
		return fmt.Errorf("no tor answers at the control address: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { raw.Close() }) // unblocks whatever bine is reading
	defer stop()
	conn := control.NewConn(textproto.NewConn(raw))
	if err := authenticate(conn); err != nil {
		return errors.Join(err, raw.Close())
	}
	h.raw, h.conn = raw, conn
	return nil
}

// use does one thing on the connection that is held. After an error it is of no use any more, but for ending tor.
func (h *holding) use(ctx context.Context, do func(*control.Conn) error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.raw == nil || h.spent {
		return errNotHeld
	}
	ctx, cancel := context.WithTimeout(ctx, controlTimeout)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = h.raw.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	err := do(h.conn)
	h.spent = err != nil
	if ctx.Err() != nil && err != nil {
		return fmt.Errorf("tor does not answer at the control address: %w", errors.Join(context.Cause(ctx), err))
	}
	return err
}

// halt asks tor to end, if a connection is held, and does not wait for an answer.
func (h *holding) halt() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.raw != nil {
		_ = h.raw.SetDeadline(time.Now().Add(time.Second)) // a line fits into the socket's buffer
		_, _ = h.raw.Write([]byte("SIGNAL HALT\r\n"))
	}
}

func (h *holding) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.raw != nil {
		_ = h.raw.Close() // not bine's Close, which waits for an answer to QUIT
	}
}
