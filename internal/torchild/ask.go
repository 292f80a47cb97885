package torchild

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cretz/bine/control"
)

// Network is what a tor knows of its network.
type Network struct {
	After, Until time.Time // between which its consensus is of now
	Up           bool      // it has circuits, and what it sends is answered
}

// AskNetwork asks the tor with this control address how its network is. Directory authorities agree on a consensus every hour, and tor takes none by
// which this machine's clock is far off.
func AskNetwork(ctx context.Context, controlAddr string) (n Network, err error) {
	err = withControl(ctx, controlAddr, func(conn *control.Conn) error {
		answers := map[string]string{"consensus/valid-after": "", "consensus/valid-until": "", "status/circuit-established": "", "network-liveness": ""}
		for key := range answers {
			info, err := conn.GetInfo(key)
			if err != nil || len(info) != 1 {
				return fmt.Errorf("ask tor for its network: %w", err)
			}
			answers[key] = info[0].Val
		}
		n.Up = answers["status/circuit-established"] == "1" && answers["network-liveness"] == "up"
		var err1, err2 error // both times are of UTC, and empty while there is no consensus
		n.After, err1 = time.Parse(time.DateTime, answers["consensus/valid-after"])
		n.Until, err2 = time.Parse(time.DateTime, answers["consensus/valid-until"])
		if err := errors.Join(err1, err2); err != nil {
			return fmt.Errorf("tor has no consensus yet: %w", err)
		}
		return nil
	})
	return n, err
}

// LendSocks has the tor with this control address open a SOCKS port at a Unix socket, in a directory of this user's alone, until the returned
// function is called. What is lent to Dialer is "unix:" and the path.
func LendSocks(ctx context.Context, controlAddr, path string) (takeBack func() error, err error) {
	set := func(ctx context.Context, value string) error {
		return withControl(ctx, controlAddr, func(conn *control.Conn) error {
			return request(conn, "SETCONF", "SocksPort="+Quote(value))
		})
	}
	if err := set(ctx, "unix:"+Quote(path)+" ExtendedErrors"); err != nil {
		return nil, fmt.Errorf("have tor open a SOCKS port: %w", err)
	}
	return func() error { return set(context.WithoutCancel(ctx), "0") }, nil
}
