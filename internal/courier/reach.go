package courier

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"luwte/internal/torchild"
)

const (
	// bootstrapTimeout is how long our own tor may take to reach its network; ten seconds to a minute is usual.
	bootstrapTimeout = 4 * time.Minute
	// goodbyeTimeout bounds what is tidied up at a tor after the sync, also one that was interrupted.
	goodbyeTimeout = 10 * time.Second
)

// Tor says which tor to use. Without Socks and Control it is a child of ours with its files under the courier's directory.
type Tor struct {
	Socks   string // host:port of a tor's SOCKS port
	Control string // host:port or unix:/path of the same tor's control port
	Torrc   string // path of a further torrc for our own tor (bridges, a private network), or ""
}

// Reach returns the door at unix:PATH, or at an onion service for which dir has the client key, and a function that closes all that was
// opened for it. It returns ErrNoKey, or an error of torchild.
func Reach(ctx context.Context, dir, door string, tor Tor, progress func(sentence string)) (*Door, func(), error) {
	if path, ok := strings.CutPrefix(door, "unix:"); ok {
		d := UnixDoor(path)
		return d, d.Close, nil
	}
	key, err := LoadKey(dir)
	if err != nil {
		return nil, nil, err
	}
	socks, closeTor := tor.Socks, func() {}
	if tor.Control == "" {
		socks, tor.Control, closeTor, err = ownTor(ctx, dir, tor.Torrc, progress)
		if err != nil {
			return nil, nil, err
		}
	}
	added, err := torchild.AddClientAuth(ctx, tor.Control, door, key)
	if err != nil {
		closeTor()
		return nil, nil, err
	}
	dial, err := torchild.Dialer(socks)
	if err != nil {
		closeTor()
		return nil, nil, err
	}
	d := OnionDoor(door, dial)
	return d, func() {
		d.Close()
		if added {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbyeTimeout)
			defer cancel()
			_ = torchild.RemoveClientAuth(ctx, tor.Control, door) // it was in tor's memory only
		}
		closeTor()
	}, nil
}

// ownTor starts a tor and waits for its network.
func ownTor(ctx context.Context, dir, torrc string, progress func(string)) (socks, control string, end func(), err error) {
	child, err := torchild.Start(ctx, torchild.Config{
		DataDir: filepath.Join(dir, "tor"),
		Torrc:   torchild.SocksTorrc,
		Include: torrc,
		Progress: func(percent int, summary string) {
			progress(fmt.Sprintf("tor: %d %% (%s)", percent, summary))
		},
	})
	if err != nil {
		return "", "", nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, bootstrapTimeout)
	defer cancel()
	if err := child.Wait(ctx); err != nil {
		return "", "", nil, errors.Join(err, child.Close())
	}
	return child.SocksAddr(), child.ControlAddr(), func() { _ = child.Close() }, nil
}
