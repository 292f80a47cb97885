package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"luwte/crypto/charter"
	"luwte/internal/confine"
	"luwte/internal/torchild"
	"luwte/server/onion"
)

// ServeConfig says where a drop serves. At least one of Listen, Tor and SystemTor is needed.
type ServeConfig struct {
	Listen    string      // host:port on loopback for development, or ""
	Tor       bool        // as onion services, by a tor child
	Torrc     string      // path of a further torrc for that child, or ""
	SystemTor bool        // as onion services, by the system's tor, which HandOver gave the keys
	Confine   Confinement // whether this process shuts itself in once it serves
	Ready     func()      // is called once the doors are open and the process is shut in; or nil
	Out       io.Writer   // is told the addresses, a line each
	Err       io.Writer   // is told of tor's progress and of what goes wrong; never of a request
}

var (
	// ErrNowhere is returned by Serve when neither Listen nor Tor is given.
	ErrNowhere = errors.New("nothing says where to serve")
	// ErrNotLoopback is returned by Serve when Listen is not an address of this machine alone.
	ErrNotLoopback = errors.New("the drop listens on loopback only: visitors come over tor")
)

const (
	// shutdownTimeout is how long posts in flight may go on after the drop was told to end. They are not acknowledged then, and sent again.
	shutdownTimeout = 30 * time.Second
	// looksTimeout is how long plain looks may: a visitor looks again.
	looksTimeout = 5 * time.Second

	headerTimeout  = 60 * time.Second
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 4 << 10 // and net/http reads 4096 more; a browser's headers have some 500

	// doorConns is how many connections a bureau's door, or the operator's, has at once.
	doorConns = 32
)

// serving is a drop while Serve runs.
type serving struct {
	*Drop
	conf ServeConfig
	ctx  context.Context // ends when Serve is to end
	fail context.CancelCauseFunc

	listen  string                 // the address on loopback, with its port
	doors   map[charter.Inbox]bool // that are open; guarded by adding
	noWork  bool                   // tor knows no proof of work; set before it is started
	running sync.WaitGroup

	mu      sync.Mutex // guards what follows, and Out and Err
	servers []*http.Server
	tor     *torchild.Child
	holds   *confine.State // nil: this process is not shut in
}

// Serve serves until ctx ends, then lets the posts in flight finish. It returns nil after that, or what made it end before.
func (d *Drop) Serve(ctx context.Context, conf ServeConfig) error {
	if err := d.checkServe(conf); err != nil {
		return err
	}
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	d.visits.beginQuick()
	s := &serving{Drop: d, conf: conf, ctx: ctx, fail: fail, doors: map[charter.Inbox]bool{}}
	d.adding.Lock() // an inbox that is added meanwhile waits, and then opens its own door
	err := s.open()
	d.serving.Store(s)
	d.adding.Unlock()
	if err == nil {
		s.background(func() { d.expireHourly(ctx, s.say) })
		s.background(func() { d.hideTimes(ctx, s.say) })
		s.background(func() { d.forgetWhenQuiet(ctx) })
		s.background(s.tides)
		<-ctx.Done()
		if err = context.Cause(ctx); errors.Is(err, context.Canceled) {
			err = nil
		}
	}
	fail(nil)
	err = errors.Join(err, s.shutdown(), d.forgetTimes())
	d.serving.Store(nil)
	return err
}

// checkServe refuses what could not be served, before anything is opened.
func (d *Drop) checkServe(conf ServeConfig) error {
	switch {
	case conf.Listen == "" && !conf.Tor && !conf.SystemTor:
		return ErrNowhere
	case conf.Tor && d.systemTor != nil:
		return ErrSystemTor
	case conf.SystemTor && d.systemTor == nil:
		return ErrNoSystemTor
	case conf.Confine == ConfineWholly && !confine.Kernel().Whole():
		return fmt.Errorf("%w; %s", confine.ErrNotWhole, confine.Kernel())
	}
	return nil
}

