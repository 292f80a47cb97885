// Package server is the drop: it takes sealed parcels from everyone, keeps them until a bureau's desk has them, and serves each bureau's
// charter and board.
//
// It has two kinds of doors. The front door is for everyone (routes.go has its table); a bureau door is for one bureau's courier, reached
// over a Unix socket that only tor and this machine's operator may open. A third socket, admin.sock, is for the operator's own commands
// while the drop serves. What anyone sends is believed only as far as it is signed: charters, boards and dispatches under a bureau's root
// key. Parcels are opaque; there is no age in this program and nothing here could open one.
//
// No request is ever written anywhere: not its address, path, time, headers or outcome. Only cmd/luwte-drop imports the package.
package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"golang.org/x/time/rate"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/dispatch"
	"luwte/server/onion"
	"luwte/server/store"
)

// Limits are what an operator may tune. A visitor is a circuit of tor, or a host on loopback; who it is is known to nobody.
type Limits struct {
	Parcels int        // an inbox holds at most so many, or as many as fit on its share of the disk (quota.go); from nine tenths on some are refused
	Rate    rate.Limit // parcels a second that a visitor may go on sending
	Burst   int        // parcels that a visitor may send before Rate counts
	Each    int        // posts of one visitor at once
	AtOnce  int        // parcels of all visitors that are coming in at once, each of 256 KiB of memory; from half of it on some for one inbox are refused

	LookRate  rate.Limit // requests a second, other than posts, that a visitor may go on making
	LookBurst int        // such requests that a visitor may make before LookRate counts
	Conns     int        // connections of all visitors at once; of those that wait for nothing the drop closes some when there are more
	ConnsEach int        // connections of one visitor at once

	BoardSize     int        // largest size class of an inbox's board, board.MinK to board.MaxK; a dispatch with a larger one is refused
	DispatchRate  rate.Limit // dispatches a second that a bureau's courier may go on bringing: each holds up posts for a moment
	DispatchBurst int        // dispatches that it may bring before DispatchRate counts
}

// DefaultLimits allow a visitor to send a file of 25 MiB at once, and 30 MiB a minute after it; an inbox holds 5 GiB. The bodies that come in, of visitors
// (40 MiB) and of couriers (dispatchesAtOnce, 20.8 MiB), have less than 64 MiB together. A look takes a request for each of some sixty inboxes at most. A
// visitor's connections are those that tor lets a circuit have.
var DefaultLimits = Limits{
	Parcels: 20000, Rate: 2, Burst: 100, Each: 8, AtOnce: 160,
	LookRate: 4, LookBurst: 400, Conns: 4096, ConnsEach: 32,
	BoardSize: board.MaxK, DispatchRate: 0.1, DispatchBurst: 100,
}

const (
	// dispatchesAtOnce is how many dispatches may be coming in at once, of all couriers; each has 3.5 MiB at most.
	dispatchesAtOnce = 6
	// puttingAtOnce is how many parcels may be on their way into the store at once: as many as share a commit. Each is there once more, sealed.
	puttingAtOnce = 32
)

// Drop is an open drop. Its methods may be called concurrently.
type Drop struct {
	dir     layout
	address string // the front door's onion address
	store   store.Store

	systemTor *SystemTor // nil unless the system's tor has the onion keys

	keyPlace KeyPlace // of the store

	limiter *limiter
	visits  *crowd // connections at the front door
	limits  Limits
	quota   atomic.Int64 // parcels that an inbox may hold
	tempo   tempo

	putting    chan struct{} // has a token for each parcel on its way into the store
	dispatches *arena
	applying   sync.Mutex    // one dispatch at a time: each is there several times until it is on the disk
	doors      chan struct{} // has a token for each request at a bureau's door

	// refreshing is read-held while a parcel is put, so that a count taken under it misses none.
	refreshing sync.RWMutex
	public     atomic.Pointer[public]

	serving  atomic.Pointer[serving] // nil unless Serve runs
	adding   sync.Mutex              // one AddInbox at a time: it touches files, store, sockets and tor
	traces   traces
	failures atomic.Int64 // answers of status 500, since the start
	panics   atomic.Int64 // since the start

	probes  *rate.Limiter
	failing atomic.Bool // the last of them

	rewriting  chan struct{}           // of one: has a token while a tide runs, or the journal is washed
	tideWanted chan struct{}           // of one: a dispatch asks for a tide
	since      day.Day                 // it was opened
	tided      atomic.Pointer[day.Day] // the day of the last one; nil before the first since the drop was opened
}

