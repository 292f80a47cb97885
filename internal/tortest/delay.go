package tortest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// StartDelayed is Start for a network in which everything waits on its way into every relay, and on its way back, as over real distances. What waits
// does not wait for what is before it: this is delay, and takes nothing from the throughput.
func StartDelayed(ctx context.Context, dir string, log io.Writer, delay time.Duration) (*Network, error) {
	return start(ctx, dir, log, delay)
}

// delays are the proxies before the relays.
type delays struct {
	delay     time.Duration // 0: there are none
	listeners []net.Listener
}

// orPort returns the lines for a relay that others reach at an address. With a delay we listen there and tor somewhere else.
func (d *delays) orPort(address string) (string, error) {
	if d.delay == 0 {
		return fmt.Sprintf("ORPort %s\n", address), nil
	}
	own, err := net.Listen("tcp", "127.0.0.1:0") // to find a free port; another process may still take it, which Start notices
	if err != nil {
		return "", err
	}
	inner := own.Addr().String()
	if err := own.Close(); err != nil {
		return "", err
	}
	outer, err := net.Listen("tcp", address)
	if err != nil {
		return "", errors.Join(errPortTaken, err)
	}
	d.listeners = append(d.listeners, outer)
	go d.serve(outer, inner)
	return fmt.Sprintf("ORPort %s NoListen\nORPort %s NoAdvertise\n", address, inner), nil
}

func (d *delays) serve(outer net.Listener, inner string) {
	for {
		near, err := outer.Accept()
		if err != nil {
			return
		}
		go func() {
			far, err := net.Dial("tcp", inner)
			if err != nil {
				near.Close()
				return
			}
			var wg sync.WaitGroup
			wg.Go(func() { d.carry(far, near) })
			wg.Go(func() { d.carry(near, far) })
			wg.Wait()
		}()
	}
}

type late struct {
	data []byte
	due  time.Time
}

// carry takes bytes from one side to the other, each piece after the delay, until either is closed; then it closes both.
func (d *delays) carry(to, from net.Conn) {
	queue := make(chan late, 1024)
	go func() {
		defer close(queue)
		for {
			buffer := make([]byte, 16<<10)
			n, err := from.Read(buffer)
			if n > 0 {
				queue <- late{buffer[:n], time.Now().Add(d.delay)}
			}
			if err != nil {
				return
			}
		}
	}()
	for piece := range queue {
		time.Sleep(time.Until(piece.due))
		if _, err := to.Write(piece.data); err != nil {
			from.Close() // ends the reader
		}
	}
	to.Close()
	from.Close()
}

func (d *delays) close() error {
	var errs []error
	for _, l := range d.listeners {
		errs = append(errs, l.Close())
	}
	return errors.Join(errs...)
}
