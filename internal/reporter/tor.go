package reporter

import (
	"context"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"luwte/internal/torchild"
)

// bootstrapTimeout is how long our own tor may take to reach its network.
const bootstrapTimeout = 4 * time.Minute

// ownTor is a tor of our own, with its files in a directory that is removed afterwards. One that ended by itself is started again when the
// next connection is made, in the same directory, so that it knows the network already.
type ownTor struct {
	torrc    string // path of a further torrc, or ""
	progress func(sentence string)

	mu    sync.Mutex // guards what follows
	dir   string
	child *torchild.Child
	dial  torchild.DialFunc
}

func (o *ownTor) start(ctx context.Context) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.startLocked(ctx)
}

func (o *ownTor) startLocked(ctx context.Context) (err error) {
	if o.dir == "" {
		if o.dir, err = os.MkdirTemp("", "luwte-tor-"); err != nil { // mode 0700
			return err
		}
	}
	if !o.runs() {
		if o.child != nil {
			_ = o.child.Close() // it has ended already
		}
		if o.child, err = torchild.Start(ctx, torchild.Config{
			DataDir: o.dir,
			Torrc:   torchild.SocksTorrc,
			Include: o.torrc,
			Progress: func(percent int, summary string) {
				o.progress(fmt.Sprintf("tor: %d %% (%s)", percent, summary))
			},
		}); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, bootstrapTimeout)
	defer cancel()
	if err := o.child.Wait(ctx); err != nil {
		return err
	}
	o.dial, err = torchild.Dialer(o.child.SocksAddr())
	return err
}

func (o *ownTor) dialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	dial, err := o.running(ctx)
	if err != nil {
		return nil, err
	}
	return dial(ctx, network, addr)
}

// running returns the dialer of a tor that runs and knows its network.
func (o *ownTor) running(ctx context.Context) (torchild.DialFunc, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.runs() {
		o.progress("tor has ended; it is started again")
		o.dial = nil
	}
	if o.dial == nil {
		if err := o.startLocked(ctx); err != nil {
			return nil, err
		}
	}
	return o.dial, nil
}

func (o *ownTor) runs() bool {
	if o.child == nil {
		return false
	}
	select {
	case <-o.child.Done():
		return false
	default:
		return true
	}
}

// end ends tor and removes its files. It can be called also after an error.
func (o *ownTor) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.child != nil {
		_ = o.child.Close() // ended or killed; what is left shows below
	}
	if err := os.RemoveAll(o.dir); err != nil {
		o.progress(fmt.Sprintf("the directory %s, which shows that tor was used, could not be removed: remove it", o.dir))
	}
}