var (
	// ErrNoDrop is returned by Open when there is no drop in the directory.
	ErrNoDrop = errors.New("there is no drop here")
	// ErrExists is returned by Init when there is one.
	ErrExists = errors.New("there is a drop here already")
)

// Open opens the drop in dir, which Init has made. It returns ErrNoDrop, or store.ErrLocked while another process has it open.
func Open(ctx context.Context, dir string, limits Limits, options ...Option) (*Drop, error) {
	d := &Drop{dir: layout(dir), visits: newCrowd(limits.Conns, limits.ConnsEach), limits: limits, tempo: usual,
		putting: make(chan struct{}, puttingAtOnce), doors: make(chan struct{}, doorsAtOnce),
		probes: rate.NewLimiter(probeRate, probeBurst), rewriting: make(chan struct{}, 1), tideWanted: make(chan struct{}, 1), since: day.Today()}
	d.visits.quick = d.quick
	var err error
	if d.address, err = onion.Address(d.dir.frontService()); errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, fmt.Errorf("%w (%q)", ErrNoDrop, dir)
	} else if err != nil {
		return nil, err
	}
	if d.systemTor, err = d.dir.readSystemTor(); err != nil {
		return nil, err
	}
	if d.store, d.keyPlace, err = d.dir.openStore(optionsOf(options)); errors.Is(err, store.ErrNoStore) {
		return nil, fmt.Errorf("%w (%q)", ErrNoDrop, dir)
	} else if err != nil {
		return nil, err
	}
	if err = d.prepare(ctx, limits); err != nil {
		return nil, errors.Join(err, d.store.Close())
	}
	return d, nil
}

func (d *Drop) prepare(ctx context.Context, limits Limits) (err error) {
	if err := d.refresh(ctx); err != nil {
		return err
	}
	if d.limiter, err = newLimiter(limits); err != nil {
		return err
	}
	d.dispatches, err = newArena(dispatchesAtOnce, dispatch.MaxSize+1)
	return err
}

// Close closes the store. Serve must have returned.
func (d *Drop) Close() error {
	return errors.Join(d.limiter.bodies.close(), d.dispatches.close(), d.store.Close())
}

// Init makes a drop in dir: the store, and the key of the front door, whose address it returns. It returns ErrExists if there is one
// already, onion.ErrSocketPath, or what store.Create does. An Init that was cut off can be repeated, and keeps the key that it made.
func Init(dir string, options ...Option) (address string, err error) {
	l := layout(dir)
	// A directory in which no door could be opened is refused before anything is made: its longest socket's path tells.
	if err := checkSocketPaths(l); err != nil {
		return "", err
	}
	if err := checkUnused(dir); err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(l.frontService()), 0o700); err != nil {
		return "", err
	}
	if err := checkPrivate(dir); err != nil {
		return "", err
	}
	if address, err = keyOf(l.frontService()); err != nil {
		return "", err
	}
	s, err := l.createStore(optionsOf(options))                             // last: where there is a store, there is a drop
	if errors.Is(err, store.ErrExists) || errors.Is(err, store.ErrLocked) { // which somebody serves
		return "", fmt.Errorf("%w (%q)", ErrExists, dir)
	} else if err != nil {
		return "", err
	}
	return address, s.Close()
}

// checkUnused refuses a directory in which there is something else than an Init that was broken off leaves, or a drop.
func checkUnused(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if !slices.Contains(Files, strings.TrimSuffix(e.Name(), ".new")) {
			return fmt.Errorf("%w: %q has %q", ErrNotEmpty, dir, e.Name())
		}
	}
	return nil
}

// checkSocketPaths returns onion.ErrSocketPath if a door could not be opened there.
func checkSocketPaths(l layout) error {
	_, err := onion.Torrc([]onion.Service{{Dir: l.frontService(), Socket: l.doorSocket(charter.Inbox{}), Front: true}})
	return err
}

// keyOf returns the onion address of a service's directory, made if need be.
func keyOf(service string) (string, error) {
	address, err := onion.NewKey(service)
	if errors.Is(err, onion.ErrKeyExists) {
		return onion.Address(service)
	}
	return address, err
}
