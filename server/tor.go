package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"luwte/crypto/charter"
	"luwte/internal/torchild"
	"luwte/server/onion"
)

// openTor opens the front door's socket and starts tor behind it, in the background.
func (s *serving) openTor() error {
	l, err := onion.ListenFront(s.frontSocket())
	if err != nil {
		return err
	}
	s.lookForWork()
	s.running.Go(func() {
		served := false
		err := s.runTor(func() { served = true; s.serve(l, s.front(), s.visits) })
		if !served {
			err = errors.Join(err, l.Close())
		}
		switch {
		case err == nil || s.ctx.Err() != nil:
		case s.conf.Listen == "":
			s.fail(err)
		default:
			s.say("warning: no onion services, only loopback goes on: %v", err)
			if err := s.shutIn(); err != nil {
				s.fail(err)
			}
		}
	})
	return nil
}

// lookForWork asks which tor is installed. Where that fails, the start of tor will say why.
func (s *serving) lookForWork() {
	tor, err := torchild.FindInstalled(s.ctx)
	if s.noWork = err == nil && !tor.PoW; s.noWork {
		s.say("warning: this tor knows no proof of work, so a flood of visitors is not held up before it comes here: install tor 0.4.8 or newer that was built with it, as Debian's was")
	}
}

// Answers to whether tor asks visitors for proof of work.
const (
	WorkOn      = "on"
	WorkUnknown = "unknown" // tor does not run, or is not the drop's
	WorkMissing = "missing"
)

// proofOfWork says whether tor asks visitors for one when too many come at once.
func (d *Drop) proofOfWork() string {
	s := d.serving.Load()
	if s == nil {
		return WorkUnknown
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.tor == nil:
		return WorkUnknown
	case s.tor.ProofOfWork():
		return WorkOn
	}
	return WorkMissing
}

// runTor starts tor and returns when it ends, or when the drop is to end. Between tor's start and the first visitor this process is shut in:
// later it could not start a program any more, nor connect to tor.
func (s *serving) runTor(serveFront func()) error {
	conf := s.torConfig(noInbox)
	child, err := torchild.Start(s.ctx, conf)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.tor = child
	s.mu.Unlock()
	if err := child.Published(s.reachable); err != nil {
		return err
	}
	if err := child.Hold(s.ctx); err != nil {
		return err
	}
	if err := s.shutIn(); err != nil {
		return err
	}
	serveFront()
	if now := s.torConfig(noInbox); now.Torrc != conf.Torrc { // an inbox was added meanwhile
		if err := child.Reload(s.ctx, now); err != nil {
			return err
		}
	}
	if err := child.Wait(s.ctx); err != nil {
		return err
	}
	select {
	case <-s.ctx.Done():
		return nil
	case <-child.Done():
		lines := child.Log()
		return fmt.Errorf("%w: %s", torchild.ErrExited, strings.Join(lines[max(0, len(lines)-3):], "; "))
	}
}

// reloadTor has tor take up an added service or client, and end the service of the inbox shut, if it has one.
func (s *serving) reloadTor(ctx context.Context, shut charter.Inbox) error {
	s.mu.Lock()
	child := s.tor
	s.mu.Unlock()
	if child == nil { // it does not run, or takes it up when it starts
		return nil
	}
	return child.Reload(ctx, s.torConfig(shut))
}

func (s *serving) torConfig(shut charter.Inbox) torchild.Config {
	conf := torchild.Config{DataDir: s.dir.tor(), Include: s.conf.Torrc, Command: s.torCommand()}
	conf.Progress = func(percent int, summary string) { s.say("tor: %d %% %s", percent, summary) }
	services := []onion.Service{{Dir: s.dir.frontService(), Socket: s.frontSocket(), Front: true, NoWork: s.noWork}}
	for _, in := range s.overTor() {
		if in == shut {
			continue
		}
		services = append(services, onion.Service{Dir: s.dir.doorService(in), Socket: s.doorSocket(in)})
	}
	var err error
	if conf.Torrc, err = onion.Torrc(services); err != nil {
		// Every door was looked at; what is left is the length of a path, and Listen has refused that.
		s.fail(err)
	}
	return conf
}

// overTor lists the inboxes whose courier comes over tor, sorted. A door with a broken list of clients stays shut: tor would open it to
// everyone.
func (s *serving) overTor() []charter.Inbox {
	var doors []charter.Inbox
	inboxes := slices.SortedFunc(maps.Keys(s.public.Load().inboxes), compareInboxes)
	for _, in := range inboxes {
		switch _, err := onion.Clients(s.dir.doorService(in)); {
		case err == nil:
			doors = append(doors, in)
		case errors.Is(err, onion.ErrNoClients), errors.Is(err, fs.ErrNotExist):
		default:
			s.say("warning: inbox %s has no onion service: %v", in, err)
		}
	}
	return doors
}

// reachable tells an address once tor has published it.
func (s *serving) reachable(address string) {
	if address == s.address {
		s.print("front door: http://%s", address)
		return
	}
	for _, in := range s.overTor() {
		if door, err := onion.Address(s.dir.doorService(in)); err == nil && door == address {
			s.print("bureau door of inbox %s: http://%s", in, address)
		}
	}
}
