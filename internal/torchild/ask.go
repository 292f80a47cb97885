package torchild

import (
	"context"
	"fmt"
	"time"

	"github.com/cretz/bine/control"
)

// Consensus is the time of which tor's network says that it is now.
type Consensus struct{ After, Until time.Time }

// AskConsensus asks the tor with this control address for how long its consensus of the network is valid. Directory authorities agree on one every
// hour, and tor takes none by which this machine's clock is far off.
func AskConsensus(ctx context.Context, controlAddr string) (c Consensus, err error) {
	err = withControl(ctx, controlAddr, func(conn *control.Conn) error {
		for key, at := range map[string]*time.Time{"consensus/valid-after": &c.After, "consensus/valid-until": &c.Until} {
			info, err := conn.GetInfo(key)
			if err != nil || len(info) != 1 {
				return fmt.Errorf("ask tor for its consensus: %w", err)
			}
			if *at, err = time.Parse(time.DateTime, info[0].Val); err != nil { // UTC; empty while there is none
				return fmt.Errorf("tor has no consensus yet: %w", err)
			}
		}
		return nil
	})
	return c, err
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
