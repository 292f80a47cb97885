package doctor

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"luwte/internal/torchild"
	"luwte/internal/wire"
	"luwte/server"
	"luwte/web"
)

// How long an address is tried: a new circuit takes seconds, and one of several may fail. Where no answer is what should be, less will do.
const (
	patience   = 90 * time.Second
	impatience = 15 * time.Second
)

// reachable tries the drop's own addresses through Tor, as a visitor's tor does: it fetches the front door's page and compares, and knocks at
// the bureaus' doors without a key.
func (e *examination) reachable(ctx context.Context) {
	if e.now == nil {
		e.unseen("address", "", "whether the drop's address answers cannot be tried", "see what is said of the store")
		return
	}
	socks, takeBack, why := e.socks(ctx)
	if why != "" {
		e.unseen("address", e.now.Front, why, "look again while it serves with --tor, or give --socks HOST:PORT of another tor")
		return
	}
	defer takeBack()
	if e.Socks != "" { // otherwise "nothing answers" would be said of the drop, and be well of one that does not serve
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", e.Socks)
		if err != nil {
			e.unseen("address", e.now.Front, fmt.Sprintf("whether it answers through Tor was not tried: no tor answers at --socks: %v", err), "start that tor, or name its SOCKS port: the system's tor has 127.0.0.1:9050")
			return
		}
		_ = conn.Close()
	}
	e.Say("trying the drop's address through Tor, which can take a minute and a half …")
	dial, err := torchild.Dialer(socks)
	if err != nil {
		e.unseen("address", e.now.Front, err.Error(), "")
		return
	}
	e.front(ctx, dial)
	for _, in := range e.now.Inboxes {
		if in.Door.Onion != "" && e.serves() {
			e.door(ctx, dial, in)
		}
	}
}

// socks returns a SOCKS port to try by, or why there is none.
func (e *examination) socks(ctx context.Context) (addr string, takeBack func(), why string) {
	if e.Socks != "" {
		return e.Socks, func() {}, ""
	}
	switch {
	case !e.now.Serving:
		return "", nil, "whether it answers through Tor was not tried, as the drop does not serve"
	case e.now.Tor.Kind != server.TorOwn:
		return "", nil, "whether it answers through Tor was not tried: the drop runs no tor of its own"
	case e.now.Tor.Percent < 100 || e.network == nil:
		return "", nil, "whether it answers through Tor was not tried: tor has not reached its network"
	}
	dir, err := filepath.Abs(filepath.Join(e.Dir, "tor"))
	var unlock, back func() error
	if err == nil {
		unlock, err = lock(ctx, dir)
	}
	if err == nil {
		path := filepath.Join(dir, "doctor.sock")
		if back, err = torchild.LendSocks(ctx, e.now.Tor.Control, path); err == nil {
			return "unix:" + path, func() { _ = errors.Join(back(), unlock()) }, "" // both end with the processes at the latest
		}
		err = errors.Join(err, unlock())
	}
	return "", nil, fmt.Sprintf("whether it answers through Tor was not tried: %v", err)
}

// lock makes another doctor of the same drop wait: tor has one SOCKS port to lend.
func lock(ctx context.Context, dir string) (unlock func() error, err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			return f.Close, nil
		}
		if !errors.Is(err, unix.EWOULDBLOCK) || !pause(ctx) {
			return nil, errors.Join(fmt.Errorf("wait for another doctor: %w", err), f.Close())
		}
	}
}

func (e *examination) front(ctx context.Context, dial torchild.DialFunc) {
	wait := patience
	if !e.now.Serving {
		wait = impatience
	}
	page, err := fetch(ctx, e.now.Front, dial, wait)
	switch {
	case err == nil && !e.now.Serving:
		e.bad("address", e.now.Front, "this drop does not serve, and yet its address answers: another drop has the same key", "end the other one before this one serves: reports come to either, and show only there")
	case !e.now.Serving:
		e.ok("address", e.now.Front, fmt.Sprintf("nothing answers there within %.0f seconds, as this drop does not serve (if that tor has a network)", impatience.Seconds()))
	case err != nil:
		e.bad("address", e.now.Front, fmt.Sprintf("it does not answer through Tor: %v", err), "if the drop was started just now, look again in some minutes; then see what is said of network and clock")
	case !bytes.Equal(page, web.Page()):
		e.bad("address", e.now.Front, "through Tor it answers with another page than this luwte-drop has", "if luwte-drop was renewed, start the drop anew; otherwise another drop has the same key: end it, and find out whose it is")
	default:
		e.ok("address", e.now.Front, "it answers through Tor, with this luwte-drop's own page")
	}
}

// fetch gets the page at an onion address.
func fetch(ctx context.Context, onion string, dial torchild.DialFunc, wait time.Duration) ([]byte, error) {
	client := wire.New("http://"+onion, dial)
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	for {
		page, err := client.Try(ctx, "GET", "/", nil, 4<<20)
		var status *wire.StatusError
		if err == nil || errors.As(err, &status) || !pause(ctx) {
			return page, cmp.Or(reason(err), err)
		}
	}
}

// door knocks without a key. That the door opens to the courier's cannot be tried here, where that key is not.
func (e *examination) door(ctx context.Context, dial torchild.DialFunc, in server.InboxCondition) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		conn, err := dial(ctx, "tcp", in.Door.Onion+":80")
		switch {
		case err == nil:
			_ = conn.Close()
			e.bad("door", nameOf(in), "its address opens to who has no key", "start the drop anew; if it stays so, end it and report a bug")
		case errors.Is(err, torchild.ErrOnionKey):
			e.ok("door", nameOf(in), "its address is published, and does not open without a key; that it opens to the courier's, only the courier can try: luwte-courier health")
		case e.Socks != "" && reason(err) == nil:
			e.unseen("door", nameOf(in), "whether its address is published cannot be seen: the tor of --socks does not say why it fails", "have it say why (SocksPort … ExtendedErrors in its torrc), or try from the courier's machine: luwte-courier health")
		case pause(ctx):
			continue
		default:
			e.bad("door", nameOf(in), fmt.Sprintf("it cannot be found through Tor: %v", cmp.Or(reason(err), err)), "if the drop or the inbox is new, look again in some minutes; the courier can try: luwte-courier health")
		}
		return
	}
}

// reason is tor's own, without what carried it, or nil if tor gave none.
func reason(err error) error {
	for _, known := range []error{torchild.ErrOnionUnknown, torchild.ErrOnionDown, torchild.ErrOnionKey, torchild.ErrOnionAddress} {
		if errors.Is(err, known) {
			return known
		}
	}
	return nil
}

// pause waits before the next try, and says whether there is to be one.
func pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(2 * time.Second):
		return true
	}
}
