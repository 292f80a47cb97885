package torchild

import (
	"context"
	"errors"
	"fmt"
	"net/textproto"
	"strings"

	"github.com/cretz/bine/control"

	"luwte/internal/onionaddr"
)

// ErrOtherKey is returned by AddClientAuth when the tor already holds another key for that onion service: it is somebody's,
// and giving ours would destroy it.
var ErrOtherKey = errors.New("this tor already holds another client key for that onion service: remove it there, or leave out --control")

// AddClientAuth gives this tor, for as long as it runs, the key that opens the onion service's descriptor.
func (c *Child) AddClientAuth(ctx context.Context, onion string, key ClientKey) error {
	_, err := AddClientAuth(ctx, c.ControlAddr(), onion, key)
	return err
}

// AddClientAuth gives the tor with this control address ("host:port" or "unix:/path") the key that opens the onion
// service's descriptor, in memory only. onion may have its ".onion" or not. added is false if the tor had that very key
// already, from its ClientOnionAuthDir perhaps: then it isn't ours to remove.
func AddClientAuth(ctx context.Context, controlAddr, onion string, key ClientKey) (added bool, err error) {
	id, err := parseOnion(onion)
	if err != nil {
		return false, err
	}
	err = withControl(ctx, controlAddr, func(conn *control.Conn) error {
		held, err := clientKeyOf(conn, id)
		if err != nil {
			return err
		}
		switch held {
		case "":
			added = true
			return request(conn, "ONION_CLIENT_AUTH_ADD", id, "x25519:"+key.Private())
		case key.Private():
			return nil
		}
		return ErrOtherKey
	})
	return added && err == nil, err
}

// RemoveClientAuth takes the onion service's key away from the tor with this control address. It is no error if there
// is none.
func RemoveClientAuth(ctx context.Context, controlAddr, onion string) error {
	id, err := parseOnion(onion)
	if err != nil {
		return err
	}
	return withControl(ctx, controlAddr, func(conn *control.Conn) error {
		return request(conn, "ONION_CLIENT_AUTH_REMOVE", id)
	})
}

// clientKeyOf returns the base64 private key that tor holds for the service, or "". A line of the answer, by the control
// specification: CLIENT <onion id> x25519:<base64> [further fields]
func clientKeyOf(conn *control.Conn, id string) (string, error) {
	resp, err := conn.SendRequest("ONION_CLIENT_AUTH_VIEW %s", id)
	if err != nil {
		return "", fmt.Errorf("ask tor for its client keys: %w", err)
	}
	for _, line := range resp.DataWithReply() {
		fields := strings.Fields(line)
		if len(fields) >= 3 && fields[0] == "CLIENT" && fields[1] == id {
			if key, ok := strings.CutPrefix(fields[2], "x25519:"); ok {
				return key, nil
			}
		}
	}
	return "", nil
}

// request sends one command that may hold a secret, so that its error names the command alone.
func request(conn *control.Conn, command string, args ...string) error {
	_, err := conn.SendRequest("%s %s", command, strings.Join(args, " "))
	var reply *textproto.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &reply):
		return fmt.Errorf("%s: %w", command, err)
	case reply.Code == 252: // "registered client and decrypted descriptor": success, which bine doesn't know
		return nil
	}
	return fmt.Errorf("tor refused %s with status %d", command, reply.Code)
}

// parseOnion returns the address as the control protocol takes it, without ".onion".
func parseOnion(onion string) (string, error) {
	address, err := onionaddr.Parse(onion)
	return strings.TrimSuffix(address, ".onion"), err
}