// open opens all doors. tor starts in the background, so that loopback serves at once.
func (s *serving) open() error {
	s.fitFiles()
	s.sayQuota()
	if s.conf.Listen != "" {
		if err := s.listenLoopback(); err != nil {
			return err
		}
	}
	for in, p := range s.public.Load().inboxes {
		if err := s.openDoor(in); err != nil {
			return err
		}
		if p.leftOut != "" {
			s.say("warning: visitors do not see inbox %s: %s", in, p.leftOut)
		}
	}
	l, err := onion.Listen(s.dir.admin())
	if err != nil {
		return err
	}
	s.serve(l, s.adminRoutes(), newCrowd(doorConns, doorConns))
	if s.conf.Tor {
		return s.openTor()
	}
	if s.conf.SystemTor {
		return s.openSystemTor()
	}
	return s.shutIn()
}

func (s *serving) listenLoopback() error {
	addr, err := netip.ParseAddrPort(s.conf.Listen)
	if err != nil || !addr.Addr().IsLoopback() {
		return fmt.Errorf("%w (%q)", ErrNotLoopback, s.conf.Listen)
	}
	l, err := net.Listen("tcp", addr.String())
	if err != nil {
		return fmt.Errorf("listen on loopback: %w", err)
	}
	s.listen = l.Addr().String()
	s.say("WARNING: --listen is NOT ANONYMOUS and for development only: no reporter may ever use it")
	s.print("front door: http://%s", s.listen)
	s.serve(l, s.front(), s.visits)
	return nil
}

// openDoor opens a bureau's door unless it is open. AddInbox's lock is held.
func (s *serving) openDoor(in charter.Inbox) error {
	if s.doors[in] {
		return nil
	}
	listen := onion.Listen
	if s.systemTor != nil {
		listen = onion.ListenGroup
	}
	l, err := listen(s.doorSocket(in))
	if err != nil {
		return err
	}
	s.doors[in] = true
	s.print("bureau door of inbox %s: unix:%s", in, l.Addr())
	s.serve(l, s.bureau(in), newCrowd(doorConns, doorConns))
	return nil
}

// serve serves a listener until shutdown, after which it closes it.
func (s *serving) serve(l net.Listener, h http.Handler, bounds *crowd) {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	server := &http.Server{
		Handler:           attended(h),
		ConnContext:       connContext,
		Protocols:         protocols,
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ConnState:         s.traces.connState,
		// What net/http writes there has visitors' addresses in it.
		ErrorLog:                     log.New(io.Discard, "", 0),
		DisableGeneralOptionsHandler: true,
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil { // an inbox was added, or tor was ready, at the last moment: shutdown has counted the doors and waits for no other
		_ = l.Close()
		return
	}
	s.servers = append(s.servers, server)
	s.running.Go(func() {
		if err := server.Serve(bounds.listen(quiet{l})); !errors.Is(err, http.ErrServerClosed) {
			s.fail(fmt.Errorf("serve on %s: %w", l.Addr(), err))
		}
	})
}

// shutdown closes the doors, waits for what is in flight, and ends tor last, which carries it.
func (s *serving) shutdown() error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	looks, done := context.WithTimeout(ctx, looksTimeout)
	s.visits.endQuick(looks)
	done()
	s.mu.Lock()
	servers := s.servers
	s.mu.Unlock()
	var closing sync.WaitGroup
	for _, server := range servers {
		closing.Go(func() {
			if server.Shutdown(ctx) != nil {
				_ = server.Close() // its error is of a listener that is closed already
			}
		})
	}
	closing.Wait()
	s.running.Wait()
	if s.tor == nil {
		return nil
	}
	return s.tor.Close()
}

// print tells an address.
func (s *serving) print(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.conf.Out, format+"\n", args...)
}

// say tells the operator what goes on.
func (s *serving) say(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.conf.Err, format+"\n", args...)
}
