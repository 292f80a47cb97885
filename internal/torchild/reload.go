package torchild

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strings"
	"sync"

	"github.com/cretz/bine/control"
)

// Reload gives the running tor a changed configuration: other lines of torrc, or other files in its services' directories. The data
// directory must be the same. When it returns, tor has taken it up; lines that it refuses would end it.
func (c *Child) Reload(ctx context.Context, conf Config) error {
	if _, _, err := writeTorrc(conf); err != nil {
		return err
	}
	err := c.held.use(ctx, reload)
	if errors.Is(err, errNotHeld) {
		err = withControl(ctx, c.ControlAddr(), reload)
	}
	if err != nil {
		return fmt.Errorf("reload tor: %w", err)
	}
	return nil
}

// reload has tor read its configuration again, and returns when it has.
func reload(conn *control.Conn) error {
	done := make(chan control.Event, 64) // tor says SIGNAL when it has acted on one
	if err := conn.AddEventListener(done, control.EventCodeSignal); err != nil {
		return err
	}
	if err := request(conn, "SIGNAL", "RELOAD"); err != nil {
		return err
	}
	for {
		select {
		case event := <-done:
			if signal, ok := event.(*control.SignalEvent); ok && strings.HasPrefix(signal.Raw, "RELOAD") {
				return conn.RemoveEventListener(done, control.EventCodeSignal)
			}
		default:
			if err := conn.HandleNextEvent(); err != nil {
				return err
			}
		}
	}
}

// Published has report called, from one goroutine, with the address of each of this tor's onion services once its descriptor has been
// taken by a directory: from then on clients find it. Called before tor has bootstrapped it misses none. It ends with tor.
func (c *Child) Published(report func(onion string)) error {
	raw, err := net.DialTimeout("tcp", c.ControlAddr(), controlTimeout)
	if err != nil {
		return fmt.Errorf("no tor answers at the control address: %w", err)
	}
	conn := control.NewConn(textproto.NewConn(raw))
	events := make(chan control.Event, 64)
	if err = authenticate(conn); err == nil {
		err = conn.AddEventListener(events, control.EventCodeHSDesc)
	}
	if err != nil {
		_ = conn.Close()
		return fmt.Errorf("listen to tor's onion services: %w", err)
	}
	ended := make(chan struct{})
	closed := sync.OnceFunc(func() { _ = raw.Close() })
	go func() {
		defer close(ended)
		defer closed()
		_ = conn.HandleEvents(context.Background()) // ends with the connection: Done tells why
	}()
	go func() {
		<-c.Done()
		closed()
	}()
	go reportPublished(events, ended, report)
	return nil
}

// reportPublished reports each address once: every service is published at several directories, and again every few hours.
func reportPublished(events <-chan control.Event, ended <-chan struct{}, report func(onion string)) {
	seen := map[string]bool{}
	for {
		select {
		case event := <-events:
			desc, ok := event.(*control.HSDescEvent)
			if ok && desc.Action == "UPLOADED" && !seen[desc.Address] {
				seen[desc.Address] = true
				report(desc.Address + ".onion")
			}
		case <-ended:
			return
		}
	}
}
